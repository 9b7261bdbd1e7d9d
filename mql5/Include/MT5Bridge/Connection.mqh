// The only socket: connects, does the handshake, sends queued messages, reads, and reconnects with
// growing pauses after any loss. Nothing here blocks longer than CONNECT_TIMEOUT_MS, because the
// other handlers of this program have to wait.

#include "Log.mqh"
#include "Outbox.mqh"
#include "Settings.mqh"
#include "WaitTrial.mqh"
#include "ZmtpReader.mqh"

// Loopback answers in microseconds; a filtered port uses the whole timeout in every attempt.
#define CONNECT_TIMEOUT_MS 300

// Longest wait of one SocketSend, so that no handler hangs.
#define SOCKET_TIMEOUT_MS 200

// Longest wait of one SocketRead: the requested bytes have arrived already, unless the terminal
// only assumes one.
#define READ_TIMEOUT_MS 10

// Timeout from the connect to READY; the bridge's own is 30 s.
#define HANDSHAKE_TIMEOUT_MS 5000

#define RETRY_FIRST_MS 500
#define RETRY_LAST_MS 10000

// Bytes per SocketRead and per timer event.
#define READ_CHUNK_BYTES 65536

// Bytes of messages that are collected before they are sent.
#define WIRE_CHUNK_BYTES 65536

// The most bytes of one SocketSend. A writable socket accepts this much without blocking.
#define SEND_BYTES_MAX 16384

// SocketSend calls in one event.
#define SENDS_PER_EVENT_MAX 64

#define ERROR_NOT_ALLOWED 4014

enum ConnectionState {
  CONNECTION_CLOSED,
  // Connected; the first bytes are sent in the next timer event (sending in the same one was seen
  // to fail).
  CONNECTION_OPEN,
  CONNECTION_GREETING,
  CONNECTION_HANDSHAKE,
  CONNECTION_READY
};

class Connection {
private:
  int m_socket;
  ConnectionState m_state;
  ulong m_sinceMs;
  ulong m_retryAtMs;
  int m_failures;
  string m_lastFault;
  // Committed bytes: a message in here is sent completely, without anything in between.
  uchar m_wire[];
  // How many of them the socket has accepted.
  int m_sent;
  // A reply of the protocol itself (PONG), sent between two messages.
  uchar m_control[];

  void Enter(const ConnectionState state) {
    m_state = state;
    m_sinceMs = GetTickCount64();
  }

  void CloseSocket() {
    if (m_socket != INVALID_HANDLE) SocketClose(m_socket);
    m_socket = INVALID_HANDLE;
    g_reader.Reset();
    ArrayFree(m_wire);
    m_sent = 0;
    ArrayFree(m_control);
    Enter(CONNECTION_CLOSED);
  }

  void Retry(const int pauseMs) { m_retryAtMs = GetTickCount64() + (ulong)pauseMs; }

  // Pause after the n-th consecutive failure: doubling, plus up to a quarter at random.
  int PauseMs() const {
    int pauseMs = RETRY_FIRST_MS;
    for (int at = 1; at < m_failures && pauseMs < RETRY_LAST_MS; at++) pauseMs *= 2;
    pauseMs = MathMin(pauseMs, RETRY_LAST_MS);
    return pauseMs + (int)((long)pauseMs * MathRand() / 131072);
  }

  bool Fail(const string code, const string sentence) {
    CloseSocket();
    m_failures++;
    Retry(PauseMs());
    // Repeated reasons are logged once.
    if (code != m_lastFault) LogLine(code, sentence);
    m_lastFault = code;
    return false;
  }

  bool FailToConnect(const int error) {
    const string address = g_settings.host + ":" + IntegerToString(g_settings.port);
    if (error == ERROR_NOT_ALLOWED) {
      return Fail("address_not_allowed",
                  "The terminal does not allow " + g_settings.host +
                      ": under Tools, Options, Expert Advisors, tick Allow WebRequest and add " + g_settings.host +
                      " (press Enter after it), then OK");
    }
    return Fail("bridge_unreachable", "No connection to " + address + " (error " + IntegerToString(error) +
                                          "): is the bridge running, is the port its MT5_LINK_PORT?");
  }

