// Sends a request at most once: it is written to the intent log before the send, and again with the
// outcome. A repeated intent is answered from the intent log; if the outcome is unknown there, the
// account is searched and the request is never sent again.

#include "Evidence.mqh"
#include "OpeningChecks.mqh"
#include "Retcodes.mqh"

// The properties of a call that are logged and decide how it is handled.
struct Undertaking {
  string intent;
  string verb;
  // The affected order or position; 0 for a new order.
  ulong target;
  // The magic number of the resulting orders and deals; 0 for changes, which leave no trace of
  // their own.
  ulong magic;
  // Whether executing it twice would be harmful. It is then refused when the intent log cannot be
  // written.
  bool mustBeWritten;
};

void NewRecord(const Undertaking &what, IntentRecord &record) {
  record.state = INTENT_SENDING;
  record.intent = what.intent;
  record.verb = what.verb;
  record.time = (long)TimeGMT();
  record.magic = what.magic;
  record.target = what.target;
  record.retcode = 0;
  record.order = 0;
  record.deal = 0;
  record.position = 0;
  record.volume = 0;
  record.price = 0;
  record.bid = 0;
  record.ask = 0;
  record.requestId = 0;
  record.externalRetcode = 0;
  record.code = "";
  record.message = "";
  record.comment = "";
  record.knownMs = 0;
  record.held = 0;
}

void AddResult(ByteBuffer &out, const IntentRecord &record, const bool isRepeat) {
  out.AddByte('{');
  AddTicketField(out, "order", record.order, true);
  AddTicketField(out, "deal", record.deal);
  AddTicketField(out, "position", record.position);
  AddNumberField(out, "volume", record.volume);
  AddNumberField(out, "price", record.price);
  AddNumberField(out, "bid", record.bid);
  AddNumberField(out, "ask", record.ask);
  AddTextField(out, "comment", record.comment);
  AddLongField(out, "requestId", (long)record.requestId);
  AddLongField(out, "externalRetcode", record.externalRetcode);
  AddBoolField(out, "isRepeat", isRepeat);
  out.AddByte('}');
}

void AnswerFrom(const IntentRecord &record, const bool isRepeat, Reply &reply) {
  if (record.state == INTENT_DONE) {
    reply.Done(record.message, (int)record.retcode);
    AddResult(reply.data, record, isRepeat);
  } else if (record.state == INTENT_REFUSED) {
    reply.Refused(record.code, record.message, (int)record.retcode);
  } else {
    reply.Unknown(StringLen(record.message) == 0 ? "It was sent and the outcome is unknown" : record.message, (int)record.retcode);
  }
}

// Logs the outcome that a search has found for an intent.
void Settle(IntentRecord &record, const Evidence &found) {
  const int orders = ArraySize(found.orders);
  const int deals = ArraySize(found.deals);
  const bool isExecuted = deals > 0 || found.position > 0 || found.isCancelled;
  if (!isExecuted && orders == 0) return;
  const bool isRefused = !isExecuted && found.isFailed;
  record.state = isRefused ? INTENT_REFUSED : INTENT_DONE;
  record.retcode = isRefused ? RETCODE_REJECT : (isExecuted ? RETCODE_DONE : RETCODE_PLACED);
  record.code = isRefused ? WIRE_CODE_BROKER_REFUSED : "";
  record.message = "Found in the account: " + RetcodeMeaning(record.retcode);
  record.order = orders > 0 ? found.orders[orders - 1] : 0;
  record.deal = deals > 0 ? found.deals[deals - 1] : 0;
  record.position = found.position;
  record.volume = found.volume;
  record.price = found.price;
  g_intents.Write(record);
}

bool IsOpenEnded(const IntentRecord &record) {
  return record.state == INTENT_SENDING || record.state == INTENT_UNKNOWN;
}

