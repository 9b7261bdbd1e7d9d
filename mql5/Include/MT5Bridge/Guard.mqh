// The guard: while the bridge is silent, it applies the limits that the bridge has sent. It sets
// the halt flag with a record of its own, and closes everything if the bridge wants that. While the
// bridge talks, the bridge alone acts.

#include "AccountSense.mqh"
#include "GuardState.mqh"
#include "Session.mqh"

// A limit must be seen broken this often, a second apart.
#define BROKEN_LOOKS 3
#define GUARD_PERIOD_MS 1000

#define DAY_MS 86400000

// Begins the halt record that the guard writes.
#define GUARD_RECORD "guard "

string GuardText(const GuardLimits &limits) {
  return "Policy " + limits.policy + " after " + IntegerToString(limits.silenceSeconds) + " s without the bridge";
}

class Guard {
private:
  ulong m_lookAtMs;
  int m_brokenLooks;
  bool m_isClosing;
  string m_shown;

  void Show(const GuardLimits &limits) {
    string line = "";
    if (limits.policy != WIRE_GUARD_OFF) {
      line = "MT5 Bridge: GUARDED. Without the bridge ";
      line += limits.policy == WIRE_GUARD_CLOSE ? "all positions are closed" : "new orders are blocked";
      if (limits.dayBase > 0) line += " at equity " + MoneyText(DayFloor(limits)) + " (daily loss)";
      if (limits.equityFloor > 0) line += ", at " + MoneyText(limits.equityFloor) + " (drawdown)";
    }
    if (m_isClosing) line += "\nMT5 Bridge: the guard is closing all positions";
    if (line == m_shown) return;
    m_shown = line;
    g_chartText.ShowGuard(line);
  }

  // When the broker's day began, by its latest quote and by the server's clock, because either may
  // be wrong; 0 while that is not known.
  long DayFromMs() const {
    const long seconds = MathMin(g_serverClock.Seconds(), (long)TimeCurrent());
    return seconds <= 0 ? 0 : seconds * 1000 / DAY_MS * DAY_MS;
  }

  // Deposits less withdrawals since the figures were taken; false while the history is not known.
  bool FlowsSince(const long sinceMs, double &flows) const {
    flows = 0;
    const long toMs = MathMax(ServerMs(), sinceMs) + 2 * DAY_MS;
    if (!HistorySelect((datetime)(sinceMs / 1000), (datetime)(toMs / 1000))) return false;
    for (int at = 0; at < HistoryDealsTotal(); at++) {
      const ulong deal = HistoryDealGetTicket(at);
      if (deal == 0 || HistoryDealGetInteger(deal, DEAL_TIME_MSC) <= sinceMs) continue;
      const long type = HistoryDealGetInteger(deal, DEAL_TYPE);
      const bool isMoney = type == DEAL_TYPE_BALANCE || type == DEAL_TYPE_CREDIT;
      if (isMoney || type == DEAL_TYPE_CORRECTION || type == DEAL_TYPE_BONUS) flows += HistoryDealGetDouble(deal, DEAL_PROFIT);
    }
    return true;
  }

  // A new day of the broker begins with the current equity; `flows` are in it. False without one.
  bool RollDay(GuardLimits &limits, const double equity, const double flows) const {
    const long dayFromMs = DayFromMs();
    if (limits.dayFromMs == 0 || dayFromMs <= limits.dayFromMs) return false;
    limits.dayFromMs = dayFromMs;
    limits.dayBase = equity;
    limits.dayLoss = equity * limits.dayLossPct / 100;
    if (limits.equityFloor > 0) limits.equityFloor = MathMax(0.0, limits.equityFloor + flows);
    limits.countedMs = (long)TimeCurrent() * 1000;
    g_guardState.Take(limits);
    LogLine("guard_day", "Without the bridge the day begins with equity " + MoneyText(equity));
    return true;
  }

