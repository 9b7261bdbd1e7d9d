// The trading verbs. New risk must pass the guards; closing, cancelling and narrowing need not.

#include "PendingCloses.mqh"
#include "TradeRequests.mqh"

// The loss if the order is filled at this price and closed at its stop loss; false when the
// terminal cannot calculate it.
bool LossFrom(const MqlTradeRequest &request, const double entry, double &loss) {
  const ENUM_ORDER_TYPE side = IsBuyOrder(request.type) ? ORDER_TYPE_BUY : ORDER_TYPE_SELL;
  double profit = 0;
  if (!OrderCalcProfit(side, request.symbol, request.volume, entry, request.sl, profit)) return false;
  loss = MathMax(loss, -profit);
  return true;
}

// The loss between the entry and the stop loss, in the account's currency; null without a stop or
// when the terminal cannot calculate it. For a market order the worse of its own price and the
// current one is used, because it may be filled at the current price.
void AddLossAtStop(ByteBuffer &out, const MqlTradeRequest &request) {
  const double entry = IsStopLimitOrder(request.type) ? request.stoplimit : request.price;
  MqlTick quote;
  double loss = 0;
  bool isKnown = request.sl > 0 && LossFrom(request, entry, loss);
  if (isKnown && IsMarketOrder(request.type) && SymbolInfoTick(request.symbol, quote)) {
    isKnown = LossFrom(request, IsBuyOrder(request.type) ? quote.ask : quote.bid, loss);
  }
  AddJsonKey(out, "lossAtStop");
  if (isKnown) out.AddNumber(loss);
  else out.AddAscii("null");
}

void CallOrderCheck(Reply &reply) {
  MqlTradeRequest request = {};
  MqlTradeCheckResult check = {};
  NewOrder order;
  if (!TakeOrder(reply, request, order) || !MayOrder(reply, request.volume)) return;
  if (!CheckOrder(reply, request, order) || !PassesOrderCheck(reply, request, check)) return;
  reply.data.AddByte('{');
  AddJsonKey(reply.data, "margin", true);
  reply.data.AddNumber(check.margin);
  AddNumberField(reply.data, "freeMargin", check.margin_free);
  AddNumberField(reply.data, "equity", check.equity);
  AddNumberField(reply.data, "balance", check.balance);
  AddJsonKey(reply.data, "marginLevelPct");
  if (check.margin > 0) reply.data.AddNumber(check.margin_level);
  else reply.data.AddAscii("null");
  AddLossAtStop(reply.data, request);
  reply.data.AddByte('}');
}

void CallOrderSend(Reply &reply) {
  MqlTradeRequest request = {};
  MqlTradeCheckResult check = {};
  NewOrder order;
  Undertaking what;
  if (!TakeOrder(reply, request, order)) return;
  what.intent = order.intent;
  what.verb = WIRE_VERB_ORDER_SEND;
  what.target = 0;
  what.magic = request.magic;
  what.mustBeWritten = true;
  if (IsRepeat(what, reply)) return;
  if (!MayOrder(reply, request.volume) || !CheckOrder(reply, request, order) || !PassesOrderCheck(reply, request, check)) {
    KeepRefusal(what, reply);
    return;
  }
  g_orderRate.Count();
  Execute(what, request, reply);
}

// Reads intent and ticket of a call about an existing order or position.
bool TakeChange(Reply &reply, const string verb, const bool mustBeWritten, Undertaking &what) {
  what.verb = verb;
  what.magic = 0;
  what.mustBeWritten = mustBeWritten;
  return TakeIntent(reply, what.intent) && TakeTicket(WIRE_KEY_TICKET, reply, what.target);
}

// Whether the account's lists are complete: only then something that is not listed does not exist.
bool IsAccountLoaded(Reply &reply) {
  if (g_accountSense.IsListed()) return true;
  reply.Refused(WIRE_CODE_ACCOUNT_LOADING, "The terminal is still loading positions and orders: nothing was sent", 0);
  return false;
}

bool SelectOrder(Reply &reply, const ulong ticket) {
  if (OrderSelect(ticket)) return true;
  if (!IsAccountLoaded(reply)) return false;
  reply.Refused(WIRE_CODE_UNKNOWN_TICKET, "No pending order " + UlongText(ticket), RETCODE_INVALID);
  return false;
}

bool SelectPosition(Reply &reply, const ulong ticket) {
  if (PositionSelectByTicket(ticket)) return true;
  if (!IsAccountLoaded(reply)) return false;
  reply.Refused(WIRE_CODE_UNKNOWN_TICKET, "No position " + UlongText(ticket) + " is open", RETCODE_POSITION_CLOSED);
  return false;
}

