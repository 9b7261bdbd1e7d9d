// The Expert Advisor as a whole: what happens at start, at each timer event, tick and trade transaction, and at the end.

#include "Calls.mqh"
#include "TradeHints.mqh"

// Calls answered in one event, and the time after which no further one is begun: other handlers wait meanwhile.
#define CALLS_PER_EVENT_MAX 32
#define CALLS_TIME_MS_MAX 100

bool g_wasReady = false;

// Globals survive a change of the chart's period or of the inputs: everything is set anew.
bool StartBridge() {
  if (!AreSettingsValid()) return false;
  g_wasReady = false;
  g_connection.Start();
  g_session.Start();
  g_tickStream.Start();
  g_barStream.Start();
  g_accountStream.Reset();
  g_tradeHints.Clear();
  g_patience.Clear();
  LogLine("started", "Version " + EA_VERSION + ", bridge expected at " + g_settings.host + ":" + IntegerToString(g_settings.port));
  return true;
}

void StopBridge(const int reason) {
  g_connection.Stop();
  LogLine("stopped", "Reason " + IntegerToString(reason));
}

// What belonged to the connection goes with it.
void ForgetConnection() {
  g_session.Disconnected();
  g_tickStream.Disconnected();
  g_barStream.Disconnected();
  g_accountStream.Reset();
  g_tradeHints.Clear();
}

// Handles what the bridge said, within the bounds of one event; the rest waits in the reader.
void TakeMessages() {
  const ulong beganMs = GetTickCount64();
  int calls = 0;
  while (calls < CALLS_PER_EVENT_MAX && GetTickCount64() - beganMs < CALLS_TIME_MS_MAX && NextMessage()) {
    if (!g_session.Take() && g_session.IsWelcome()) {
      AnswerCall();
      calls++;
    }
    g_message.Clear();
  }
}

void StreamMarket() {
  if (!g_session.IsWelcome()) return;
  if (g_outbox.HasRoom()) {
    g_tickStream.Stream();
    g_barStream.Stream();
    g_accountStream.Stream();
  }
}

// The connection is there: talk.
void Converse() {
  if (!g_connection.IsReady()) return;
  g_wasReady = true;
  if (!g_session.CheckLogin()) return;
  g_session.Greet();
  g_session.KeepAlive();
  g_tradeHints.Stream();
  StreamMarket();
}

void BridgeTimer() {
  if (g_connection.Poll()) TakeMessages();
  Converse();
  g_connection.Flush();
  if (g_wasReady && !g_connection.IsReady()) {
    g_wasReady = false;
    ForgetConnection();
  }
}

// Prices go out at once; nothing is read here (a poll may cost a whole timer period).
void BridgeTick() {
  if (!g_connection.IsReady()) return;
  StreamMarket();
  g_connection.Flush();
}