  // The halt's cause; empty while no limit is broken.
  string BrokenLimit(GuardLimits &limits, const double equity) const {
    double flows = 0;
    if (!FlowsSince(limits.countedMs, flows)) return "";
    if (RollDay(limits, equity, flows)) return "";
    if (IsFloorBroken(limits, equity, flows)) return WIRE_CAUSE_DRAWDOWN;
    return IsDayLimitBroken(limits, equity, flows) ? WIRE_CAUSE_DAILY_LOSS : "";
  }

  void Act(const GuardLimits &limits, const string cause, const double equity) {
    const bool isDay = cause == WIRE_CAUSE_DAILY_LOSS;
    string reason = isDay ? "Daily loss limit hit" : "Drawdown limit hit";
    reason += " while the bridge was silent: equity " + MoneyText(equity);
    reason += ", limit " + MoneyText(isDay ? DayFloor(limits) : limits.equityFloor);
    string record = GUARD_RECORD;
    record += cause + " " + limits.policy + " " + IntegerToString((long)TimeGMT() * 1000);
    record += " " + IntegerToString(limits.dayFromMs);
    if (!g_halt.IsSet() && !g_halt.Set(reason, record)) {
      LogLine("guard_unwritable", "The halt flag could not be written and will not survive a restart of the terminal");
    }
    const bool isBegin = limits.policy == WIRE_GUARD_CLOSE && !m_isClosing;
    if (isBegin) LogLine("guard_closes", "All positions are closed, all pending orders cancelled: " + reason);
    m_isClosing = m_isClosing || isBegin;
  }

  // Begun by an earlier run.
  bool IsCloseRecorded() const {
    const string record = g_halt.Record();
    return g_halt.IsSet() && StringFind(record, GUARD_RECORD) == 0 && StringFind(record, WIRE_GUARD_CLOSE) > 0;
  }

public:
  // Forgets what an earlier run of the program left; the limits are loaded by now.
  void Start() {
    m_lookAtMs = 0;
    m_brokenLooks = 0;
    m_isClosing = false;
    m_shown = "";
    g_accountSense.Start();
    GuardLimits limits;
    g_guardState.Get(limits);
    if (g_guardState.IsOn()) {
      LogLine("guard_on", GuardText(limits) + ", from an earlier run");
    }
    Show(limits);
  }

  // Takes the limits of the bridge; false when they may not survive a restart.
  bool Take(const GuardLimits &limits) {
    const bool isOther = limits.policy != g_guardState.Policy();
    const bool isWritten = g_guardState.Take(limits);
    m_brokenLooks = 0;
    m_isClosing = false;
    if (isOther && limits.policy == WIRE_GUARD_OFF) LogLine("guard_off", "The bridge has switched the guard off");
    else if (isOther) LogLine("guard_on", GuardText(limits));
    Show(limits);
    return isWritten;
  }

  // Whether the bridge has been silent for so long that the guard acts.
  bool IsAlone() const { return g_guardState.IsOn() && g_session.IsBridgeGone(g_guardState.SilenceMs()); }

  // Whether everything is being closed now.
  bool IsClosing() const { return m_isClosing && IsAlone() && g_accountSense.IsConnected(); }

  // Called on each timer event.
  void Look() {
    const ulong nowMs = GetTickCount64();
    if (!g_guardState.IsOn() || nowMs < m_lookAtMs) return;
    m_lookAtMs = nowMs + GUARD_PERIOD_MS;
    g_accountSense.Look();
    const bool isAlone = IsAlone();
    if (!isAlone || !g_accountSense.IsSound()) m_brokenLooks = 0;
    if (!isAlone) m_isClosing = false;
    else if (IsCloseRecorded()) m_isClosing = true;
    GuardLimits limits;
    g_guardState.Get(limits);
    if (isAlone && g_accountSense.IsSound()) {
      const double equity = AccountInfoDouble(ACCOUNT_EQUITY);
      const string cause = BrokenLimit(limits, equity);
      m_brokenLooks = StringLen(cause) == 0 ? 0 : m_brokenLooks + 1;
      if (m_brokenLooks >= BROKEN_LOOKS) Act(limits, cause, equity);
    }
    Show(limits);
  }
};

Guard g_guard;
