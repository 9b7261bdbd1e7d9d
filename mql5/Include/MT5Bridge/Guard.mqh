// The guard: while the bridge does not watch them, it applies the limits that the bridge has sent.
// It sets the halt flag with a record of its own, and closes everything if the bridge wants that.
// While the bridge says that it watches the limits, the bridge alone acts.

#include "AccountSense.mqh"
#include "GuardDeals.mqh"
#include "GuardFunds.mqh"
#include "GuardSeen.mqh"
#include "GuardState.mqh"
#include "Session.mqh"

// A limit must be seen broken this often, a second apart.
#define BROKEN_LOOKS 3
#define GUARD_PERIOD_MS 1000

// So much longer on a netting account where another terminal was connected later: its guard sees
// the same loss, and two closes of one position would open the opposite one.
#define REPLACED_LOOKS 15

// A guard that has to watch and cannot judge the account for this long says so. What it has counted
// holds over a shorter time, as that of a reconnect to the broker.
#define BLIND_AFTER_MS 10000

// Begins the halt record that the guard writes.
#define GUARD_RECORD "guard "

// Separates the records of several halts.
#define BETWEEN_HALTS " :: "

string GuardText(const GuardLimits &limits) {
  return "Policy " + limits.policy + " after " + IntegerToString(limits.silenceSeconds) + " s without the bridge";
}

class Guard {
private:
  ulong m_lookAtMs;
  int m_brokenLooks;
  bool m_isClosing;
  string m_shown;
  // Since when it cannot judge the account, 0 while it can, and why, once that was said.
  ulong m_blindMs;
  string m_doubt;
  // Deposits less withdrawals that the limits do not contain, and how often they were seen.
  double m_flows;
  int m_flowLooks;
  // At the last look of the day of the limits.
  SeenEquity m_seen;
  SeenFile m_seenFile;
  GuardFunds m_funds;

  void ForgetFlows() {
    m_flows = 0;
    m_flowLooks = 0;
    m_funds.Forget();
  }

  // What was seen stays where the limits are still those of the same day and time.
  void KeepSeen(const GuardLimits &limits) {
    if (m_seen.dayFromMs != limits.dayFromMs || m_seen.countedMs != limits.countedMs) ClearSeen(m_seen);
  }

  // `doubt`: why it cannot judge the account now; empty when it can, or need not.
  void NoteSight(const string doubt, const ulong nowMs) {
    if (StringLen(doubt) == 0) {
      m_blindMs = 0;
      m_doubt = "";
      return;
    }
    if (m_blindMs == 0) m_blindMs = nowMs;
    if (nowMs - m_blindMs < BLIND_AFTER_MS) return;
    m_brokenLooks = 0;
    const bool isSaid = StringLen(m_doubt) > 0;
    m_doubt = doubt;
    if (!isSaid) LogLine("guard_blind", "The bridge does not watch the limits, and the guard cannot judge the account: " + m_doubt);
  }

  void Show(const GuardLimits &limits) {
    string line = "";
    if (limits.policy != WIRE_GUARD_OFF) {
      line = "MT5 Bridge: GUARDED. Without the bridge ";
      line += limits.policy == WIRE_GUARD_CLOSE ? "all positions are closed" : "new orders are blocked";
      if (limits.dayBase > 0) line += " at equity " + MoneyText(DayFloor(limits)) + " (daily loss)";
      if (limits.equityFloor > 0) line += ", at " + MoneyText(limits.equityFloor) + " (drawdown)";
    }
    if (m_isClosing) line += "\nMT5 Bridge: the guard is closing all positions";
    if (StringLen(m_doubt) > 0) line += "\nMT5 Bridge: the guard cannot judge the account: " + m_doubt;
    if (line == m_shown) return;
    m_shown = line;
    g_chartText.ShowGuard(line);
  }

  // When the broker's day began, by its latest quote and by the server's clock, because either may
  // be wrong; 0 while that is not known.
  long DayFromMs() const { return SureMs() / DAY_MS * DAY_MS; }

  // The earlier one of both clocks; 0 while that is not known.
  long SureMs() const { return 1000 * MathMax((long)0, MathMin(g_serverClock.Seconds(), (long)TimeCurrent())); }

  // Only while it is certain that the day of the limits is not over, and what is in equity. The
  // bridge may die before it has counted a deposit, so flows are counted while it talks as well.
  void See(const GuardLimits &limits, const double equity, const double flows) {
    const long nowMs = SureMs();
    if (nowMs == 0 || DayFromMs() > limits.dayFromMs || !m_funds.IsExplained()) return;
    m_seen.equity = equity;
    m_seen.flows = flows;
    m_seen.atMs = nowMs;
    m_seen.dayFromMs = limits.dayFromMs;
    m_seen.countedMs = limits.countedMs;
    m_seenFile.Keep(m_seen);
  }

