// Whether the account's lists and figures can be acted on. A terminal that has just started or
// reconnected may report zeros, and lists that are empty or not complete; figures that do not fit
// together are not believed.

#include "Permissions.mqh"

// Connected to the broker for this long, and the same lists in two looks a second apart.
#define SETTLED_AFTER_MS 5000
#define SENSE_PERIOD_MS 1000

// After this time the lists are no longer loading, even if they change all the time.
#define LISTED_AFTER_MS 30000

// Timer events so far apart: the computer slept, or the terminal stood still. It may not have
// noticed yet that its broker is gone.
#define ASLEEP_MS 20000

// How long after that the terminal counts as connected, but not settled: it notices in less time.
#define AWOKEN_MS 60000

// A reinitialisation takes less time: what was seen before it still holds.
#define UNSEEN_MS_MAX 3000

class AccountSense {
private:
  ulong m_connectedMs;
  ulong m_lookedMs;
  string m_lists;
  bool m_isSteady;
  // Until when what this program could not see may have interrupted the connection.
  ulong m_blindToMs;
  // The same for a sleep, which may have cut the newest bar; and the last timer event, 0: none.
  ulong m_cutToMs;
  ulong m_eventMs;
  // Since the terminal has connected, the lists have once been complete.
  bool m_isListed;

  bool IsConnectedFor(const ulong ms) const {
    return m_connectedMs > 0 && IsBrokerConnected() && GetTickCount64() - m_connectedMs >= ms;
  }

  string Lists() const { return IntegerToString(PositionsTotal()) + "/" + IntegerToString(OrdersTotal()); }

  // The floating profit of the listed positions is the account's, and equity is its sum.
  bool DoFit() const {
    const double balance = AccountInfoDouble(ACCOUNT_BALANCE);
    const double equity = AccountInfoDouble(ACCOUNT_EQUITY);
    const double profit = AccountInfoDouble(ACCOUNT_PROFIT);
    const double credit = AccountInfoDouble(ACCOUNT_CREDIT);
    double listed = 0;
    double size = 0;
    for (int at = 0; at < PositionsTotal(); at++) {
      if (PositionGetTicket(at) == 0) return false;
      const double one = PositionGetDouble(POSITION_PROFIT) + PositionGetDouble(POSITION_SWAP);
      listed += one;
      size += MathAbs(one);
    }
    if (!MathIsValidNumber(equity) || !MathIsValidNumber(balance) || !MathIsValidNumber(profit)) return false;
    if (equity == 0 || (equity <= 0 && balance <= 0)) return false;
    // Prices may move between the readings of the account and of its positions.
    const double smallest = MathPow(10, -(double)AccountInfoInteger(ACCOUNT_CURRENCY_DIGITS));
    const double noise = 0.002 * MathAbs(balance) + smallest;
    if (MathAbs(profit - listed) > 0.5 * size + noise) return false;
    return MathAbs(balance + credit + profit - equity) <= noise + MathAbs(AccountInfoDouble(ACCOUNT_COMMISSION_BLOCKED));
  }

public:
  AccountSense() {
    m_blindToMs = 0;
    m_cutToMs = 0;
    m_eventMs = 0;
    Start();
  }

  // The program was blocked: the connection may have been lost and back meanwhile.
  void WasBlind() { m_blindToMs = MathMax(m_blindToMs, GetTickCount64() + SETTLED_AFTER_MS); }

  // Connected for long enough, as far as could be seen, for bars to be whole.
  bool IsSettled() const { return IsConnected() && GetTickCount64() >= m_blindToMs && !IsBarCut(); }

  // Whether the newest bar may lack prices because the computer has slept: no clock closes it.
  // Called in any event: the timer's may come later.
  bool IsBarCut() const {
    const ulong nowMs = GetTickCount64();
    return nowMs < m_cutToMs || (m_eventMs > 0 && nowMs - m_eventMs > ASLEEP_MS);
  }

  // Forgets what was seen, unless that was a moment ago: a change of the chart's period or of the
  // inputs does not interrupt the terminal's connection.
  void Resume() {
    if (m_lookedMs == 0 || GetTickCount64() - m_lookedMs > UNSEEN_MS_MAX) Start();
    Look();
  }

  void Start() {
    m_connectedMs = 0;
    m_lookedMs = 0;
    m_lists = "";
    m_isSteady = false;
    m_isListed = false;
  }

  // Called on each timer event.
  void Look() {
    const ulong nowMs = GetTickCount64();
    if (m_eventMs > 0 && nowMs - m_eventMs > ASLEEP_MS) m_cutToMs = nowMs + AWOKEN_MS;
    m_eventMs = nowMs;
    if (!IsBrokerConnected()) {
      Start();
      return;
    }
    if (m_connectedMs == 0) m_connectedMs = nowMs;
    if (m_lookedMs > 0 && nowMs - m_lookedMs < SENSE_PERIOD_MS) return;
    const string lists = Lists();
    m_isSteady = m_lookedMs > 0 && lists == m_lists;
    m_lookedMs = nowMs;
    m_lists = lists;
    m_isListed = m_isListed || IsConnectedFor(LISTED_AFTER_MS) || (m_isSteady && IsConnected());
  }

  // Whether positions, orders and history are the account's and not still loading.
  bool IsListed() const { return m_isListed && IsBrokerConnected(); }

  // Connected long enough for what is listed to be the account's.
  bool IsConnected() const { return IsConnectedFor(SETTLED_AFTER_MS); }

  // Whether the lists are complete and the figures fit them.
  bool IsSound() const {
    const bool isLate = IsConnectedFor(LISTED_AFTER_MS);
    return IsConnected() && (isLate || (m_isSteady && Lists() == m_lists)) && DoFit();
  }

  // Why the lists and figures are not sound.
  string Doubt() const {
    if (!IsBrokerConnected()) return "the terminal is not connected to its broker";
    if (!IsConnected()) return "the connection to the broker does not last";
    return DoFit() ? "the lists of positions and orders change all the time" : "the account's figures do not fit its positions";
  }
};

AccountSense g_accountSense;
