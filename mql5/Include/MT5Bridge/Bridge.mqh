// The whole Expert Advisor: what happens on start, on each timer event, tick and trade transaction,
// and at the end.

#include "Calls.mqh"
#include "GuardCloser.mqh"
#include "StopMover.mqh"
#include "TimerPeriod.mqh"
#include "TradeHints.mqh"
#include "WaitingCalls.mqh"

// Calls answered per event, and the time after which no further one is started, because other
// handlers wait.
#define CALLS_PER_EVENT_MAX 32
#define CALLS_TIME_MS_MAX 100

// The same for history calls: a trading call may arrive while they are answered.
#define HISTORY_TIME_MS_MAX 25

// The retry interval for the account's files: another Expert Advisor may have them open, or the
// disk may fail.
#define FILES_RETRY_MS 5000

bool g_wasReady = false;
bool g_isLoginAwaited = false;
bool g_isFileAwaited = false;
ulong g_filesAtMs = 0;

// Globals survive a change of the chart's period or of the inputs, so everything is reset.
bool StartBridge() {
  if (!AreSettingsValid()) return false;
  g_wasReady = false;
  g_isLoginAwaited = false;
  g_isFileAwaited = false;
  g_filesAtMs = 0;
  g_intents.Close();
  g_guardFile.Close();
  g_guardState.Forget();
  g_serverClock.Start();
  g_waitTrial.Start();
  g_timerPeriod.Start();
  g_accountSense.Resume();
  g_slowReads.Start();
  g_connection.Start();
  g_session.Start();
  g_tickStream.Start();
  g_barStream.Start();
  g_accountStream.Reset();
  g_termsWatch.Start();
  g_tradeHints.Clear();
  g_waitingCalls.Clear();
  g_loading_attempts.Clear();
  LogLine("started", "Version " + EA_VERSION + ", bridge expected at " + g_settings.host + ":" + IntegerToString(g_settings.port));
  return true;
}

void StopBridge(const int reason) {
  g_lastHeard.Stop();
  g_depthWatch.GiveUp(0);
  g_connection.Stop();
  g_intents.Close();
  g_guardFile.Close();
  Comment("");
  LogLine("stopped", "Reason " + IntegerToString(reason) + ", tick messages dropped since the start: " + IntegerToString(g_outbox.Dropped()));
}

// Subscriptions end with the session.
void ForgetSubscription() {
  g_tickStream.Disconnected();
  g_barStream.Disconnected();
  g_accountStream.Reset();
  g_waitingCalls.Clear();
}

// Drops all state of the connection.
void ForgetConnection() {
  g_session.Disconnected();
  ForgetSubscription();
  g_tradeHints.Clear();
}

// Handles the message in `g_message`; history calls are queued. True when another call was
// answered.
bool HandleMessage() {
  const bool wasWelcome = g_session.IsWelcome();
  const bool isCall = !g_session.Take() && g_session.IsWelcome();
  const bool isWaiting = isCall && IsHistoryCall();
  if (isWaiting) g_waitingCalls.Add();
  else if (isCall) AnswerCall();
  // The bridge has lost its session with this terminal and requires a hello; it will subscribe
  // again.
  if (wasWelcome && !g_session.IsWelcome()) ForgetSubscription();
  return isCall && !isWaiting;
}

// Handles messages of the bridge, within the limits of one event; the rest waits in the reader.
// While one is handled, the terminal may log in to another account: the rest is not meant for that.
void TakeMessages() {
  const ulong beganMs = GetTickCount64();
  int calls = 0;
  while (calls < CALLS_PER_EVENT_MAX && GetTickCount64() - beganMs < CALLS_TIME_MS_MAX && g_waitingCalls.HasRoom() &&
         g_session.IsLoginKnown() && NextMessage()) {
    if (HandleMessage()) calls++;
    g_message.Clear();
  }
}

// Answers history calls, unless the bridge is slow to take replies. They also wait while a message
// is only partly received.
void AnswerHistory() {
  const ulong beganMs = GetTickCount64();
  int calls = 0;
  // A read may block for long: what is queued leaves before it.
  if (!g_waitingCalls.IsEmpty()) g_connection.Flush();
  while (calls < CALLS_PER_EVENT_MAX && GetTickCount64() - beganMs < HISTORY_TIME_MS_MAX && g_outbox.HasRoom()) {
    if (g_message.Count() > 0 || !g_waitingCalls.Take()) return;
    const ulong askedMs = GetTickCount64();
    AnswerCall();
    g_slowReads.Note("the history that the bridge asked for", askedMs);
    g_message.Clear();
    calls++;
  }
}

// The first read of a symbol may block for long, so `mayWarm` is true only when nothing waits: no
// call and no reply.
void StreamMarket(const bool mayWarm) {
  if (!g_session.IsWelcome() || !g_outbox.HasRoom()) return;
  g_session.TellConnection();
  g_tickStream.Stream(mayWarm);
  g_session.TellConnection();
  g_barStream.Stream(mayWarm);
  g_accountStream.Stream();
}