  // The last equity seen before the day, with what deposits and withdrawals have changed since. A
  // result in between may have been floating in it already, so a gain is not added.
  double SeenBase(const long dayFromMs, const GuardDeals &deals) const {
    if (!(m_seen.equity > 0)) return 0;
    return m_seen.equity + deals.flows - m_seen.flows + MathMin(0.0, ResultsBetween(m_seen.atMs, dayFromMs));
  }

  // Whether a new day of the broker has begun. It begins with the highest of what is known: the
  // last equity seen before it, and equity without the results of the day, where positions of
  // before it count with their current profit. Behind a damaged line of the file there may have
  // been higher limits, so the last ones that can be read count, too.
  bool RollDay(GuardLimits &limits, const double equity, const GuardDeals &deals) {
    const long dayFromMs = DayFromMs();
    if (limits.dayFromMs == 0 || dayFromMs <= limits.dayFromMs) return false;
    double base = MathMax(equity, equity - deals.dayResults - FloatingSince(dayFromMs));
    base = MathMax(base, SeenBase(dayFromMs, deals));
    MoveLimits(limits, equity, deals.flows);
    if (g_guardState.IsDamaged()) base = MathMax(base, limits.dayBase);
    const double start = base - deals.dayFlows;
    limits.dayFromMs = dayFromMs;
    limits.dayBase = base;
    limits.dayLoss = (start > 0 ? start : base) * limits.dayLossPct / 100;
    limits.countedMs = MathMax(deals.flowsToMs, dayFromMs - 1);
    ForgetFlows();
    KeepSeen(limits);
    g_guardState.Change(limits);
    LogLine("guard_day", "Without the bridge the day begins with equity " + MoneyText(start));
    return true;
  }

  // Deposits and withdrawals move the limits for good when they have been seen as often as a broken
  // limit must be: account and history may arrive apart.
  void CountFlows(GuardLimits &limits, const double equity, const GuardDeals &deals) {
    m_flowLooks = deals.flowsToMs > limits.countedMs && deals.flows == m_flows ? m_flowLooks + 1 : 0;
    m_flows = deals.flows;
    See(limits, equity, deals.flows);
    MoveLimits(limits, equity, deals.flows);
    if (m_flowLooks < BROKEN_LOOKS - 1 || !m_funds.IsExplained()) return;
    limits.countedMs = deals.flowsToMs;
    ForgetFlows();
    m_seen.flows -= deals.flows;
    m_seen.countedMs = limits.countedMs;
    m_seenFile.Write(m_seen);
    g_guardState.Change(limits);
  }

  // The halt's cause; empty while no limit is broken.
  string BrokenLimit(GuardLimits &limits, const double equity, const GuardDeals &deals) {
    // A deposit or withdrawal that is not listed yet would be in the new day's start.
    if (DayFromMs() > limits.dayFromMs && !m_funds.IsExplained()) return "";
    if (RollDay(limits, equity, deals)) return "";
    CountFlows(limits, equity, deals);
    const double least = equity + m_funds.Missing();
    if (IsFloorBroken(limits, least)) return WIRE_CAUSE_DRAWDOWN;
    return IsDayLimitBroken(limits, least) ? WIRE_CAUSE_DAILY_LOSS : "";
  }

  void Act(const GuardLimits &limits, const string cause, const double equity) {
    const bool isDay = cause == WIRE_CAUSE_DAILY_LOSS;
    string reason = isDay ? "Daily loss limit hit" : "Drawdown limit hit";
    reason += " without the bridge: equity " + MoneyText(equity);
    reason += ", limit " + MoneyText(isDay ? DayFloor(limits) : limits.equityFloor);
    string record = GUARD_RECORD;
    record += cause + " " + limits.policy + " " + IntegerToString((long)TimeGMT() * 1000);
    record += " " + IntegerToString(limits.dayFromMs);
    const bool isAdded = g_halt.IsSet();
    if (isAdded) record = Beside(g_halt.Record(), BETWEEN_HALTS + record + " : " + reason);
    // The disk was full: the record is tried again with each look.
    const bool isRecorded = HasRecord();
    if (isRecorded && !g_halt.IsKept()) g_halt.Keep();
    if (!isRecorded && !g_halt.Set(isAdded ? g_halt.Reason() : reason, record)) {
      LogLine("guard_unwritable", "The halt flag could not be written and will not survive a restart of the terminal");
    }
    const bool isBegin = limits.policy == WIRE_GUARD_CLOSE && !m_isClosing;
    if (isBegin) LogLine("guard_closes", "All positions are closed, all pending orders cancelled: " + reason);
    m_isClosing = m_isClosing || isBegin;
  }

