// The session with the bridge: hello, welcome or reject, heartbeats both ways, and the stream's
// epoch and sequence, which continue across reconnects. Messages are sent through `Say`.

#include "AccountSense.mqh"
#include "GuardState.mqh"
#include "Halt.mqh"
#include "Inbox.mqh"
#include "Intents.mqh"
#include "LastHeard.mqh"
#include "LinkToken.mqh"
#include "ServerClock.mqh"
#include "SlowReads.mqh"
#include "TermsWatch.mqh"

#define EA_VERSION "3.0.0"

// The timeout from hello to welcome or reject.
#define WELCOME_TIMEOUT_MS 10000

// The bridge requests a hello at most once a second, so it is not sent more often.
#define HELLO_PAUSE_MS 1000

// The pause after a reject that only the trader can fix, or after another terminal of the same
// account took over.
#define REJECTED_PAUSE_MS 30000

// How often the account is compared with what the last hello reported.
#define ACCOUNT_LOOK_MS 1000

// Missed heartbeats of the bridge before it counts as lost.
#define SILENT_HEARTBEATS 10

// A heartbeat that arrives this long after a silence proves that all messages queued during the
// silence have been read.
#define BACK_AFTER_MS 1000

// `{"epoch":...,"seq":...`, the first fields of every message except hello and replies.
void AddStreamStart(ByteBuffer &body, const string epoch, const long seq) {
  body.AddByte('{');
  AddTextField(body, "epoch", epoch, true);
  AddLongField(body, "seq", seq);
}

class Session {
private:
  string m_epoch;
  long m_seq;
  string m_login;
  string m_server;
  bool m_isWelcome;
  // The version of the protocol that the bridge has chosen.
  int m_version;
  bool m_isHelloSaid;
  bool m_isHelloDue;
  ulong m_helloMs;
  // The account's facts, as the last hello reported them.
  string m_facts;
  ulong m_factsAtMs;
  int m_heartbeatMs;
  string m_nonce;
  ulong m_heardMs;
  // The bridge says what it watches.
  bool m_isWatchNamed;
  ulong m_beatMs;
  // As last told.
  bool m_wasBrokerConnected;
  bool m_wasBrokerSettled;
  // The bridge was silent for longer than allowed, and came back at `m_backMs`.
  bool m_wasSilent;
  ulong m_backMs;
  PriceRows m_noRows;

  string Hex(const ulong value) const {
    string text = "";
    for (int shift = 60; shift >= 0; shift -= 4) {
      const int digit = (int)((value >> shift) & 15);
      text += ShortToString((ushort)(digit < 10 ? 48 + digit : 87 + digit));
    }
    return text;
  }

  // A unique value, from two clocks and a random number.
  string NewEpoch() const {
    const ulong chance = (ulong)MathRand() * 32768 + (ulong)MathRand();
    return Hex((ulong)TimeLocal()) + Hex(GetMicrosecondCount() ^ (GetTickCount64() << 20) ^ (chance << 34));
  }

  string MarginMode() const {
    const long mode = AccountInfoInteger(ACCOUNT_MARGIN_MODE);
    if (mode == ACCOUNT_MARGIN_MODE_RETAIL_HEDGING) return "hedging";
    return mode == ACCOUNT_MARGIN_MODE_EXCHANGE ? "exchange" : "netting";
  }

  string TradeMode() const {
    const long mode = AccountInfoInteger(ACCOUNT_TRADE_MODE);
    if (mode == ACCOUNT_TRADE_MODE_DEMO) return "demo";
    return mode == ACCOUNT_TRADE_MODE_CONTEST ? "contest" : "real";
  }

  // The account's facts that the broker may change while the terminal is logged in.
  void AddFactFields(ByteBuffer &body) const {
    AddTextField(body, "company", AccountInfoString(ACCOUNT_COMPANY));
    AddTextField(body, "currency", AccountInfoString(ACCOUNT_CURRENCY));
    AddLongField(body, "leverage", AccountInfoInteger(ACCOUNT_LEVERAGE));
    AddTextField(body, "marginMode", MarginMode());
    AddTextField(body, "tradeMode", TradeMode());
    AddLongField(body, "currencyDigits", AccountInfoInteger(ACCOUNT_CURRENCY_DIGITS));
    AddLongField(body, "pendingOrdersMax", AccountInfoInteger(ACCOUNT_LIMIT_ORDERS));
    AddBoolField(body, "fifoClose", AccountInfoInteger(ACCOUNT_FIFO_CLOSE) != 0);
    AddBoolField(body, "hedgeAllowed", AccountInfoInteger(ACCOUNT_HEDGE_ALLOWED) != 0);
  }

