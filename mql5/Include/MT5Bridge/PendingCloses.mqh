// On a netting account the broker ignores which position a close names: a second close, sent while
// the first one may still be executed, or before the terminal lists what it has done, could open
// the opposite position.

#include "Execution.mqh"
#include "SymbolRules.mqh"

// After this time a close without a known outcome is taken as not executed, and an order that is
// listed nowhere as gone.
#define CLOSE_PENDING_MS 120000

// How long a terminal may list a position unchanged after a close of it is done; longer while it
// does not list the deal either.
#define CLOSE_UNLISTED_MS 15000

// Whether a market order of the symbol is still working, whoever has sent it.
bool IsMarketOrderWorking(const string symbol) {
  for (int at = 0; at < OrdersTotal(); at++) {
    if (OrderGetTicket(at) == 0 || OrderGetString(ORDER_SYMBOL) != symbol) continue;
    if (IsMarketOrder((ENUM_ORDER_TYPE)OrderGetInteger(ORDER_TYPE))) return true;
  }
  return false;
}

// Whether a close may still be executed. What the account shows of it settles it at once. One that
// was only placed, or executed in part, may be until its order has ended.
bool MayBeExecuted(IntentRecord &record) {
  Evidence found;
  if (IsOpenEnded(record) && SearchEvidence(record, found)) Settle(record, found);
  if (IsOpenEnded(record)) return true;
  const bool isPart = record.retcode == RETCODE_PLACED || record.retcode == RETCODE_DONE_PARTIAL;
  return record.state == INTENT_DONE && isPart && !HistoryOrderSelect(record.order);
}

// Whether the list may show the position as it was before this close, which is done: the terminal
// lists the outcome of a request some time after its answer.
bool IsListedAsBefore(const IntentRecord &record, const double listed) {
  if (record.state != INTENT_DONE || !(record.held > 0) || record.held != listed) return false;
  if (GetTickCount64() - record.knownMs < CLOSE_UNLISTED_MS) return true;
  return record.deal > 0 && !HistoryDealSelect(record.deal);
}

bool RefusePending(Reply &reply, const string cause) {
  reply.Refused(WIRE_CODE_CLOSE_PENDING, cause, 0);
  return true;
}

// Refuses a close of the selected position while an earlier one may still be executed, or may have
// closed it already. `wanted`: the volume; 0: all of it. Another position may be selected
// afterwards.
bool IsClosePending(const ulong position, const double wanted, Reply &reply) {
  if (!IsNettingAccount()) return false;
  const string symbol = PositionGetString(POSITION_SYMBOL);
  const double listed = PositionGetDouble(POSITION_VOLUME);
  double closed = 0;
  if (IsMarketOrderWorking(symbol)) return RefusePending(reply, "A market order of " + symbol + " is still working");
  for (int at = g_intents.Count() - 1; at >= 0; at--) {
    if (!g_intents.IsRecent(at, WIRE_VERB_POSITION_CLOSE, position, CLOSE_PENDING_MS)) continue;
    IntentRecord record;
    g_intents.Get(at, record);
    if (MayBeExecuted(record)) {
      return RefusePending(reply, "An earlier close of position " + UlongText(position) + " may still be executed: " + record.intent);
    }
    if (IsListedAsBefore(record, listed)) closed += record.volume > 0 ? record.volume : listed;
  }
  const bool isLeft = closed == 0 || (wanted > 0 && wanted <= listed - closed + 0.000000001);
  return isLeft ? false : RefusePending(reply, "The terminal does not list yet what a close of position " + UlongText(position) + " has done");
}
