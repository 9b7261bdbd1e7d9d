// Moves the stops of the bridge's positions while the bridge is silent, by the rules that it has
// sent: only in the position's favour, at a new quote, one request in each timer event. After a
// refusal it waits until the stop is farther from the price, or longer after each refusal.

#include "Guard.mqh"
#include "GuardIntents.mqh"
#include "TradeCalls.mqh"

// Between two looks at the positions, and between two requests for one of them.
#define STOP_PERIOD_MS 1000

// Before a refused stop is requested again, and the longest such pause.
#define STOP_PAUSE_MS 30000
#define STOP_PAUSE_MS_MAX 900000

// What is remembered of one position.
struct StopMemory {
  // Time of the quote at the last look; 0: none yet. A quote from before the silence may be old.
  long quoteMs;
  ulong requestedMs;
  // In a row, and how far from the price the refused stop was.
  int refusals;
  double refusedDistance;
};

class StopMover {
private:
  StopMemory m_memories[];
  // The next position to be looked at.
  int m_next;
  ulong m_lookAtMs;
  bool m_isAlone;
  string m_obstacle;

  void Forget() {
    const int count = g_guardState.StopCount();
    ArrayResize(m_memories, count);
    for (int at = 0; at < count; at++) {
      m_memories[at].quoteMs = 0;
      m_memories[at].requestedMs = 0;
      m_memories[at].refusals = 0;
      m_memories[at].refusedDistance = 0;
    }
    m_next = 0;
    m_lookAtMs = 0;
    m_obstacle = "";
  }

  void Show() const {
    string line = "";
    const int count = g_guardState.StopCount();
    if (m_isAlone) line = "MT5 Bridge: the bridge does not move the stops. Moved here: " + IntegerToString(g_guardState.Moved());
    else if (count > 0) line = "MT5 Bridge: without the bridge, the stops of " + IntegerToString(count) + " positions are moved here";
    g_chartText.ShowStops(line);
  }

  void Turn(const bool isAlone) {
    m_isAlone = isAlone;
    Forget();
    if (isAlone) LogLine("stops_alone", "The bridge does not move the stops of its positions: they are moved here");
    else LogLine("stops_returned", "The bridge moves the stops again");
    Show();
  }

  ulong PauseMs(const int refusals) const {
    ulong pauseMs = STOP_PAUSE_MS;
    for (int at = 1; at < refusals && pauseMs < STOP_PAUSE_MS_MAX; at++) pauseMs *= 2;
    return MathMin(pauseMs, (ulong)STOP_PAUSE_MS_MAX);
  }

  bool IsWorthATry(const StopMemory &memory, const double distance, const double smallestStep) const {
    if (memory.refusals == 0 || GetTickCount64() - memory.requestedMs >= PauseMs(memory.refusals)) return true;
    return smallestStep > 0 && distance >= memory.refusedDistance + smallestStep;
  }

  // The selected position.
  void TakeHeld(const string symbol, const MqlTick &quote, HeldStop &held) const {
    const long stopsLevel = SymbolInfoInteger(symbol, SYMBOL_TRADE_STOPS_LEVEL);
    const long freezeLevel = SymbolInfoInteger(symbol, SYMBOL_TRADE_FREEZE_LEVEL);
    const double point = SymbolInfoDouble(symbol, SYMBOL_POINT);
    held.isBuy = PositionGetInteger(POSITION_TYPE) == POSITION_TYPE_BUY;
    held.openPrice = PositionGetDouble(POSITION_PRICE_OPEN);
    held.stopLoss = PositionGetDouble(POSITION_SL);
    held.price = held.isBuy ? quote.bid : quote.ask;
    held.tickSize = MathMax(SymbolInfoDouble(symbol, SYMBOL_TRADE_TICK_SIZE), point);
    held.digits = (int)SymbolInfoInteger(symbol, SYMBOL_DIGITS);
    held.nearest = (double)MathMax(stopsLevel, freezeLevel) * point;
  }