  string AccountFacts() const {
    return AccountInfoString(ACCOUNT_COMPANY) + "\t" + AccountInfoString(ACCOUNT_CURRENCY) + "\t" +
           IntegerToString(AccountInfoInteger(ACCOUNT_LEVERAGE)) + "\t" + MarginMode() + "\t" + TradeMode() + "\t" +
           IntegerToString(AccountInfoInteger(ACCOUNT_CURRENCY_DIGITS)) + "\t" + IntegerToString(AccountInfoInteger(ACCOUNT_LIMIT_ORDERS)) + "\t" +
           IntegerToString(AccountInfoInteger(ACCOUNT_FIFO_CLOSE)) + "\t" + IntegerToString(AccountInfoInteger(ACCOUNT_HEDGE_ALLOWED));
  }

  // When the broker has changed the account, the session begins again with a new hello. Without a
  // connection to the broker the terminal may not know the account at all.
  void LookAtAccount(const ulong nowMs) {
    if (nowMs - m_factsAtMs < ACCOUNT_LOOK_MS || !IsBrokerConnected()) return;
    m_factsAtMs = nowMs;
    if (AccountFacts() == m_facts) return;
    m_isWelcome = false;
    m_isHelloDue = true;
  }

  void SayHello() {
    ByteBuffer body;
    body.AddAscii("{\"version\":");
    body.AddLong(WIRE_VERSION_MIN);
    AddLongField(body, "versionMax", WIRE_VERSION);
    AddTextField(body, "token", LinkToken());
    AddTextField(body, "epoch", m_epoch);
    AddTextField(body, "login", m_login);
    AddTextField(body, "server", m_server);
    AddFactFields(body);
    AddLongField(body, "build", TerminalInfoInteger(TERMINAL_BUILD));
    AddTextField(body, "eaVersion", EA_VERSION);
    g_halt.AddField(body);
    g_guardState.AddField(body);
    AddStateFields(body);
    AddTextField(body, "installation", g_intents.Installation());
    AddNumberField(body, "lotsMax", g_settings.lotsMax);
    AddLongField(body, "ordersPerMinuteMax", g_settings.ordersPerMinuteMax);
    AddLongField(body, "silenceSecondsMax", g_settings.silenceSecondsMax);
    body.AddByte('}');
    m_facts = AccountFacts();
    m_isWelcome = false;
    m_isHelloSaid = true;
    m_isHelloDue = false;
    m_helloMs = GetTickCount64();
    SayBytes(WIRE_KIND_HELLO, body, false);
  }

  void AddStateFields(ByteBuffer &body) {
    AddBoolField(body, "algoTradingAllowed", IsTradingAllowed());
    m_wasBrokerConnected = IsBrokerConnected();
    AddBoolField(body, "brokerConnected", m_wasBrokerConnected);
    m_wasBrokerSettled = g_accountSense.IsSettled();
    AddBoolField(body, "brokerSettled", m_wasBrokerSettled);
    AddClockField(body);
  }

  void Beat(const ulong nowMs) {
    ByteBuffer body;
    BeginStream(body);
    AddStateFields(body);
    AddTextField(body, "nonce", m_nonce);
    AddLongField(body, "termsChanges", g_termsWatch.Changes());
    AddLongField(body, "slowReads", g_slowReads.Count());
    AddLongField(body, "slowestReadMs", g_slowReads.SlowestMs());
    body.AddByte('}');
    m_beatMs = nowMs;
    SayBytes(WIRE_KIND_HEARTBEAT, body, false);
  }

  void TakeReject() {
    string code = "";
    string message = "";
    g_message.Field("code", code);
    g_message.Field("message", message);
    if (code == WIRE_REJECT_HELLO_EXPECTED) {
      m_isWelcome = false;
      m_isHelloDue = true;
      return;
    }
    if (code == WIRE_REJECT_REPLACED) g_lastHeard.Replaced(REJECTED_PAUSE_MS);
    g_connection.Leave("rejected", "The bridge refuses this terminal (" + code + "): " + message, REJECTED_PAUSE_MS);
  }

