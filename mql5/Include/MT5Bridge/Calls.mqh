// Everything the bridge can ask: one verb, one handler, exactly one reply.

#include "HistoryCalls.mqh"
#include "MarketCalls.mqh"

// The call in `g_message`.
void AnswerCall() {
  const string id = g_message.Frame(1);
  const string verb = g_message.Frame(2);
  // Without an id there is nobody to answer.
  if (id == "" || StringLen(id) > WIRE_TEXT_MAX) return;
  Reply reply;
  if (!g_message.IsPlain()) reply.BadArgument("A frame holds control characters");
  else if (verb == WIRE_VERB_SUBSCRIBE) CallSubscribe(reply);
  else if (verb == WIRE_VERB_RATES) CallRates(reply);
  else if (verb == WIRE_VERB_TICKS) CallTicks(reply);
  else if (verb == WIRE_VERB_SYMBOLS) CallSymbols(reply);
  else if (verb == WIRE_VERB_ACCOUNT) CallAccount(reply);
  else reply.Invalid(WIRE_CODE_UNKNOWN_VERB, "No verb " + verb);
  reply.Say(id);
}