// Whether the price is within the freeze level, where the broker allows no changes.
bool IsFrozen(Reply &reply, const string symbol, const double price, const double market) {
  const double distance = LevelDistance(symbol, SYMBOL_TRADE_FREEZE_LEVEL);
  if (!(price > 0) || !(distance > 0) || MathAbs(price - market) > distance) return false;
  BreaksRule(reply, RETCODE_FROZEN, symbol);
  return true;
}

bool CheckModifiedOrder(Reply &reply, MqlTradeRequest &request, const long expiresMs) {
  MqlTick quote;
  request.symbol = OrderGetString(ORDER_SYMBOL);
  request.type = (ENUM_ORDER_TYPE)OrderGetInteger(ORDER_TYPE);
  request.type_filling = (ENUM_ORDER_TYPE_FILLING)OrderGetInteger(ORDER_TYPE_FILLING);
  request.volume = OrderGetDouble(ORDER_VOLUME_CURRENT);
  request.magic = (ulong)OrderGetInteger(ORDER_MAGIC);
  const double openPrice = OrderGetDouble(ORDER_PRICE_OPEN);
  if (!CheckPrices(reply, request) || !TakeQuote(reply, request.symbol, quote)) return false;
  const double market = IsBuyOrder(request.type) ? quote.ask : quote.bid;
  if (IsFrozen(reply, request.symbol, openPrice, market) || !CheckPendingPrice(reply, request, quote)) return false;
  const double entry = IsStopLimitOrder(request.type) ? request.stoplimit : request.price;
  return CheckStops(reply, request.symbol, IsBuyOrder(request.type), entry, request.sl, request.tp) &&
         CheckExpiration(reply, request, expiresMs);
}

void CallOrderModify(Reply &reply) {
  MqlTradeRequest request = {};
  Undertaking what;
  long expiresMs = 0;
  if (!TakeChange(reply, WIRE_VERB_ORDER_MODIFY, true, what) || !TakeAmount(WIRE_KEY_PRICE, reply, request.price)) return;
  if (!TakeAmount(WIRE_KEY_STOP_LIMIT_PRICE, reply, request.stoplimit) || !TakeLevels(reply, request)) return;
  if (!TakeWhole(WIRE_KEY_EXPIRES_MS, 0, WIRE_TIME_MS_MAX, reply, expiresMs) || IsRepeat(what, reply)) return;
  request.action = TRADE_ACTION_MODIFY;
  request.order = what.target;
  if (!MayOpen(reply, 0) || !SelectOrder(reply, what.target) || !CheckModifiedOrder(reply, request, expiresMs)) {
    KeepRefusal(what, reply);
    return;
  }
  Execute(what, request, reply);
}

void CallOrderCancel(Reply &reply) {
  MqlTradeRequest request = {};
  Undertaking what;
  if (!TakeChange(reply, WIRE_VERB_ORDER_CANCEL, false, what) || IsRepeat(what, reply)) return;
  request.action = TRADE_ACTION_REMOVE;
  request.order = what.target;
  if (!SelectOrder(reply, what.target)) {
    KeepRefusal(what, reply);
    return;
  }
  request.symbol = OrderGetString(ORDER_SYMBOL);
  Execute(what, request, reply);
}

// Whether the selected position's stop loss is removed or moved further from the market.
bool IsWidened(const double stopLoss) {
  const double current = PositionGetDouble(POSITION_SL);
  if (!(current > 0)) return false;
  if (!(stopLoss > 0)) return true;
  return PositionGetInteger(POSITION_TYPE) == POSITION_TYPE_BUY ? stopLoss < current : stopLoss > current;
}

// A level that the position has is sent as it is: it may not fit the symbol's steps any more.
bool CheckLevel(Reply &reply, const string symbol, double &level, const double held, const string name) {
  if (held > 0 && MathAbs(level - held) < SymbolInfoDouble(symbol, SYMBOL_POINT) / 2) {
    level = held;
    return true;
  }
  return CheckPrice(reply, symbol, level, name);
}

bool CheckModifiedPosition(Reply &reply, MqlTradeRequest &request) {
  MqlTick quote;
  request.symbol = PositionGetString(POSITION_SYMBOL);
  request.magic = (ulong)PositionGetInteger(POSITION_MAGIC);
  const bool isBuy = PositionGetInteger(POSITION_TYPE) == POSITION_TYPE_BUY;
  if (!CheckLevel(reply, request.symbol, request.sl, PositionGetDouble(POSITION_SL), "stopLoss")) return false;
  if (!CheckLevel(reply, request.symbol, request.tp, PositionGetDouble(POSITION_TP), "takeProfit")) return false;
  if ((IsWidened(request.sl) && !MayOpen(reply, 0)) || !TakeQuote(reply, request.symbol, quote)) return false;
  const double market = isBuy ? quote.bid : quote.ask;
  if (IsFrozen(reply, request.symbol, PositionGetDouble(POSITION_SL), market)) return false;
  if (IsFrozen(reply, request.symbol, PositionGetDouble(POSITION_TP), market)) return false;
  // An unchanged level may by now be closer to the market than the broker allows for a new one.
  const double stopLoss = request.sl == PositionGetDouble(POSITION_SL) ? 0 : request.sl;
  const double takeProfit = request.tp == PositionGetDouble(POSITION_TP) ? 0 : request.tp;
  return CheckStops(reply, request.symbol, isBuy, market, stopLoss, takeProfit);
}