  // Calls queued during a silence may be older than the bridge's timeouts and no longer wanted. A
  // later heartbeat with nothing queued behind it proves that all of them have been read.
  void NoteSilence(const ulong nowMs, const bool isHeartbeat) {
    if (m_isWelcome && nowMs - m_heardMs > (ulong)g_settings.silenceSecondsMax * 1000) {
      m_wasSilent = true;
      m_backMs = nowMs;
    } else if (isHeartbeat && nowMs - m_backMs >= BACK_AFTER_MS && g_reader.Waiting() == 0) {
      m_wasSilent = false;
    }
  }

  // An older bridge says with each message that it watches everything.
  void NoteWatched(const ulong nowMs) {
    string watched = "";
    const bool isNamed = g_message.Field("watched", watched);
    m_isWatchNamed = m_isWatchNamed || isNamed;
    if (m_isWatchNamed && !isNamed) return;
    if (!isNamed || StringFind(watched, WIRE_WATCHED_LIMITS) >= 0) g_lastHeard.LimitsWatched(nowMs);
    if (!isNamed || StringFind(watched, WIRE_WATCHED_STOPS) >= 0) g_lastHeard.StopsWatched(nowMs);
  }

  void TooSlow() { g_connection.Leave("bridge_too_slow", "The bridge is too slow: too many messages are waiting for it", 0); }

  // The current account; empty while the terminal is not logged in.
  string CurrentLogin() const {
    const ulong login = (ulong)AccountInfoInteger(ACCOUNT_LOGIN);
    return TicketText(login);
  }

  void TakeWelcome(const ulong nowMs) {
    string session = "";
    string heartbeat = "";
    string version = "";
    long heartbeatMs = 0;
    // A bridge that does not know of later versions does not name one.
    long chosen = WIRE_VERSION_MIN;
    g_message.Field("session", session);
    if (!g_message.Field("heartbeatMs", heartbeat) || !ParseWhole(heartbeat, 1, 3600000, heartbeatMs) ||
        (g_message.Field("version", version) && !ParseWhole(version, WIRE_VERSION_MIN, WIRE_VERSION, chosen))) {
      g_connection.Leave("not_a_bridge", "The bridge sent an invalid welcome", 0);
      return;
    }
    m_heartbeatMs = (int)heartbeatMs;
    m_version = (int)chosen;
    m_isWelcome = true;
    g_lastHeard.Accepted();
    m_nonce = "";
    g_connection.Accepted();
    LogLine("bridge_connected", "Accepted by the bridge as " + m_login + "@" + m_server + ", session " + session);
    Beat(nowMs);
  }

public:
  // Resets all state when the Expert Advisor starts.
  void Start() {
    MathSrand((int)(GetTickCount64() & 0x7FFFFFFF));
    m_epoch = NewEpoch();
    m_seq = 0;
    m_login = "";
    m_server = "";
    g_lastHeard.Start();
    Disconnected();
  }

  // The connection has ended; epoch and sequence continue.
  void Disconnected() {
    m_isWelcome = false;
    m_isWatchNamed = false;
    m_version = WIRE_VERSION_MIN;
    m_isHelloSaid = false;
    m_isHelloDue = false;
    m_helloMs = 0;
    m_factsAtMs = 0;
    m_nonce = "";
    m_heartbeatMs = 1000;
    m_beatMs = 0;
    m_wasBrokerConnected = false;
    m_wasBrokerSettled = false;
    m_wasSilent = false;
    m_backMs = 0;
    m_heardMs = GetTickCount64();
    g_message.Clear();
    g_outbox.Clear();
    g_urgentOutbox.Clear();
  }

  bool IsWelcome() const { return m_isWelcome; }

  // Prices are rows of bytes, and lists have separators that are in no name: version 3.
  bool HasRows() const { return m_version >= 3; }
  string Epoch() const { return m_epoch; }
  string Login() const { return m_login; }
  string Server() const { return m_server; }

  // `{"epoch":...,"seq":...` of the next message of the stream.
  void BeginStream(ByteBuffer &body) {
    m_seq++;
    AddStreamStart(body, m_epoch, m_seq);
  }

  // The number of the last message of the stream.
  long LastSequence() const { return m_seq; }

