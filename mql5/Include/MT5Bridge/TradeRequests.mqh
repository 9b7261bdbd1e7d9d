// Converts the arguments of trading calls into MetaTrader requests. Two steps: validation of the
// call itself (`Take...`), then of the symbol's current rules (`Check...`).

#include "Arguments.mqh"
#include "SymbolRules.mqh"
#include "TradeNames.mqh"

// In points; larger values are invalid.
#define DEVIATION_MAX 1000000

bool IsIntent(const string text) {
  const int length = StringLen(text);
  if (length == 0 || length > WIRE_INTENT_MAX) return false;
  for (int at = 0; at < length; at++) {
    const int letter = (int)StringGetCharacter(text, at);
    const bool isDigit = letter >= '0' && letter <= '9';
    if (!isDigit && !(letter >= 'A' && letter <= 'Z') && !(letter >= 'a' && letter <= 'z')) return false;
  }
  return true;
}

bool TakeIntent(Reply &reply, string &intent) {
  if (g_message.Field(WIRE_KEY_INTENT, intent) && IsIntent(intent)) return true;
  reply.BadArgument("intent: expected 1 to " + IntegerToString(WIRE_INTENT_MAX) + " letters and digits");
  return false;
}

bool TakeFilling(Reply &reply, ENUM_ORDER_TYPE_FILLING &filling, bool &isAuto) {
  string name = "";
  if (g_message.Field(WIRE_KEY_FILLING, name) && FillingOf(name, filling, isAuto)) return true;
  reply.BadArgument("filling: expected fok, ioc, return, boc or auto");
  return false;
}

bool TakeDeviation(Reply &reply, ulong &deviation) {
  long points = 0;
  if (!TakeWhole(WIRE_KEY_DEVIATION_POINTS, 0, DEVIATION_MAX, reply, points)) return false;
  deviation = (ulong)points;
  return true;
}

bool TakeLevels(Reply &reply, MqlTradeRequest &request) {
  return TakeAmount(WIRE_KEY_STOP_LOSS, reply, request.sl) && TakeAmount(WIRE_KEY_TAKE_PROFIT, reply, request.tp);
}

bool TakeType(Reply &reply, ENUM_ORDER_TYPE &type) {
  string name = "";
  if (g_message.Field(WIRE_KEY_TYPE, name) && OrderTypeOf(name, type)) return true;
  reply.BadArgument("type: expected buy, sell, buy_limit ...");
  return false;
}

// The comment by which an order can be found again.
string CommentOf(const string comment, const string intent) {
  return StringLen(comment) == 0 ? "b3:" + intent : comment;
}

// A new order as order_send and order_check describe it.
struct NewOrder {
  string intent;
  bool isAutoFilling;
  long expiresMs;
};

bool TakeOrder(Reply &reply, MqlTradeRequest &request, NewOrder &order) {
  if (!TakeIntent(reply, order.intent) || !TakeSymbol(reply, request.symbol) || !TakeType(reply, request.type)) return false;
  if (!TakeAmount(WIRE_KEY_VOLUME, reply, request.volume) || !TakeAmount(WIRE_KEY_PRICE, reply, request.price)) return false;
  if (!TakeAmount(WIRE_KEY_STOP_LIMIT_PRICE, reply, request.stoplimit) || !TakeLevels(reply, request)) return false;
  if (!TakeDeviation(reply, request.deviation) || !TakeFilling(reply, request.type_filling, order.isAutoFilling)) return false;
  if (!TakeWhole(WIRE_KEY_EXPIRES_MS, 0, WIRE_TIME_MS_MAX, reply, order.expiresMs)) return false;
  if (!TakeNumber(WIRE_KEY_MAGIC, reply, request.magic)) return false;
  if (!TakeText(WIRE_KEY_COMMENT, WIRE_COMMENT_MAX, reply, request.comment)) return false;
  request.comment = CommentOf(request.comment, order.intent);
  request.action = IsMarketOrder(request.type) ? TRADE_ACTION_DEAL : TRADE_ACTION_PENDING;
  return true;
}

bool CheckPrices(Reply &reply, MqlTradeRequest &request) {
  return CheckPrice(reply, request.symbol, request.price, "price") &&
         CheckPrice(reply, request.symbol, request.stoplimit, "stopLimitPrice") &&
         CheckPrice(reply, request.symbol, request.sl, "stopLoss") &&
         CheckPrice(reply, request.symbol, request.tp, "takeProfit");
}

bool CheckMarketOrder(Reply &reply, MqlTradeRequest &request, const bool isAuto, const MqlTick &quote) {
  const bool isBuy = IsBuyOrder(request.type);
  if (isAuto) request.type_filling = MarketFilling(request.symbol);
  if (!isAuto && !IsMarketFillingAllowed(request.symbol, request.type_filling)) return BreaksRule(reply, RETCODE_INVALID_FILL, request.symbol);
  if (request.price == 0) request.price = isBuy ? quote.ask : quote.bid;
  // A position's stops are compared with the price at which it would close.
  return CheckStops(reply, request.symbol, isBuy, isBuy ? quote.bid : quote.ask, request.sl, request.tp);
}

bool CheckPendingOrder(Reply &reply, MqlTradeRequest &request, const NewOrder &order, const MqlTick &quote) {
  if (order.isAutoFilling) request.type_filling = ORDER_FILLING_RETURN;
  const bool isLimit = IsLimitOrder(request.type) || IsStopLimitOrder(request.type);
  if (!IsPendingFillingAllowed(request.symbol, request.type_filling, isLimit)) return BreaksRule(reply, RETCODE_INVALID_FILL, request.symbol);
  if (!CheckPendingPrice(reply, request, quote)) return false;
  const double entry = IsStopLimitOrder(request.type) ? request.stoplimit : request.price;
  return CheckStops(reply, request.symbol, IsBuyOrder(request.type), entry, request.sl, request.tp) &&
         CheckExpiration(reply, request, order.expiresMs);
}

// Whether the order complies with the current rules of its symbol.
bool CheckOrder(Reply &reply, MqlTradeRequest &request, const NewOrder &order) {
  MqlTick quote;
  if (!CheckDirection(reply, request.symbol, IsBuyOrder(request.type))) return false;
  if (!CheckVolume(reply, request.symbol, request.volume) || !CheckPrices(reply, request)) return false;
  if (!TakeQuote(reply, request.symbol, quote)) return false;
  if (IsMarketOrder(request.type)) return CheckMarketOrder(reply, request, order.isAutoFilling, quote);
  return CheckPendingOrder(reply, request, order, quote);
}

// OrderCheck reports success as return code 0. Only the terminal checks, so the broker may still
// refuse.
bool PassesOrderCheck(Reply &reply, MqlTradeRequest &request, MqlTradeCheckResult &check) {
  if (OrderCheck(request, check) && check.retcode == 0) return true;
  const uint retcode = check.retcode == 0 ? RETCODE_INVALID : check.retcode;
  reply.Refused(WIRE_CODE_BROKER_REFUSED, RetcodeMeaning(retcode) + " (" + check.comment + ")", (int)retcode);
  return false;
}
