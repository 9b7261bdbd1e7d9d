// The rules of the traded symbol: volume, prices, direction, stop distance, expiration. Invalid
// values are never rounded but refused with the return code that the broker would give; only
// rounding errors of doubles (0.30000000000000004) are removed.

#include "FillingModes.mqh"
#include "Retcodes.mqh"
#include "Reply.mqh"

// How far a value may be from a whole number of steps: an absolute tolerance in steps, and one
// relative to their number.
#define STEP_TOLERANCE 0.0001
#define STEP_TOLERANCE_RELATIVE 0.000000000000001

bool BreaksRule(Reply &reply, const uint retcode, const string detail) {
  reply.Refused(WIRE_CODE_SYMBOL_RULE, RetcodeMeaning(retcode) + " (" + detail + ")", (int)retcode);
  return false;
}

// Decimal places of a step such as 0.01 or 0.00000001.
int DigitsOfStep(const double step) {
  int digits = 0;
  double whole = step;
  while (digits < 8 && (MathRound(whole) < 1 || MathAbs(whole - MathRound(whole)) > whole * 0.0000001)) {
    whole *= 10;
    digits++;
  }
  return digits;
}

// Rounds `value` to the exact number of steps; false when it is off the step.
bool AlignToStep(double &value, const double step, const int digits) {
  if (!(step > 0)) return true;
  const double steps = value / step;
  const double whole = MathRound(steps);
  if (!(MathAbs(steps - whole) <= MathMax(STEP_TOLERANCE, MathAbs(steps) * STEP_TOLERANCE_RELATIVE))) return false;
  value = NormalizeDouble(whole * step, digits);
  return true;
}

bool CheckVolume(Reply &reply, const string symbol, double &volume) {
  const double lowest = SymbolInfoDouble(symbol, SYMBOL_VOLUME_MIN);
  const double highest = SymbolInfoDouble(symbol, SYMBOL_VOLUME_MAX);
  const double step = SymbolInfoDouble(symbol, SYMBOL_VOLUME_STEP);
  if (!AlignToStep(volume, step, DigitsOfStep(step))) {
    return BreaksRule(reply, RETCODE_INVALID_VOLUME, "steps of " + DoubleToString(step, DigitsOfStep(step)));
  }
  if (volume > 0 && volume >= lowest - step / 2 && volume <= highest + step / 2) return true;
  return BreaksRule(reply, RETCODE_INVALID_VOLUME, DoubleToString(lowest, 8) + " to " + DoubleToString(highest, 8) + " lots");
}

// 0 means no price and stays 0. A price that would round to 0 is refused, such as a stop of
// 0.0000000001.
bool CheckPrice(Reply &reply, const string symbol, double &price, const string name) {
  const double tickSize = MathMax(SymbolInfoDouble(symbol, SYMBOL_TRADE_TICK_SIZE), SymbolInfoDouble(symbol, SYMBOL_POINT));
  const bool isNone = price == 0;
  if (AlignToStep(price, tickSize, (int)SymbolInfoInteger(symbol, SYMBOL_DIGITS)) && (isNone || price > 0)) return true;
  return BreaksRule(reply, RETCODE_INVALID_PRICE, name + ": steps of " + DoubleToString(tickSize, 8));
}

bool CheckDirection(Reply &reply, const string symbol, const bool isBuy) {
  const long mode = SymbolInfoInteger(symbol, SYMBOL_TRADE_MODE);
  if (mode == SYMBOL_TRADE_MODE_DISABLED) return BreaksRule(reply, RETCODE_TRADE_DISABLED, symbol);
  if (mode == SYMBOL_TRADE_MODE_CLOSEONLY) return BreaksRule(reply, RETCODE_CLOSE_ONLY, symbol);
  if (mode == SYMBOL_TRADE_MODE_LONGONLY && !isBuy) return BreaksRule(reply, RETCODE_LONG_ONLY, symbol);
  if (mode == SYMBOL_TRADE_MODE_SHORTONLY && isBuy) return BreaksRule(reply, RETCODE_SHORT_ONLY, symbol);
  return true;
}

bool TakeQuote(Reply &reply, const string symbol, MqlTick &quote) {
  if (SymbolInfoTick(symbol, quote) && quote.bid > 0 && quote.ask > 0) return true;
  return BreaksRule(reply, RETCODE_PRICE_OFF, "no quote of " + symbol);
}

