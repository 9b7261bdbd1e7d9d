// Checks what the Expert Advisor relies on in this terminal, prints the results in the Experts tab
// and sends them to the bridge. It sends no orders, and leaves the Expert Advisor's session alone.

#property copyright "MT5 Bridge"
#property version "3.00"
#property description "Checks this terminal for the MT5 Bridge. It sends no orders."
#property script_show_inputs

#include <MT5Bridge/CheckLanguage.mqh>
#include <MT5Bridge/CheckMarket.mqh>
#include <MT5Bridge/Inbox.mqh>
#include <MT5Bridge/LinkToken.mqh>

input string InpHost = "127.0.0.1"; // Address of the bridge (allow it in Tools, Options)
input int InpPort = 5555; // Port of the bridge (its MT5_LINK_PORT)
input string InpToken = ""; // Token of the bridge (empty: the one that install-ea wrote)

#define CHECK_ANSWER_MS 10000
#define CHECK_SOCKET_MS 200
#define CHECK_GREETING_MS 2000

// Short waits without data, how many of them may be late or too short, and all reads: the bridge
// may have sent some hundred bytes.
#define CHECK_WAITS 20
#define CHECK_READS_MAX 2000
#define CHECK_WAIT_MS 5
#define CHECK_WAIT_LATE_MS 20
#define CHECK_WAITS_BAD_MAX 10

// The Expert Advisor waits for the bridge in reads that last a part of its timer's period.
void CheckShortReads(const int socket) {
  if (!SocketIsConnected(socket)) {
    Note(WIRE_ASSUMPTION_SOCKET_SHORT_READS, WIRE_RESULT_UNCHECKED, "the connection has ended before");
    return;
  }
  int waits = 0;
  int late = 0;
  int early = 0;
  ulong longest = 0;
  for (int at = 0; at < CHECK_READS_MAX && waits < CHECK_WAITS && SocketIsConnected(socket); at++) {
    uchar nothing[];
    const ulong begun = GetMicrosecondCount();
    const int got = SocketRead(socket, nothing, 1, CHECK_WAIT_MS);
    const ulong took = GetMicrosecondCount() - begun;
    if (got > 0) continue;
    waits++;
    longest = MathMax(longest, took);
    if (took > 1000 * (CHECK_WAIT_MS + CHECK_WAIT_LATE_MS)) late++;
    if (2 * took < 1000 * CHECK_WAIT_MS) early++;
  }
  const bool isGood = waits == CHECK_WAITS && SocketIsConnected(socket) && late <= CHECK_WAITS_BAD_MAX && early <= CHECK_WAITS_BAD_MAX;
  Judge(WIRE_ASSUMPTION_SOCKET_SHORT_READS, isGood,
        Number(waits) + " reads of " + Number(CHECK_WAIT_MS) + " ms: " + Number(late) + " late, " + Number(early) +
            " too short, the longest " + Number((long)(longest / 1000)) + " ms" + (SocketIsConnected(socket) ? "" : ", disconnected"));
}

void CheckConnected(const int socket) {
  SocketTimeouts(socket, CHECK_SOCKET_MS, CHECK_SOCKET_MS);
  const uint waiting = SocketIsReadable(socket);
  Judge(WIRE_ASSUMPTION_SOCKET_IDLE, waiting == 0, Number(waiting) + " bytes waiting before any were sent");
  uchar nothing[];
  ulong begun = GetTickCount64();
  const int none = SocketRead(socket, nothing, 1, READ_TIMEOUT_MS);
  ulong took = GetTickCount64() - begun;
  Judge(WIRE_ASSUMPTION_SOCKET_READ_TIMEOUT, none <= 0 && took <= CHECK_SOCKET_MS && SocketIsConnected(socket),
        "result " + Number(none) + " after " + Number((long)took) + " ms" + (SocketIsConnected(socket) ? "" : ", disconnected"));
  uchar greeting[];
  WriteGreeting(greeting);
  const bool isWritable = SocketIsWritable(socket);
  begun = GetTickCount64();
  const int sent = SocketSend(socket, greeting, ZMTP_GREETING_SIZE);
  took = GetTickCount64() - begun;
  Judge(WIRE_ASSUMPTION_SOCKET_SEND, isWritable && sent == ZMTP_GREETING_SIZE && took <= CHECK_SOCKET_MS,
        Number(sent) + " bytes in " + Number((long)took) + " ms");
  begun = GetTickCount64();
  while (SocketIsReadable(socket) < ZMTP_GREETING_SIZE && GetTickCount64() - begun < CHECK_GREETING_MS && !IsStopped()) Sleep(10);
  uchar bytes[];
  const int got = SocketRead(socket, bytes, ZMTP_GREETING_SIZE, READ_TIMEOUT_MS);
  Judge(WIRE_ASSUMPTION_SOCKET_READ, got == ZMTP_GREETING_SIZE && ArraySize(bytes) >= got && bytes[0] == 0xFF, Number(got) + " bytes read");
  CheckShortReads(socket);
}

