// What the account's deals tell the guard: deposits and withdrawals that are not in the limits yet,
// and what the broker's day has brought so far.

#include "GuardLimits.mqh"
#include "ServerClock.mqh"

#define DAY_MS 86400000

struct GuardDeals {
  // What all deals since the figures were taken have done to balance and credit.
  double recorded;
  // Deposits less withdrawals since the figures were taken, and the time of the latest.
  double flows;
  long flowsToMs;
  // The sums of the broker's day.
  double dayFlows;
  double dayResults;
};

bool IsFlow(const ulong deal) {
  const long type = HistoryDealGetInteger(deal, DEAL_TYPE);
  const bool isMoney = type == DEAL_TYPE_BALANCE || type == DEAL_TYPE_CREDIT;
  return isMoney || type == DEAL_TYPE_CORRECTION || type == DEAL_TYPE_BONUS;
}

double DealAmount(const ulong deal) {
  const double amount = HistoryDealGetDouble(deal, DEAL_PROFIT) + HistoryDealGetDouble(deal, DEAL_SWAP);
  return amount + HistoryDealGetDouble(deal, DEAL_COMMISSION) + HistoryDealGetDouble(deal, DEAL_FEE);
}

// Results of the deals after the one time and before the other; 0 while the history is not known.
double ResultsBetween(const long afterMs, const long beforeMs) {
  double results = 0;
  if (!HistorySelect((datetime)(afterMs / 1000), (datetime)(beforeMs / 1000))) return 0;
  for (int at = 0; at < HistoryDealsTotal(); at++) {
    const ulong deal = HistoryDealGetTicket(at);
    if (deal == 0 || IsFlow(deal)) continue;
    const long timeMs = HistoryDealGetInteger(deal, DEAL_TIME_MSC);
    if (timeMs > afterMs && timeMs < beforeMs) results += DealAmount(deal);
  }
  return results;
}

// False while the history is not known. `dayFromMs`: when the broker's day began.
bool ReadGuardDeals(const GuardLimits &limits, const long dayFromMs, GuardDeals &deals) {
  deals.recorded = 0;
  deals.flows = 0;
  deals.flowsToMs = limits.countedMs;
  deals.dayFlows = 0;
  deals.dayResults = 0;
  const bool isLaterDay = dayFromMs > limits.dayFromMs;
  const long fromMs = isLaterDay ? MathMin(limits.countedMs, dayFromMs) : limits.countedMs;
  const long latestMs = MathMax(ServerMs(), 1000 * (long)TimeCurrent());
  const long toMs = MathMax(latestMs, fromMs) + 2 * DAY_MS;
  if (!HistorySelect((datetime)(fromMs / 1000), (datetime)(toMs / 1000))) return false;
  for (int at = 0; at < HistoryDealsTotal(); at++) {
    const ulong deal = HistoryDealGetTicket(at);
    if (deal == 0) continue;
    const long timeMs = HistoryDealGetInteger(deal, DEAL_TIME_MSC);
    const double amount = DealAmount(deal);
    if (timeMs > limits.countedMs) deals.recorded += amount;
    if (!IsFlow(deal)) {
      if (isLaterDay && timeMs >= dayFromMs) deals.dayResults += amount;
      continue;
    }
    if (timeMs >= dayFromMs) deals.dayFlows += amount;
    if (timeMs <= limits.countedMs) continue;
    deals.flows += amount;
    deals.flowsToMs = MathMax(deals.flowsToMs, timeMs);
  }
  return true;
}

// Floating profit of the positions that were opened since then.
double FloatingSince(const long fromMs) {
  double floating = 0;
  for (int at = 0; at < PositionsTotal(); at++) {
    if (PositionGetTicket(at) == 0 || PositionGetInteger(POSITION_TIME_MSC) < fromMs) continue;
    floating += PositionGetDouble(POSITION_PROFIT) + PositionGetDouble(POSITION_SWAP);
  }
  return floating;
}