  bool Open() {
    ResetLastError();
    m_socket = SocketCreate();
    if (m_socket == INVALID_HANDLE) return FailToConnect(GetLastError());
    const bool isDone = SocketConnect(m_socket, g_settings.host, (uint)g_settings.port, CONNECT_TIMEOUT_MS);
    if (!isDone || !SocketIsConnected(m_socket)) return FailToConnect(GetLastError());
    SocketTimeouts(m_socket, SOCKET_TIMEOUT_MS, SOCKET_TIMEOUT_MS);
    Enter(CONNECTION_OPEN);
    return true;
  }

  bool TakeWaiting(uchar &bytes[]) { return g_urgentOutbox.Take(bytes) || g_outbox.Take(bytes); }

  // Fills the send buffer up to one chunk: protocol replies first, then messages.
  bool FillWire() {
    if (ArraySize(m_wire) > 0) return true;
    if (ArraySize(m_control) > 0) {
      ArraySwap(m_wire, m_control);
      return true;
    }
    if (m_state != CONNECTION_READY || !TakeWaiting(m_wire)) return false;
    uchar next[];
    while (ArraySize(m_wire) < WIRE_CHUNK_BYTES && TakeWaiting(next)) {
      const int size = ArraySize(m_wire);
      ArrayResize(m_wire, size + ArraySize(next));
      ArrayCopy(m_wire, next, size, 0, ArraySize(next));
    }
    return true;
  }

  // Keeps bytes that the socket did not accept. False when it accepts no more now or is lost. After
  // an error it is unknown how much was sent, so the connection ends.
  bool SendWire() {
    if (!SocketIsWritable(m_socket)) return false;
    const int size = MathMin(ArraySize(m_wire) - m_sent, SEND_BYTES_MAX);
    uchar part[];
    ArrayResize(part, size);
    ArrayCopy(part, m_wire, 0, m_sent, size);
    ResetLastError();
    const int sent = SocketSend(m_socket, part, (uint)size);
    if (sent < 0 || sent > size) {
      return Fail("connection_lost", "The connection broke while sending (error " + IntegerToString(GetLastError()) + ")");
    }
    m_sent += sent;
    if (m_sent == ArraySize(m_wire)) {
      ArrayFree(m_wire);
      m_sent = 0;
    }
    return sent == size;
  }

  bool ReadSocket() {
    ResetLastError();
    const uint readable = SocketIsReadable(m_socket);
    if (readable > 0) {
      uchar chunk[];
      const uint wanted = (uint)MathMin((long)readable, (long)READ_CHUNK_BYTES);
      const int got = SocketRead(m_socket, chunk, wanted, READ_TIMEOUT_MS);
      if (got > 0) g_reader.Feed(chunk, MathMin(got, ArraySize(chunk)));
    }
    if (SocketIsConnected(m_socket)) return true;
    return Fail("connection_lost", "The bridge closed the connection (error " + IntegerToString(GetLastError()) + ")");
  }

  bool TakeCommand() {
    const string name = g_reader.CommandName();
    if (name == "ERROR") {
      return Fail("bridge_refused", "The bridge refused: " + g_reader.PayloadText(7, g_reader.PayloadByte(6)));
    }
    if (name == "PING" && m_state == CONNECTION_READY) {
      uchar context[];
      const int size = g_reader.CopyPayload(context, 7);
      WritePong(m_control, context, size);
    }
    if (name == "READY" && m_state == CONNECTION_HANDSHAKE) {
      if (g_reader.ReadyProperty("Socket-Type") != "ROUTER") {
        return Fail("not_a_bridge", "A program other than the bridge answers on this port");
      }
      Enter(CONNECTION_READY);
    }
    return true;
  }

public:
  Connection() { m_socket = INVALID_HANDLE; }