  // As many of the other halts as fit into the hello, whole.
  string Beside(const string others, const string own) const {
    string kept = others;
    while (StringLen(kept) + StringLen(own) > WIRE_HALT_RECORD_MAX) {
      int end = StringLen(kept) - 1;
      while (end > 0 && StringFind(StringSubstr(kept, end), BETWEEN_HALTS) != 0) end--;
      kept = StringSubstr(kept, 0, end);
      if (end <= 0) break;
    }
    return kept + own;
  }

  // The guard's part of the halt record: all of it, or what it added to that of another halt.
  string OwnRecord() const {
    const string record = g_halt.Record();
    if (!g_halt.IsSet() || StringFind(record, GUARD_RECORD) == 0) return g_halt.IsSet() ? record : "";
    const string added = BETWEEN_HALTS + GUARD_RECORD;
    const int at = StringFind(record, added);
    return at < 0 ? "" : StringSubstr(record, at + StringLen(BETWEEN_HALTS));
  }

  bool HasRecord() const { return StringLen(OwnRecord()) > 0; }

  // Begun by an earlier run.
  bool IsCloseRecorded() const { return StringFind(OwnRecord(), " " + WIRE_GUARD_CLOSE + " ") > 0; }

  // Why it cannot judge the account; empty when it has.
  string Judge(GuardLimits &limits, const bool isAlone) {
    if (!g_accountSense.IsSound()) return g_accountSense.Doubt();
    const double equity = AccountInfoDouble(ACCOUNT_EQUITY);
    GuardDeals deals;
    if (!ReadGuardDeals(limits, DayFromMs(), deals)) return "the terminal does not give the account's deals";
    m_funds.Look(deals.recorded);
    if (!isAlone) {
      See(limits, equity, deals.flows);
      return "";
    }
    const string cause = BrokenLimit(limits, equity, deals);
    m_brokenLooks = StringLen(cause) == 0 ? 0 : m_brokenLooks + 1;
    const int yielded = IsNettingAccount() && g_lastHeard.WasReplaced() ? REPLACED_LOOKS : 0;
    if (m_brokenLooks >= BROKEN_LOOKS + yielded) Act(limits, cause, equity);
    return "";
  }

public:
  // Forgets what an earlier run of the program left; the limits are loaded by now.
  void Start() {
    m_lookAtMs = 0;
    m_brokenLooks = 0;
    m_isClosing = false;
    m_shown = "";
    m_blindMs = 0;
    m_doubt = "";
    ForgetFlows();
    GuardLimits limits;
    g_guardState.Get(limits);
    m_seenFile.Open(g_session.Login(), g_session.Server(), m_seen);
    KeepSeen(limits);
    if (g_guardState.IsOn()) {
      LogLine("guard_on", GuardText(limits) + ", from an earlier run");
    }
    Show(limits);
  }

  // Takes the limits of the bridge; false when they may not survive a restart.
  bool Take(const GuardLimits &limits) {
    GuardLimits before;
    g_guardState.Get(before);
    const bool isOther = limits.policy != before.policy;
    const bool isWritten = g_guardState.Take(limits);
    m_brokenLooks = 0;
    m_isClosing = false;
    if (limits.countedMs != before.countedMs) ForgetFlows();
    KeepSeen(limits);
    if (isOther && limits.policy == WIRE_GUARD_OFF) LogLine("guard_off", "The bridge has switched the guard off");
    else if (isOther) LogLine("guard_on", GuardText(limits));
    Show(limits);
    return isWritten;
  }

  // Whether the bridge has not watched the limits for so long that the guard acts. A close that an
  // earlier run has begun does not wait for the whole silence again.
  bool IsAlone() const {
    if (!g_guardState.IsOn()) return false;
    return g_lastHeard.AreLimitsUnwatched(g_guardState.SilenceMs()) || (IsCloseRecorded() && g_lastHeard.IsUnheard());
  }

  // Whether everything is being closed now.
  bool IsClosing() const { return m_isClosing && IsAlone() && g_accountSense.IsConnected(); }

  // Called on each timer event.
  void Look() {
    const ulong nowMs = GetTickCount64();
    if (!g_guardState.IsOn() || nowMs < m_lookAtMs) return;
    m_lookAtMs = nowMs + GUARD_PERIOD_MS;
    const bool isAlone = IsAlone();
    if (!isAlone) m_brokenLooks = 0;
    if (!isAlone) m_isClosing = false;
    else if (IsCloseRecorded()) m_isClosing = true;
    GuardLimits limits;
    g_guardState.Get(limits);
    const string doubt = Judge(limits, isAlone);
    NoteSight(isAlone ? doubt : "", nowMs);
    Show(limits);
  }
};

Guard g_guard;