void CallPositionModify(Reply &reply) {
  MqlTradeRequest request = {};
  Undertaking what;
  if (!TakeChange(reply, WIRE_VERB_POSITION_MODIFY, false, what) || !TakeLevels(reply, request) || IsRepeat(what, reply)) return;
  request.action = TRADE_ACTION_SLTP;
  request.position = what.target;
  if (!SelectPosition(reply, what.target) || !CheckModifiedPosition(reply, request)) {
    KeepRefusal(what, reply);
    return;
  }
  Execute(what, request, reply);
}

// Fills in the request that closes the selected position: an opposite deal that names it, so that
// no new position is opened.
bool CheckClose(Reply &reply, MqlTradeRequest &request, const bool isAuto) {
  const bool isBuy = PositionGetInteger(POSITION_TYPE) == POSITION_TYPE_BUY;
  const double volume = PositionGetDouble(POSITION_VOLUME);
  MqlTick quote;
  request.symbol = PositionGetString(POSITION_SYMBOL);
  request.type = isBuy ? ORDER_TYPE_SELL : ORDER_TYPE_BUY;
  if (request.magic == 0) request.magic = (ulong)PositionGetInteger(POSITION_MAGIC);
  // The whole position, or as much as one deal allows: the bridge requests the rest again.
  const double largest = SymbolInfoDouble(request.symbol, SYMBOL_VOLUME_MAX);
  if (request.volume == 0) request.volume = largest > 0 ? MathMin(volume, largest) : volume;
  else if (!CheckVolume(reply, request.symbol, request.volume)) return false;
  if (request.volume > volume + 0.000000001) return BreaksRule(reply, RETCODE_INVALID_CLOSE_VOLUME, DoubleToString(volume, 8) + " lots are open");
  if (isAuto) request.type_filling = MarketFilling(request.symbol);
  if (!isAuto && !IsMarketFillingAllowed(request.symbol, request.type_filling)) return BreaksRule(reply, RETCODE_INVALID_FILL, request.symbol);
  // Even without a quote here the broker may have a price.
  if (SymbolInfoTick(request.symbol, quote)) request.price = isBuy ? quote.bid : quote.ask;
  return true;
}

void CallPositionClose(Reply &reply) {
  MqlTradeRequest request = {};
  Undertaking what;
  bool isAuto = false;
  if (!TakeChange(reply, WIRE_VERB_POSITION_CLOSE, true, what) || !TakeAmount(WIRE_KEY_VOLUME, reply, request.volume)) return;
  if (!TakeDeviation(reply, request.deviation) || !TakeFilling(reply, request.type_filling, isAuto)) return;
  if (!TakeNumber(WIRE_KEY_MAGIC, reply, request.magic)) return;
  what.magic = request.magic;
  if (IsRepeat(what, reply)) return;
  // Closing a whole position twice is harmless; closing a part of it twice is not.
  what.mustBeWritten = request.volume > 0;
  request.action = TRADE_ACTION_DEAL;
  request.position = what.target;
  request.comment = CommentOf("", what.intent);
  const bool isFree = SelectPosition(reply, what.target) && !IsClosePending(what.target, request.volume, reply);
  if (!isFree || !SelectPosition(reply, what.target) || !CheckClose(reply, request, isAuto)) {
    KeepRefusal(what, reply);
    return;
  }
  Execute(what, request, reply);
}

void CallPositionCloseBy(Reply &reply) {
  MqlTradeRequest request = {};
  Undertaking what;
  if (!TakeChange(reply, WIRE_VERB_POSITION_CLOSE_BY, false, what) || !TakeTicket(WIRE_KEY_BY, reply, request.position_by)) return;
  if (!TakeNumber(WIRE_KEY_MAGIC, reply, request.magic)) return;
  what.magic = request.magic;
  if (IsRepeat(what, reply)) return;
  request.action = TRADE_ACTION_CLOSE_BY;
  request.position = what.target;
  request.comment = CommentOf("", what.intent);
  if (!SelectPosition(reply, request.position_by) || !SelectPosition(reply, what.target)) {
    KeepRefusal(what, reply);
    return;
  }
  if (request.magic == 0) request.magic = (ulong)PositionGetInteger(POSITION_MAGIC);
  Execute(what, request, reply);
}
