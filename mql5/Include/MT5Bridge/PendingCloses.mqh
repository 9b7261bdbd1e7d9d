// On a netting account the broker ignores which position a close names: a second close, sent while
// the first one may still be executed, could open the opposite position.

#include "Execution.mqh"

// After this time a close without a known outcome is taken as not executed.
#define CLOSE_PENDING_MS 120000

// Refuses a close of a position whose earlier close may still be executed. What the account shows
// of the earlier one settles it at once.
bool IsClosePending(const ulong position, Reply &reply) {
  if ((ENUM_ACCOUNT_MARGIN_MODE)AccountInfoInteger(ACCOUNT_MARGIN_MODE) == ACCOUNT_MARGIN_MODE_RETAIL_HEDGING) return false;
  for (int at = g_intents.Count() - 1; at >= 0; at--) {
    if (!g_intents.IsOpenSince(at, WIRE_VERB_POSITION_CLOSE, position, CLOSE_PENDING_MS)) continue;
    IntentRecord record;
    Evidence found;
    g_intents.Get(at, record);
    if (SearchEvidence(record, found)) Settle(record, found);
    if (!IsOpenEnded(record)) continue;
    reply.Refused(WIRE_CODE_CLOSE_PENDING, "An earlier close of position " + UlongText(position) + " may still be executed: " + record.intent, 0);
    return true;
  }
  return false;
}
