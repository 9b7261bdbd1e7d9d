// Arguments of the call in `g_message`: each function reads one value within its bounds, or sets
// the error in the reply.

#include "Reply.mqh"
#include "Timeframes.mqh"

// Tickets and magic numbers fit a signed 64-bit number.
#define TICKET_TEXT_MAX 19

// Any text; may be empty.
bool TakeText(const string key, const int lengthMax, Reply &reply, string &value) {
  if (g_message.Field(key, value) && StringLen(value) <= lengthMax) return true;
  reply.BadArgument(key + ": expected one text of up to " + IntegerToString(lengthMax) + " characters");
  return false;
}

// The entries of a list; false when there are too many. No name contains the separator, unless the
// bridge speaks version 2.
bool TakeList(const string key, const int countMax, Reply &reply, string &entries[]) {
  string text = "";
  ArrayFree(entries);
  if (!TakeText(key, WIRE_ARGUMENT_BYTES_MAX, reply, text)) return false;
  if (StringLen(text) == 0) return true;
  const int separator = g_session.HasRows() ? WIRE_LIST_SEPARATOR : ',';
  if (StringSplit(text, (ushort)separator, entries) <= countMax) return true;
  reply.BadArgument(key + ": more than " + IntegerToString(countMax));
  return false;
}

bool TakeWhole(const string key, const long lowest, const long highest, Reply &reply, long &value) {
  string text = "";
  if (g_message.Field(key, text) && ParseWhole(text, lowest, highest, value)) return true;
  reply.BadArgument(key + ": expected a whole number from " + IntegerToString(lowest) + " to " + IntegerToString(highest));
  return false;
}

// Not negative; 0 where the verb allows it.
bool TakeAmount(const string key, Reply &reply, double &value) {
  string text = "";
  if (g_message.Field(key, text) && ParseDecimal(text, value) && value >= 0) return true;
  reply.BadArgument(key + ": expected a decimal number, 0 or more");
  return false;
}

// A ticket or magic number; may be 0.
bool TakeNumber(const string key, Reply &reply, ulong &value) {
  string text = "";
  if (g_message.Field(key, text) && StringLen(text) <= TICKET_TEXT_MAX && ParseUlong(text, value)) return true;
  reply.BadArgument(key + ": expected a number of up to 19 digits");
  return false;
}

bool TakeTicket(const string key, Reply &reply, ulong &value) {
  if (!TakeNumber(key, reply, value)) return false;
  if (value > 0) return true;
  reply.BadArgument(key + ": expected a ticket");
  return false;
}

// A ticket, or empty (0).
bool TakeAfter(Reply &reply, ulong &value) {
  string text = "";
  value = 0;
  if (g_message.Field(WIRE_KEY_AFTER, text) && (StringLen(text) == 0 || ParseUlong(text, value))) return true;
  reply.BadArgument("after: expected a ticket or an empty text");
  return false;
}

// SymbolSelect's error when Market Watch takes no more symbols.
#define ERROR_WATCH_FULL 4306

enum SymbolUse {
  SYMBOL_IN_USE,
  SYMBOL_UNKNOWN,
  // Market Watch is full: the trader must hide other symbols.
  SYMBOL_WATCH_FULL
};

// Adds a symbol of the broker to the Market Watch, where its prices and history are kept up to
// date.
SymbolUse WatchSymbol(const string symbol) {
  bool isCustom = false;
  if (StringLen(symbol) == 0 || !SymbolExist(symbol, isCustom)) return SYMBOL_UNKNOWN;
  ResetLastError();
  if (SymbolSelect(symbol, true)) return SYMBOL_IN_USE;
  return GetLastError() == ERROR_WATCH_FULL ? SYMBOL_WATCH_FULL : SYMBOL_UNKNOWN;
}

// Requires a symbol of the broker that is in the Market Watch, or has room there.
bool UseSymbol(const string symbol, Reply &reply) {
  const SymbolUse use = WatchSymbol(symbol);
  if (use == SYMBOL_IN_USE) return true;
  if (use == SYMBOL_WATCH_FULL) reply.Refused(WIRE_CODE_MARKET_WATCH_FULL, "Market Watch is full, and " + symbol + " is not in it: hide other symbols there", 0);
  else reply.UnknownSymbol(symbol);
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
  reply.BadArgument("timeframe: unknown period " + name);
  return false;
}
