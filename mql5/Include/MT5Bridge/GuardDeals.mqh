// What the account's deals tell the guard: deposits and withdrawals that are not in the limits yet,
// and what the broker's day has brought so far.

#include "GuardLimits.mqh"
#include "ServerClock.mqh"

#define DAY_MS 86400000

struct GuardDeals {
  // Deposits less withdrawals since the figures were taken, and the time of the latest.
  double flows;
  long flowsToMs;
  // Of the broker's day.
  double dayFlows;
  double dayResults;
};

// False while the history is not known. `dayFromMs`: when the broker's day began.
bool ReadGuardDeals(const GuardLimits &limits, const long dayFromMs, GuardDeals &deals) {
  deals.flows = 0;
  deals.flowsToMs = limits.countedMs;
  deals.dayFlows = 0;
  deals.dayResults = 0;
  const bool isLaterDay = dayFromMs > limits.dayFromMs;
  const long fromMs = isLaterDay ? MathMin(limits.countedMs, dayFromMs) : limits.countedMs;
  const long toMs = MathMax(ServerMs(), fromMs) + 2 * DAY_MS;
  if (!HistorySelect((datetime)(fromMs / 1000), (datetime)(toMs / 1000))) return false;
  for (int at = 0; at < HistoryDealsTotal(); at++) {
    const ulong deal = HistoryDealGetTicket(at);
    if (deal == 0) continue;
    const long timeMs = HistoryDealGetInteger(deal, DEAL_TIME_MSC);
    const long type = HistoryDealGetInteger(deal, DEAL_TYPE);
    const bool isMoney = type == DEAL_TYPE_BALANCE || type == DEAL_TYPE_CREDIT;
    const bool isFlow = isMoney || type == DEAL_TYPE_CORRECTION || type == DEAL_TYPE_BONUS;
    if (!isFlow && (!isLaterDay || timeMs < dayFromMs)) continue;
    double amount = HistoryDealGetDouble(deal, DEAL_PROFIT) + HistoryDealGetDouble(deal, DEAL_SWAP);
    amount += HistoryDealGetDouble(deal, DEAL_COMMISSION) + HistoryDealGetDouble(deal, DEAL_FEE);
    if (!isFlow) {
      deals.dayResults += amount;
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
