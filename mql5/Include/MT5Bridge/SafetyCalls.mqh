// find, halt and resume: how the bridge resolves unknown outcomes and stops everything.

#include "Execution.mqh"
#include "TradeRequests.mqh"

void AddTickets(ByteBuffer &out, const string key, const ulong &tickets[]) {
  AddJsonKey(out, key);
  out.AddByte('[');
  for (int at = 0; at < ArraySize(tickets); at++) {
    if (at > 0) out.AddByte(',');
    out.AddByte(34);
    out.AddUlong(tickets[at]);
    out.AddByte(34);
  }
  out.AddByte(']');
}

string FindStatus(const IntentRecord &record, const bool isKnown, const Evidence &found) {
  if (record.state == INTENT_DONE) return WIRE_FIND_DONE;
  if (record.state == INTENT_REFUSED) return WIRE_FIND_REFUSED;
  return isKnown || HasEvidence(found) ? WIRE_FIND_SENT : WIRE_FIND_NONE;
}

// Adds the tickets from the intent log, so that the result contains at least those.
void AddKnownTickets(const IntentRecord &record, Evidence &found) {
  if (record.order > 0) AddTicket(found.orders, record.order);
  if (record.deal > 0) AddTicket(found.deals, record.deal);
  if (record.position > 0) found.position = record.position;
}

void CallFind(Reply &reply) {
  Undertaking what;
  ulong magic = 0;
  if (!TakeIntent(reply, what.intent) || !TakeNumber(WIRE_KEY_MAGIC, reply, magic)) return;
  IntentRecord record;
  Evidence found;
  ClearEvidence(found);
  what.verb = "";
  what.target = 0;
  what.magic = magic;
  NewRecord(what, record);
  record.time = 0;
  record.state = "";
  const int at = g_intents.Find(what.intent);
  if (at >= 0) g_intents.Get(at, record);
  // A request that was never sent has left no traces.
  if (record.state != INTENT_REFUSED) {
    if (!SearchEvidence(record, found)) {
      reply.Loading("The account cannot be searched now");
      return;
    }
    if (at >= 0 && IsOpenEnded(record)) Settle(record, found);
  }
  AddKnownTickets(record, found);
  reply.data.AddByte('{');
  AddJsonKey(reply.data, "known", true);
  reply.data.AddAscii(at >= 0 ? "true" : "false");
  AddTextField(reply.data, "status", FindStatus(record, at >= 0, found));
  AddLongField(reply.data, "retcode", (long)record.retcode);
  AddTickets(reply.data, "orders", found.orders);
  AddTickets(reply.data, "deals", found.deals);
  AddTicketField(reply.data, "position", found.position);
  reply.data.AddByte('}');
}

void CallHalt(Reply &reply) {
  string reason = "";
  string record = "";
  if (!TakeText(WIRE_KEY_REASON, WIRE_TEXT_MAX, reply, reason)) return;
  // An older bridge sends none.
  if (!g_message.Field(WIRE_KEY_RECORD, record)) record = "";
  if (g_halt.Set(reason, StringSubstr(record, 0, WIRE_HALT_RECORD_MAX))) return;
  reply.Refused(WIRE_CODE_FILE_UNWRITABLE, "Halted, but the flag could not be written: the halt will not survive a restart of the terminal", 0);
}

void CallResume(Reply &reply) {
  if (g_halt.Clear()) return;
  reply.Refused(WIRE_CODE_FILE_UNWRITABLE, "The halt flag could not be removed: the terminal stays halted", 0);
}
