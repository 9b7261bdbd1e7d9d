// Arguments of the call in `g_message`: each reader takes the value within its bounds, or makes the
// reply say what is wrong.

#include "Reply.mqh"
#include "Timeframes.mqh"

// Tickets and magic numbers fit a signed 64-bit number.
#define TICKET_TEXT_MAX 19

// Any text, perhaps empty.
bool TakeText(const string key, const int lengthMax, Reply &reply, string &value) {
  if (g_message.Field(key, value) && StringLen(value) <= lengthMax) return true;
  reply.BadArgument(key + ": one text of up to " + IntegerToString(lengthMax) + " characters is due");
  return false;
}

bool TakeWhole(const string key, const long lowest, const long highest, Reply &reply, long &value) {
  string text = "";
  if (g_message.Field(key, text) && ParseWhole(text, lowest, highest, value)) return true;
  reply.BadArgument(key + ": a whole number from " + IntegerToString(lowest) + " to " + IntegerToString(highest) + " is due");
  return false;
}

// Not negative; 0 where the verb allows it.
bool TakeAmount(const string key, Reply &reply, double &value) {
  string text = "";
  if (g_message.Field(key, text) && ParseDecimal(text, value) && value >= 0) return true;
  reply.BadArgument(key + ": a decimal number, 0 or more, is due");
  return false;
}

// A ticket or magic number, perhaps 0.
bool TakeNumber(const string key, Reply &reply, ulong &value) {
  string text = "";
  if (g_message.Field(key, text) && StringLen(text) <= TICKET_TEXT_MAX && ParseUlong(text, value)) return true;
  reply.BadArgument(key + ": a number of up to 19 digits is due");
  return false;
}

bool TakeTicket(const string key, Reply &reply, ulong &value) {
  if (!TakeNumber(key, reply, value)) return false;
  if (value > 0) return true;
  reply.BadArgument(key + ": a ticket is due");
  return false;
}

// A ticket or nothing (0).
bool TakeAfter(Reply &reply, ulong &value) {
  string text = "";
  value = 0;
  if (g_message.Field(WIRE_KEY_AFTER, text) && (text == "" || ParseUlong(text, value))) return true;
  reply.BadArgument("after: a ticket or nothing is due");
  return false;
}

// A symbol that the broker has; it is put into the Market Watch, where its prices and history are
// kept up to date.
bool UseSymbol(const string symbol, Reply &reply) {
  bool isCustom = false;
  if (symbol != "" && SymbolExist(symbol, isCustom) && SymbolSelect(symbol, true)) return true;
  reply.UnknownSymbol(symbol);
  return false;
}

bool TakeSymbol(Reply &reply, string &symbol) {
  return TakeText(WIRE_KEY_SYMBOL, WIRE_TEXT_MAX, reply, symbol) && UseSymbol(symbol, reply);
}

bool TakeTimeframe(Reply &reply, ENUM_TIMEFRAMES &timeframe) {
  string name = "";
  if (!TakeText(WIRE_KEY_TIMEFRAME, WIRE_TEXT_MAX, reply, name)) return false;
  timeframe = TimeframeOf(name);
  if (timeframe != PERIOD_CURRENT) return true;
  reply.BadArgument("timeframe: no period " + name);
  return false;
}