  // Skips sequence numbers, so that the bridge notices a gap.
  void SkipSequence(const long count) { m_seq += count; }

  // Queues a message with rows. If it does not fit, the connection is closed and the bridge reads
  // everything again.
  void SayRows(const string kind, const ByteBuffer &body, const PriceRows &rows, const bool isDroppable) {
    const bool isTooLarge = body.Size() > WIRE_FRAME_BYTES_MAX || rows.Size() > WIRE_FRAME_BYTES_MAX;
    if (isTooLarge || !g_outbox.Add(kind, body, rows, isDroppable)) TooSlow();
  }

  // Queues a message without rows.
  void SayBytes(const string kind, const ByteBuffer &body, const bool isDroppable) { SayRows(kind, body, m_noRows, isDroppable); }

  // Like `SayBytes`, but before all waiting messages.
  void SayUrgently(const string kind, const ByteBuffer &body) {
    if (body.Size() > WIRE_FRAME_BYTES_MAX || !g_urgentOutbox.Add(kind, body, m_noRows, false)) TooSlow();
  }

  // True when the terminal is logged in and the account has not changed.
  bool IsLoginKnown() const { return StringLen(m_login) > 0 && CurrentLogin() == m_login && AccountInfoString(ACCOUNT_SERVER) == m_server; }

  // Stores the current account; false while the terminal is not logged in.
  bool TakeLogin() {
    const string login = CurrentLogin();
    const string server = AccountInfoString(ACCOUNT_SERVER);
    const bool isKnown = StringLen(login) > 0 && StringLen(server) > 0;
    if (isKnown && (login != m_login || server != m_server)) g_lastHeard.Meet(login, server);
    m_login = login;
    m_server = server;
    return isKnown;
  }

  // Sends hello when due. Call only while the connection is ready and the login known.
  void Greet() {
    const ulong nowMs = GetTickCount64();
    if (!m_isHelloSaid) SayHello();
    else if (m_isHelloDue && nowMs - m_helloMs >= HELLO_PAUSE_MS) SayHello();
    else if (!m_isWelcome && nowMs - m_helloMs > WELCOME_TIMEOUT_MS) {
      g_connection.Leave("not_a_bridge", "The bridge does not answer hello", 0);
    }
  }

  // Handles the message in `g_message`; false for a call, which is handled elsewhere.
  bool Take() {
    const ulong nowMs = GetTickCount64();
    const string kind = g_message.Frame(0);
    NoteSilence(nowMs, kind == WIRE_KIND_HEARTBEAT);
    m_heardMs = nowMs;
    if (kind == WIRE_KIND_WELCOME) TakeWelcome(nowMs);
    if (m_isWelcome) NoteWatched(nowMs);
    if (kind == WIRE_KIND_CALL) return false;
    if (kind == WIRE_KIND_REJECT) TakeReject();
    if (kind == WIRE_KIND_HEARTBEAT && m_isWelcome) {
      g_message.Field("nonce", m_nonce);
      Beat(nowMs);
    }
    return true;
  }

  // Whether the bridge was silent for too long; then nothing is opened.
  bool WasSilent() const { return m_wasSilent; }

  // Time since the last message of the bridge, ms.
  long SilenceMs() const { return (long)(GetTickCount64() - m_heardMs); }

  // Tells at once that the connection to the broker is lost or back, or may have been, before any
  // bar.
  void TellConnection() {
    const bool isOther = IsBrokerConnected() != m_wasBrokerConnected || (m_wasBrokerSettled && !g_accountSense.IsSettled());
    if (m_isWelcome && isOther) Beat(GetTickCount64());
  }

  // Called on each timer event of an accepted session: sends heartbeats and checks those of the
  // bridge.
  void KeepAlive() {
    const ulong nowMs = GetTickCount64();
    if (!m_isWelcome) return;
    if (SilenceMs() > (long)m_heartbeatMs * SILENT_HEARTBEATS) {
      g_connection.Leave("bridge_silent", "The bridge has been silent for " + IntegerToString(SilenceMs() / 1000) + " s", 0);
      return;
    }
    LookAtAccount(nowMs);
    if (m_isWelcome && (long)(nowMs - m_beatMs) >= m_heartbeatMs / 2) Beat(nowMs);
  }
};

Session g_session;