  // Resets all state, including what a previous run of this program left.
  void Start() {
    CloseSocket();
    m_failures = 0;
    m_lastFault = "";
    m_retryAtMs = 0;
  }

  void Stop() { CloseSocket(); }

  bool IsReady() const { return m_state == CONNECTION_READY; }
  bool IsClosed() const { return m_state == CONNECTION_CLOSED; }

  // Whether everything that was queued has left.
  bool IsDrained() const { return ArraySize(m_wire) == 0 && ArraySize(m_control) == 0 && g_urgentOutbox.IsEmpty() && g_outbox.IsEmpty(); }

  // While many unread bytes wait in the reader, no more are read from the socket.
  bool IsReaderFull() const { return g_reader.Waiting() > WIRE_ARGUMENT_BYTES_MAX + READ_CHUNK_BYTES; }

  // The bridge has accepted this terminal: the next connection loss is logged again.
  void Accepted() {
    m_failures = 0;
    m_lastFault = "";
  }

  // Closes the connection because of `code`, for at least `pauseMs`.
  void Leave(const string code, const string sentence, const int pauseMs) {
    Fail(code, sentence);
    if (pauseMs > 0) Retry(pauseMs);
  }

  // Called on each timer event: connects, or reads received bytes (one poll, see docs). False
  // without a connection.
  bool Poll() {
    const ulong nowMs = GetTickCount64();
    if (m_state == CONNECTION_CLOSED) {
      if (nowMs >= m_retryAtMs) Open();
      return false;
    }
    if (m_state == CONNECTION_OPEN) {
      WriteGreeting(m_control);
      Enter(CONNECTION_GREETING);
      return true;
    }
    if (m_state != CONNECTION_READY && nowMs - m_sinceMs > HANDSHAKE_TIMEOUT_MS) {
      return Fail("not_a_bridge", "A program other than the bridge answers on this port");
    }
    return IsReaderFull() || ReadSocket();
  }

  // Waits until the bridge sends something, for `timeoutMs` at most; reads it, and returns true.
  // Only one byte is asked for, so that nothing is held back until more has arrived.
  bool Await(const int timeoutMs) {
    if (m_state != CONNECTION_READY || !g_waitTrial.MayWait() || IsReaderFull()) return false;
    uchar first[];
    g_waitTrial.Begin(timeoutMs);
    ResetLastError();
    const int got = SocketRead(m_socket, first, 1, (uint)timeoutMs);
    const int error = GetLastError();
    const bool isConnected = SocketIsConnected(m_socket);
    g_waitTrial.End(got > 0, isConnected);
    if (got > 0) {
      g_reader.Feed(first, 1);
      return ReadSocket();
    }
    if (isConnected) return false;
    return Fail("connection_lost", "The bridge closed the connection (error " + IntegerToString(error) + ")");
  }

  // True when `g_reader` has a frame of a message; greeting and commands are handled internally.
  bool NextFrame() {
    while (m_state >= CONNECTION_GREETING) {
      switch (g_reader.Next()) {
        case ZMTP_READ_NOTHING:
          return false;
        case ZMTP_READ_BROKEN:
          return Fail("not_a_bridge", "A program other than the bridge answers on this port: " + g_reader.Fault());
        case ZMTP_READ_GREETING:
          WriteReady(m_control);
          Enter(CONNECTION_HANDSHAKE);
          break;
        case ZMTP_READ_COMMAND:
          TakeCommand();
          break;
        case ZMTP_READ_FRAME:
          if (m_state == CONNECTION_READY) return true;
          return Fail("not_a_bridge", "The program on this port sends data before the handshake has ended");
      }
    }
    return false;
  }

  // Sends queued bytes, as far as the socket accepts them.
  void Flush() {
    for (int at = 0; at < SENDS_PER_EVENT_MAX && m_state > CONNECTION_OPEN; at++) {
      if (!FillWire() || !SendWire()) return;
    }
  }
};

Connection g_connection;