  // The selected position.
  void Move(const int at, const double stop, const double distance) {
    MqlTradeRequest request = {};
    Undertaking what;
    Reply reply;
    what.intent = g_guardIntents.Next();
    what.verb = WIRE_VERB_POSITION_MODIFY;
    what.target = (ulong)PositionGetInteger(POSITION_TICKET);
    what.magic = 0;
    what.mustBeWritten = false;
    request.action = TRADE_ACTION_SLTP;
    request.position = what.target;
    request.sl = stop;
    request.tp = PositionGetDouble(POSITION_TP);
    const string name = PositionGetString(POSITION_SYMBOL) + " position " + UlongText(what.target);
    const string to = DoubleToString(stop, (int)SymbolInfoInteger(PositionGetString(POSITION_SYMBOL), SYMBOL_DIGITS));
    m_memories[at].requestedMs = GetTickCount64();
    if (CheckModifiedPosition(reply, request)) Execute(what, request, reply);
    if (StringLen(reply.Code()) == 0) {
      m_memories[at].refusals = 0;
      g_guardState.CountMoved();
      LogLine("stop_moved", "Stop loss of " + name + " moved to " + to);
      Show();
      return;
    }
    m_memories[at].refusals++;
    m_memories[at].refusedDistance = distance;
    LogLine("stop_refused", "Stop loss of " + name + " is not moved to " + to + ": " + reply.Text());
  }

  // True when a request was made.
  bool Look(const int at) {
    StopRule rule;
    HeldStop held;
    MqlTick quote;
    g_guardState.GetStop(at, rule);
    const bool isTooSoon = m_memories[at].requestedMs > 0 && GetTickCount64() - m_memories[at].requestedMs < STOP_PERIOD_MS;
    if (isTooSoon || !PositionSelectByTicket(rule.ticket)) return false;
    if ((ulong)PositionGetInteger(POSITION_MAGIC) < (ulong)WIRE_INTENT_MAGIC_MIN) return false;
    const string symbol = PositionGetString(POSITION_SYMBOL);
    if (!SymbolSelect(symbol, true) || !SymbolInfoTick(symbol, quote) || !(quote.bid > 0) || !(quote.ask > 0)) return false;
    const bool isNew = m_memories[at].quoteMs > 0 && quote.time_msc > m_memories[at].quoteMs;
    m_memories[at].quoteMs = quote.time_msc;
    if (!isNew) return false;
    TakeHeld(symbol, quote, held);
    const double stop = NextStop(rule, held);
    const double distance = MathAbs(held.price - stop);
    if (!(stop > 0) || !IsWorthATry(m_memories[at], distance, rule.smallestStep)) return false;
    Move(at, stop, distance);
    return true;
  }

  // Whether trading is possible; the reason why not is logged once.
  bool MayTrade() {
    int retcode = 0;
    const string obstacle = TradingObstacle(retcode);
    if (obstacle != m_obstacle && StringLen(obstacle) > 0) LogLine("stops_hindered", "No stop can be moved: " + obstacle);
    m_obstacle = obstacle;
    return StringLen(obstacle) == 0;
  }

public:
  // Forgets what an earlier run of the program left; the rules are loaded by now.
  void Start() {
    m_isAlone = false;
    Forget();
    if (g_guardState.StopCount() > 0) {
      LogLine("stops_held", "Rules for the stops of " + IntegerToString(g_guardState.StopCount()) + " positions, from an earlier run");
    }
    Show();
  }

  // Takes the rules of the bridge; false when they may not survive a restart.
  bool Take(const string content, const long silenceSeconds, const StopRule &rules[]) {
    const bool hadNone = g_guardState.StopCount() == 0;
    const bool isWritten = g_guardState.TakeStops(content, silenceSeconds, rules);
    if (hadNone && g_guardState.StopCount() > 0) {
      LogLine("stops_held", "Without the bridge for " + IntegerToString(silenceSeconds) + " s, the stops of its positions are moved here");
    }
    Forget();
    Show();
    return isWritten;
  }

  // Called on each timer event.
  void Work() {
    const bool isAlone = g_guardState.StopCount() > 0 && g_lastHeard.AreStopsUnwatched(g_guardState.StopSilenceMs());
    if (isAlone != m_isAlone) Turn(isAlone);
    if (!isAlone || g_guard.IsClosing()) return;
    if (m_next == 0) {
      const ulong nowMs = GetTickCount64();
      if (nowMs < m_lookAtMs) return;
      m_lookAtMs = nowMs + STOP_PERIOD_MS;
      if (!MayTrade()) return;
    }
    while (m_next < g_guardState.StopCount()) {
      m_next++;
      if (Look(m_next - 1)) break;
    }
    if (m_next >= g_guardState.StopCount()) m_next = 0;
  }
};

StopMover g_stopMover;
