// What else the broker lays down for a symbol: kinds and life of orders, nights of swap, margin,
// and when prices come.

#include "FillingModes.mqh"
#include "TradeSessions.mqh"

string ExecutionName(const string symbol) {
  const ENUM_SYMBOL_TRADE_EXECUTION execution = ExecutionOf(symbol);
  if (execution == SYMBOL_TRADE_EXECUTION_REQUEST) return "request";
  if (execution == SYMBOL_TRADE_EXECUTION_INSTANT) return "instant";
  return execution == SYMBOL_TRADE_EXECUTION_EXCHANGE ? "exchange" : "market";
}

string GtcModeName(const string symbol) {
  const long mode = SymbolInfoInteger(symbol, SYMBOL_ORDER_GTC_MODE);
  if (mode == SYMBOL_ORDERS_DAILY) return "daily";
  return mode == SYMBOL_ORDERS_DAILY_EXCLUDING_STOPS ? "daily_excluding_stops" : "gtc";
}

// The names, separated by commas, whose bits are set; the first one has the lowest bit.
void AddNamedBits(ByteBuffer &out, const string key, const long bits, const string names) {
  string list[];
  const int count = StringSplit(names, (ushort)',', list);
  bool isFirst = true;
  AddJsonKey(out, key);
  out.AddByte('[');
  for (int at = 0; at < count; at++) {
    if ((bits & (1 << at)) == 0) continue;
    if (!isFirst) out.AddByte(',');
    isFirst = false;
    AddJsonText(out, list[at]);
  }
  out.AddByte(']');
}

void AddSwapNights(ByteBuffer &out, const string symbol) {
  const ENUM_SYMBOL_INFO_DOUBLE days[] = {SYMBOL_SWAP_SUNDAY,   SYMBOL_SWAP_MONDAY, SYMBOL_SWAP_TUESDAY, SYMBOL_SWAP_WEDNESDAY,
                                          SYMBOL_SWAP_THURSDAY, SYMBOL_SWAP_FRIDAY, SYMBOL_SWAP_SATURDAY};
  AddJsonKey(out, "swapNights");
  for (int at = 0; at < 7; at++) {
    out.AddByte(at == 0 ? '[' : ',');
    out.AddNumber(SymbolInfoDouble(symbol, days[at]));
  }
  out.AddByte(']');
}

void AddMarginRates(ByteBuffer &out, const string key, const string symbol, const ENUM_ORDER_TYPE type, const bool isFirst) {
  double initial = 0;
  double maintenance = 0;
  if (!SymbolInfoMarginRate(symbol, type, initial, maintenance)) {
    initial = 0;
    maintenance = 0;
  }
  AddJsonKey(out, key, isFirst);
  out.AddAscii("{\"initial\":");
  out.AddNumber(MathMax(0.0, initial));
  AddNumberField(out, "maintenance", MathMax(0.0, maintenance));
  out.AddByte('}');
}

// `,"brokerTerms":{...}`
void AddBrokerTerms(ByteBuffer &out, const string symbol) {
  AddJsonKey(out, "brokerTerms");
  out.AddByte('{');
  AddTextField(out, "execution", ExecutionName(symbol), true);
  AddNamedBits(out, "orderKinds", SymbolInfoInteger(symbol, SYMBOL_ORDER_MODE), WIRE_ORDER_KINDS);
  AddNamedBits(out, "lifetimes", SymbolInfoInteger(symbol, SYMBOL_EXPIRATION_MODE), WIRE_LIFETIMES);
  AddTextField(out, "gtcMode", GtcModeName(symbol));
  AddSwapNights(out, symbol);
  AddNumberField(out, "marginInitial", MathMax(0.0, SymbolInfoDouble(symbol, SYMBOL_MARGIN_INITIAL)));
  AddNumberField(out, "marginMaintenance", MathMax(0.0, SymbolInfoDouble(symbol, SYMBOL_MARGIN_MAINTENANCE)));
  AddNumberField(out, "marginHedged", MathMax(0.0, SymbolInfoDouble(symbol, SYMBOL_MARGIN_HEDGED)));
  AddJsonKey(out, "marginRates");
  out.AddByte('{');
  AddMarginRates(out, "buy", symbol, ORDER_TYPE_BUY, true);
  AddMarginRates(out, "sell", symbol, ORDER_TYPE_SELL, false);
  out.AddByte('}');
  AddSessions(out, "quoteSessions", symbol, true);
  out.AddByte('}');
}