// Less half a point, because doubles of the same price may differ slightly.
double LevelDistance(const string symbol, const ENUM_SYMBOL_INFO_INTEGER level) {
  const double point = SymbolInfoDouble(symbol, SYMBOL_POINT);
  return point * ((double)SymbolInfoInteger(symbol, level) - 0.5);
}

// Checks that stop loss and take profit are on the right side of `reference` and far enough from
// it. 0: none.
bool CheckStops(Reply &reply, const string symbol, const bool isBuy, const double reference, const double stopLoss, const double takeProfit) {
  const double distance = LevelDistance(symbol, SYMBOL_TRADE_STOPS_LEVEL);
  const double side = isBuy ? 1.0 : -1.0;
  const double point = SymbolInfoDouble(symbol, SYMBOL_POINT);
  const double nearest = MathMax(distance, point / 2);
  if (stopLoss > 0 && side * (reference - stopLoss) < nearest) return BreaksRule(reply, RETCODE_INVALID_STOPS, "stop loss");
  if (takeProfit > 0 && side * (takeProfit - reference) < nearest) return BreaksRule(reply, RETCODE_INVALID_STOPS, "take profit");
  return true;
}

bool IsLimitOrder(const ENUM_ORDER_TYPE type) {
  return type == ORDER_TYPE_BUY_LIMIT || type == ORDER_TYPE_SELL_LIMIT;
}

bool IsStopLimitOrder(const ENUM_ORDER_TYPE type) {
  return type == ORDER_TYPE_BUY_STOP_LIMIT || type == ORDER_TYPE_SELL_STOP_LIMIT;
}

bool IsMarketOrder(const ENUM_ORDER_TYPE type) {
  return type == ORDER_TYPE_BUY || type == ORDER_TYPE_SELL;
}

bool IsBuyOrder(const ENUM_ORDER_TYPE type) {
  return type == ORDER_TYPE_BUY || type == ORDER_TYPE_BUY_LIMIT || type == ORDER_TYPE_BUY_STOP || type == ORDER_TYPE_BUY_STOP_LIMIT;
}

// Checks that a pending order's price is on the right side of the market and far enough from it;
// buys compare with Ask, sells with Bid.
bool CheckPendingPrice(Reply &reply, const MqlTradeRequest &request, const MqlTick &quote) {
  const bool isBuy = IsBuyOrder(request.type);
  const double market = isBuy ? quote.ask : quote.bid;
  const bool isBelow = isBuy == IsLimitOrder(request.type);
  const double distance = MathMax(LevelDistance(request.symbol, SYMBOL_TRADE_STOPS_LEVEL), 0.0);
  if (!(request.price > 0)) return BreaksRule(reply, RETCODE_INVALID_PRICE, "a price is required");
  if ((isBelow ? market - request.price : request.price - market) < distance) return BreaksRule(reply, RETCODE_INVALID_PRICE, "too close to the market");
  if (!IsStopLimitOrder(request.type)) return true;
  // The limit of a stop-limit order is on the better side of its stop.
  const double gap = isBuy ? request.price - request.stoplimit : request.stoplimit - request.price;
  return request.stoplimit > 0 && gap >= distance ? true : BreaksRule(reply, RETCODE_INVALID_PRICE, "stopLimitPrice");
}

// SYMBOL_EXPIRATION_MODE holds bits: GTC 1, DAY 2, SPECIFIED 4, SPECIFIED_DAY 8.
bool CheckExpiration(Reply &reply, MqlTradeRequest &request, const long expiresMs) {
  const long modes = SymbolInfoInteger(request.symbol, SYMBOL_EXPIRATION_MODE);
  const long quotedMs = 1000 * g_serverClock.SecondsAtLeast();
  request.type_time = expiresMs > 0 ? ORDER_TIME_SPECIFIED : ORDER_TIME_GTC;
  request.expiration = (datetime)(expiresMs / 1000);
  if ((modes & (expiresMs > 0 ? 4 : 1)) == 0) return BreaksRule(reply, RETCODE_INVALID_EXPIRATION, "not offered for " + request.symbol);
  if (expiresMs > 0 && expiresMs <= (quotedMs > 0 ? quotedMs : ServerMs())) return BreaksRule(reply, RETCODE_INVALID_EXPIRATION, "in the past");
  return true;
}