// True, with the first answer as the reply, when the intent is in the intent log.
bool IsRepeat(const Undertaking &what, Reply &reply) {
  const int at = g_intents.Find(what.intent);
  if (at < 0) return false;
  IntentRecord record;
  g_intents.Get(at, record);
  if (record.verb != what.verb) {
    reply.Invalid(WIRE_CODE_INTENT_REUSED, "The intent was already used for " + record.verb);
    return true;
  }
  Evidence found;
  if (IsOpenEnded(record) && SearchEvidence(record, found)) Settle(record, found);
  AnswerFrom(record, true, reply);
  return true;
}

// Logs a refusal made before anything was sent, so that a repeated intent gets the same reply.
void KeepRefusal(const Undertaking &what, const Reply &reply) {
  IntentRecord record;
  NewRecord(what, record);
  record.state = INTENT_REFUSED;
  record.code = reply.Code();
  record.message = reply.Text();
  record.retcode = (uint)reply.Retcode();
  g_intents.Write(record);
}

// The permanent identifier of the position that a request opened, changed or closed (the ticket
// changes when a netting position is reversed); 0 while the terminal does not list it yet.
ulong PositionOf(const MqlTradeRequest &request, const MqlTradeResult &result) {
  if (result.deal > 0 && HistoryDealSelect(result.deal)) return (ulong)HistoryDealGetInteger(result.deal, DEAL_POSITION_ID);
  const bool isDeal = request.action == TRADE_ACTION_DEAL;
  const ulong ticket = request.position == 0 && isDeal ? result.order : request.position;
  if (ticket > 0 && PositionSelectByTicket(ticket)) return (ulong)PositionGetInteger(POSITION_IDENTIFIER);
  return request.position;
}

void TakeResult(IntentRecord &record, const MqlTradeRequest &request, const MqlTradeResult &result, const int error) {
  record.retcode = result.retcode;
  record.order = result.order;
  record.deal = result.deal;
  record.volume = result.volume;
  record.price = result.price;
  record.bid = result.bid;
  record.ask = result.ask;
  record.requestId = result.request_id;
  record.externalRetcode = result.retcode_external;
  record.comment = result.comment;
  record.message = RetcodeMeaning(result.retcode);
  if (IsRetcodeDone(result.retcode)) {
    record.state = INTENT_DONE;
    record.position = PositionOf(request, result);
  } else if (IsRetcodeRefusal(result.retcode)) {
    record.state = INTENT_REFUSED;
    record.code = WIRE_CODE_BROKER_REFUSED;
  } else {
    record.state = INTENT_UNKNOWN;
    record.code = WIRE_CODE_OUTCOME_UNKNOWN;
    record.message += " (error " + IntegerToString(error) + ")";
  }
}

// Sends the request. The only function that sends to the broker.
void Execute(const Undertaking &what, MqlTradeRequest &request, Reply &reply) {
  if (!g_session.IsLoginKnown()) {
    reply.Refused(WIRE_CODE_ACCOUNT_LOADING, "The terminal has left the account of this request: nothing was sent", 0);
    KeepRefusal(what, reply);
    return;
  }
  IntentRecord record;
  NewRecord(what, record);
  record.held = request.position > 0 && PositionSelectByTicket(request.position) ? PositionGetDouble(POSITION_VOLUME) : 0;
  if (!g_intents.Write(record) && what.mustBeWritten) {
    reply.Refused(WIRE_CODE_FILE_UNWRITABLE, "The intent could not be written to the terminal's file: nothing was sent", 0);
    KeepRefusal(what, reply);
    return;
  }
  MqlTradeResult result = {};
  ResetLastError();
  const bool isSent = OrderSend(request, result);
  const int error = GetLastError();
  // Refused before it reached the broker, so there is no retcode.
  if (!isSent && IsRetcodeDone(result.retcode)) result.retcode = 0;
  TakeResult(record, request, result, error);
  g_intents.Write(record);
  LogLine("traded", what.verb + " " + what.intent + ": " + record.message);
  AnswerFrom(record, false, reply);
}
