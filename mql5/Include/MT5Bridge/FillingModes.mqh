// The filling modes that a symbol allows, by its execution type. SYMBOL_FILLING_MODE holds bits
// (FOK 1, IOC 2, BOC 4), unlike the modes of an order.

#include "Json.mqh"

bool HasFillingBit(const string symbol, const long bit) {
  return (SymbolInfoInteger(symbol, SYMBOL_FILLING_MODE) & bit) != 0;
}

ENUM_SYMBOL_TRADE_EXECUTION ExecutionOf(const string symbol) {
  return (ENUM_SYMBOL_TRADE_EXECUTION)SymbolInfoInteger(symbol, SYMBOL_TRADE_EXEMODE);
}

// Whether a market order needs a price and its deviation is observed.
bool IsPriceAskedFor(const string symbol) {
  const ENUM_SYMBOL_TRADE_EXECUTION execution = ExecutionOf(symbol);
  return execution == SYMBOL_TRADE_EXECUTION_INSTANT || execution == SYMBOL_TRADE_EXECUTION_REQUEST;
}

// Whether a market order may use this filling mode.
bool IsMarketFillingAllowed(const string symbol, const ENUM_ORDER_TYPE_FILLING filling) {
  if (IsPriceAskedFor(symbol)) return filling != ORDER_FILLING_BOC;
  if (filling == ORDER_FILLING_FOK) return HasFillingBit(symbol, 1);
  if (filling == ORDER_FILLING_IOC) return HasFillingBit(symbol, 2);
  return filling == ORDER_FILLING_RETURN && ExecutionOf(symbol) == SYMBOL_TRADE_EXECUTION_EXCHANGE;
}

// Whether a pending order may use this filling mode: RETURN always, BOC (passive only) for limit
// orders if the symbol supports it.
bool IsPendingFillingAllowed(const string symbol, const ENUM_ORDER_TYPE_FILLING filling, const bool isLimit) {
  if (filling == ORDER_FILLING_RETURN) return true;
  if (filling == ORDER_FILLING_BOC) return isLimit && HasFillingBit(symbol, 4);
  return IsMarketFillingAllowed(symbol, filling);
}

// The mode for a market order when the bridge leaves it to the terminal.
ENUM_ORDER_TYPE_FILLING MarketFilling(const string symbol) {
  if (IsPriceAskedFor(symbol)) return ORDER_FILLING_FOK;
  if (ExecutionOf(symbol) == SYMBOL_TRADE_EXECUTION_EXCHANGE) return ORDER_FILLING_RETURN;
  if (HasFillingBit(symbol, 1)) return ORDER_FILLING_FOK;
  return HasFillingBit(symbol, 2) ? ORDER_FILLING_IOC : ORDER_FILLING_RETURN;
}

// `,"fillingModes":[...]` of market orders, and BOC.
void AddFillingModes(ByteBuffer &out, const string symbol) {
  string modes = "";
  if (IsMarketFillingAllowed(symbol, ORDER_FILLING_FOK)) modes += ",\"fok\"";
  if (IsMarketFillingAllowed(symbol, ORDER_FILLING_IOC)) modes += ",\"ioc\"";
  if (IsMarketFillingAllowed(symbol, ORDER_FILLING_RETURN)) modes += ",\"return\"";
  if (HasFillingBit(symbol, 4)) modes += ",\"boc\"";
  AddJsonKey(out, "fillingModes");
  out.AddByte('[');
  out.AddAscii(StringSubstr(modes, 1));
  out.AddByte(']');
}