void CheckSocket() {
  ResetLastError();
  const int socket = SocketCreate();
  const bool isConnected = socket != INVALID_HANDLE && SocketConnect(socket, g_settings.host, (uint)g_settings.port, CONNECT_TIMEOUT_MS) &&
                           SocketIsConnected(socket);
  Judge(WIRE_ASSUMPTION_SOCKET_CONNECT, isConnected, isConnected ? "connected" : "not connected, error " + Number(GetLastError()));
  if (isConnected) CheckConnected(socket);
  if (socket != INVALID_HANDLE) SocketClose(socket);
}

void AddMessage(ByteBuffer &body) {
  body.AddAscii("{\"version\":");
  body.AddLong(WIRE_VERSION);
  AddTextField(body, "token", LinkToken());
  AddTextField(body, "login", TicketText((ulong)AccountInfoInteger(ACCOUNT_LOGIN)));
  AddTextField(body, "server", AccountInfoString(ACCOUNT_SERVER));
  AddLongField(body, "build", TerminalInfoInteger(TERMINAL_BUILD));
  AddJsonKey(body, "results");
  body.AddByte('[');
  body.AddBuffer(g_checkResults);
  body.AddAscii("]}");
}

// True when the bridge has answered, with either verdict.
bool TakeAnswer() {
  string message = "";
  const bool isReject = g_message.Frame(0) == WIRE_KIND_REJECT;
  if (isReject && g_message.Field("message", message)) LogLine("rejected", "The bridge refuses the result: " + message);
  if (g_message.Frame(0) == WIRE_KIND_CHECKED) LogLine("sent", "The bridge has the result: see the System page, or mt5-bridge doctor");
  return isReject || g_message.Frame(0) == WIRE_KIND_CHECKED;
}

void SendResults() {
  ByteBuffer body;
  PriceRows none;
  AddMessage(body);
  g_connection.Start();
  g_outbox.Add(WIRE_KIND_CHECK, body, none, false);
  const ulong begun = GetTickCount64();
  bool isAnswered = false;
  while (!isAnswered && !IsStopped() && GetTickCount64() - begun < CHECK_ANSWER_MS) {
    g_connection.Poll();
    while (!isAnswered && NextMessage()) {
      isAnswered = TakeAnswer();
      g_message.Clear();
    }
    g_connection.Flush();
    Sleep(10);
  }
  if (!isAnswered) LogLine("not_sent", "The bridge has not answered: start it, then run this script again");
  g_connection.Stop();
}

void OnStart() {
  g_settings.host = Trimmed(InpHost);
  g_settings.port = InpPort;
  g_settings.token = Trimmed(InpToken);
  CheckTexts();
  CheckArrays();
  CheckRows();
  CheckFiles();
  CheckReplacedFile();
  CheckClocks();
  CheckTimerPeriod();
  CheckSocket();
  CheckCalendar();
  CheckClosedMarket();
  CheckUnloadedHistory();
  LogLine("done", Number(g_checksFailed) + " of " + Number(g_checked) + " checks failed");
  SendResults();
}