// Exchanges messages over the open connection.
void Converse() {
  if (!g_connection.IsReady() || !g_session.IsLoginKnown()) return;
  g_wasReady = true;
  const bool wasWelcome = g_session.IsWelcome();
  g_session.KeepAlive();
  g_session.Greet();
  if (wasWelcome && !g_session.IsWelcome()) ForgetSubscription();
  g_tradeHints.Stream();
  StreamMarket(g_reader.Waiting() == 0 && g_message.Count() == 0 && g_connection.IsDrained());
}

void StartGuard() {
  g_guard.Start();
  g_guardIntents.Start();
  g_guardCloser.Start();
  g_stopMover.Start();
}

// Reads the limits of the guard. Without its file the guard is off until the bridge sends them, or
// the file can be opened.
void OpenGuard() {
  string contents[];
  int damaged = 0;
  if (!g_guardFile.Open(g_session.Login(), g_session.Server(), contents, damaged)) {
    LogLine("guard_unwritable", "The file of the guard cannot be opened");
  }
  g_guardState.Load(contents, damaged);
  StartGuard();
}

// Another program, such as a virus scanner, had the guard's file open.
void ReopenGuard() {
  const ulong nowMs = GetTickCount64();
  if (g_guardFile.IsOpen() || nowMs < g_filesAtMs) return;
  g_filesAtMs = nowMs + FILES_RETRY_MS;
  string contents[];
  int damaged = 0;
  if (!g_guardFile.Open(g_session.Login(), g_session.Server(), contents, damaged)) return;
  g_guardState.LoadLate(contents, damaged);
  StartGuard();
}

// Opens the account's intent log, halt flag and limits, which everything else requires.
bool OpenFiles() {
  const ulong nowMs = GetTickCount64();
  if (nowMs < g_filesAtMs) return false;
  g_filesAtMs = nowMs + FILES_RETRY_MS;
  if (!g_intents.Open(g_session.Login(), g_session.Server(), g_session.Epoch())) {
    if (!g_isFileAwaited) {
      LogLine("files_unavailable", "The files of account " + g_session.Login() +
                                       " cannot be opened: is the Expert Advisor also on another chart? Is the disk full?");
    }
    g_isFileAwaited = true;
    return false;
  }
  g_isFileAwaited = false;
  g_halt.Load(g_session.Login(), g_session.Server());
  OpenGuard();
  g_orderRate.Start(g_intents.OrdersSince((long)TimeGMT() - 60));
  return true;
}

// True when the account is known and its files are open; a changed account starts over.
bool IsAccountReady() {
  if (g_intents.IsOpen() && g_session.IsLoginKnown()) return true;
  if (g_intents.IsOpen()) {
    g_connection.Leave("account_changed", "The terminal has logged in to another account", 0);
    g_intents.Close();
    g_guardFile.Close();
    g_guardState.Forget();
    g_accountSense.Start();
    g_filesAtMs = 0;
  }
  if (g_session.TakeLogin()) return OpenFiles();
  if (!g_isLoginAwaited) LogLine("login_awaited", "The terminal is not logged in to an account yet");
  g_isLoginAwaited = true;
  return false;
}

// Answers calls that arrive in the rest of the timer's period. Prices are sent before each wait.
void AnswerUntilNextEvent() {
  int restMs = g_waitTrial.RestMs();
  while (restMs > 0 && g_session.IsWelcome() && g_connection.Await(restMs)) {
    TakeMessages();
    AnswerHistory();
    Converse();
    g_connection.Flush();
    restMs = g_waitTrial.RestMs();
  }
}

// Called on each event.
void Observe() {
  g_serverClock.Observe();
  g_barStream.Observe();
  g_loading_attempts.Observe();
}

void BridgeTimer() {
  g_waitTrial.TimerEvent();
  g_timerPeriod.Observe();
  Observe();
  g_accountSense.Look();
  if (!IsAccountReady()) return;
  if (g_connection.Poll()) TakeMessages();
  AnswerHistory();
  g_depthWatch.GiveUp(DEPTH_KEPT_MS);
  Converse();
  g_connection.Flush();
  if (g_wasReady && !g_connection.IsReady()) {
    g_wasReady = false;
    ForgetConnection();
  }
  // A handler may take long: the figures may be those of another account by now.
  if (!g_session.IsLoginKnown()) return;
  ReopenGuard();
  g_guard.Look();
  g_guardCloser.Work();
  g_stopMover.Work();
  g_intents.Compact();
  AnswerUntilNextEvent();
}

// Sends prices at once; nothing is read here (a poll may cost a whole timer period).
void BridgeTick() {
  Observe();
  if (!g_connection.IsReady() || !g_session.IsLoginKnown()) return;
  StreamMarket(false);
  g_connection.Flush();
}
