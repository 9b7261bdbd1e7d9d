// All calls of the bridge: one verb, one handler, exactly one reply.

#include "CalendarCalls.mqh"
#include "DepthCalls.mqh"
#include "GuardCalls.mqh"
#include "HistoryCalls.mqh"
#include "MarketCalls.mqh"
#include "ProtectCalls.mqh"
#include "SafetyCalls.mqh"
#include "TradeCalls.mqh"
#include "TradeLists.mqh"

// History calls can be many and their replies large, so calls about the account are answered first.
bool IsHistoryCall() {
  const string verb = g_message.Frame(2);
  return verb == WIRE_VERB_RATES || verb == WIRE_VERB_TICKS || verb == WIRE_VERB_CALENDAR;
}

// Answers the call in `g_message`.
void AnswerCall() {
  const string id = g_message.Frame(1);
  const string verb = g_message.Frame(2);
  // Without an id no reply is possible.
  if (StringLen(id) == 0 || StringLen(id) > WIRE_TEXT_MAX) return;
  Reply reply;
  if (!g_message.IsPlain()) reply.BadArgument("A frame contains control characters");
  else if (verb == WIRE_VERB_SUBSCRIBE) CallSubscribe(reply);
  else if (verb == WIRE_VERB_RATES) CallRates(reply);
  else if (verb == WIRE_VERB_TICKS) CallTicks(reply);
  else if (verb == WIRE_VERB_SYMBOLS) CallSymbols(reply);
  else if (verb == WIRE_VERB_ACCOUNT) CallAccount(reply);
  else if (verb == WIRE_VERB_CALENDAR) CallCalendar(reply);
  else if (verb == WIRE_VERB_DEPTH) CallDepth(reply);
  else if (verb == WIRE_VERB_POSITIONS) CallPositions(reply);
  else if (verb == WIRE_VERB_ORDERS) CallOrders(reply);
  else if (verb == WIRE_VERB_DEALS) CallDeals(reply);
  else if (verb == WIRE_VERB_ORDER_CHECK) CallOrderCheck(reply);
  else if (verb == WIRE_VERB_ORDER_SEND) CallOrderSend(reply);
  else if (verb == WIRE_VERB_ORDER_MODIFY) CallOrderModify(reply);
  else if (verb == WIRE_VERB_ORDER_CANCEL) CallOrderCancel(reply);
  else if (verb == WIRE_VERB_POSITION_MODIFY) CallPositionModify(reply);
  else if (verb == WIRE_VERB_POSITION_CLOSE) CallPositionClose(reply);
  else if (verb == WIRE_VERB_POSITION_CLOSE_BY) CallPositionCloseBy(reply);
  else if (verb == WIRE_VERB_FIND) CallFind(reply);
  else if (verb == WIRE_VERB_HALT) CallHalt(reply);
  else if (verb == WIRE_VERB_RESUME) CallResume(reply);
  else if (verb == WIRE_VERB_LIMITS) CallLimits(reply);
  else if (verb == WIRE_VERB_PROTECT) CallProtect(reply);
  else reply.Invalid(WIRE_CODE_UNKNOWN_VERB, "Unknown verb " + verb);
  reply.Say(id, !IsHistoryCall());
}
