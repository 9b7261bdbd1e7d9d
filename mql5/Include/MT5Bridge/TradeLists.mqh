// positions, orders, deals: the account's current state and history, in pages by ascending ticket.

#include "AccountSense.mqh"
#include "Arguments.mqh"
#include "TradeNames.mqh"

// At most `limit` tickets above `after`, ascending; `hasMore` when more follow.
void PageOf(ulong &tickets[], const ulong after, const int limit, bool &hasMore) {
  if (ArraySize(tickets) > 1) ArraySort(tickets);
  ulong page[];
  hasMore = false;
  ArrayResize(page, MathMin(limit, ArraySize(tickets)));
  int count = 0;
  for (int at = 0; at < ArraySize(tickets); at++) {
    if (tickets[at] <= after) continue;
    hasMore = count == limit;
    if (hasMore) break;
    page[count] = tickets[at];
    count++;
  }
  ArrayResize(page, count);
  ArraySwap(tickets, page);
}

int DigitsOf(const string symbol) {
  return StringLen(symbol) == 0 ? 8 : (int)SymbolInfoInteger(symbol, SYMBOL_DIGITS);
}

// Adds the selected position.
void AddPosition(ByteBuffer &out, const ulong ticket) {
  const string symbol = PositionGetString(POSITION_SYMBOL);
  const int digits = DigitsOf(symbol);
  out.AddByte('{');
  AddTicketField(out, "ticket", ticket, true);
  AddTicketField(out, "identifier", (ulong)PositionGetInteger(POSITION_IDENTIFIER));
  AddTextField(out, "symbol", symbol);
  AddTextField(out, "direction", PositionGetInteger(POSITION_TYPE) == POSITION_TYPE_BUY ? "buy" : "sell");
  AddNumberField(out, "volume", PositionGetDouble(POSITION_VOLUME));
  // An average of several deals has more digits than a price.
  AddNumberField(out, "openPrice", PositionGetDouble(POSITION_PRICE_OPEN));
  AddPriceField(out, "currentPrice", PositionGetDouble(POSITION_PRICE_CURRENT), digits);
  AddPriceField(out, "stopLoss", PositionGetDouble(POSITION_SL), digits);
  AddPriceField(out, "takeProfit", PositionGetDouble(POSITION_TP), digits);
  AddNumberField(out, "swap", PositionGetDouble(POSITION_SWAP));
  AddNumberField(out, "profit", PositionGetDouble(POSITION_PROFIT));
  AddMagicField(out, "magic", PositionGetInteger(POSITION_MAGIC));
  AddTextField(out, "comment", PositionGetString(POSITION_COMMENT));
  AddLongField(out, "openedMs", PositionGetInteger(POSITION_TIME_MSC));
  AddLongField(out, "updatedMs", PositionGetInteger(POSITION_TIME_UPDATE_MSC));
  out.AddByte('}');
}

// Adds the selected order.
void AddOrder(ByteBuffer &out, const ulong ticket) {
  const string symbol = OrderGetString(ORDER_SYMBOL);
  const int digits = DigitsOf(symbol);
  out.AddByte('{');
  AddTicketField(out, "ticket", ticket, true);
  AddTextField(out, "symbol", symbol);
  AddTextField(out, "type", OrderTypeName(OrderGetInteger(ORDER_TYPE)));
  AddTextField(out, "state", OrderStateName(OrderGetInteger(ORDER_STATE)));
  AddNumberField(out, "volume", OrderGetDouble(ORDER_VOLUME_INITIAL));
  AddNumberField(out, "remainingVolume", OrderGetDouble(ORDER_VOLUME_CURRENT));
  AddPriceField(out, "price", OrderGetDouble(ORDER_PRICE_OPEN), digits);
  AddPriceField(out, "stopLimitPrice", OrderGetDouble(ORDER_PRICE_STOPLIMIT), digits);
  AddPriceField(out, "stopLoss", OrderGetDouble(ORDER_SL), digits);
  AddPriceField(out, "takeProfit", OrderGetDouble(ORDER_TP), digits);
  AddTicketField(out, "position", (ulong)OrderGetInteger(ORDER_POSITION_ID));
  AddMagicField(out, "magic", OrderGetInteger(ORDER_MAGIC));
  AddTextField(out, "comment", OrderGetString(ORDER_COMMENT));
  AddLongField(out, "placedMs", OrderGetInteger(ORDER_TIME_SETUP_MSC));
  AddLongField(out, "expiresMs", 1000 * OrderGetInteger(ORDER_TIME_EXPIRATION));
  out.AddByte('}');
}

// A deal of the selected history.
void AddDeal(ByteBuffer &out, const ulong ticket) {
  out.AddByte('{');
  AddTicketField(out, "ticket", ticket, true);
  AddTicketField(out, "order", (ulong)HistoryDealGetInteger(ticket, DEAL_ORDER));
  AddTicketField(out, "position", (ulong)HistoryDealGetInteger(ticket, DEAL_POSITION_ID));
  AddTextField(out, "symbol", HistoryDealGetString(ticket, DEAL_SYMBOL));
  AddTextField(out, "type", DealTypeName(HistoryDealGetInteger(ticket, DEAL_TYPE)));
  AddTextField(out, "entry", DealEntryName(HistoryDealGetInteger(ticket, DEAL_ENTRY)));
  AddTextField(out, "reason", DealReasonName(HistoryDealGetInteger(ticket, DEAL_REASON)));
  AddNumberField(out, "volume", HistoryDealGetDouble(ticket, DEAL_VOLUME));
  AddNumberField(out, "price", HistoryDealGetDouble(ticket, DEAL_PRICE));
  AddNumberField(out, "commission", HistoryDealGetDouble(ticket, DEAL_COMMISSION));
  AddNumberField(out, "fee", HistoryDealGetDouble(ticket, DEAL_FEE));
  AddNumberField(out, "swap", HistoryDealGetDouble(ticket, DEAL_SWAP));
  AddNumberField(out, "profit", HistoryDealGetDouble(ticket, DEAL_PROFIT));
  AddMagicField(out, "magic", HistoryDealGetInteger(ticket, DEAL_MAGIC));
  AddTextField(out, "comment", HistoryDealGetString(ticket, DEAL_COMMENT));
  AddLongField(out, "timeMs", HistoryDealGetInteger(ticket, DEAL_TIME_MSC));
  out.AddByte('}');
}

bool TakePage(Reply &reply, ulong &after, int &limit) {
  long rows = 0;
  if (!TakeAfter(reply, after) || !TakeWhole(WIRE_KEY_LIMIT, 1, WIRE_LIST_LIMIT_MAX, reply, rows)) return false;
  limit = (int)rows;
  return true;
}

void BeginList(ByteBuffer &out, const string key) {
  out.AddByte('{');
  AddJsonKey(out, key, true);
  out.AddByte('[');
}

void EndList(ByteBuffer &out, const bool hasMore) {
  out.AddByte(']');
  AddBoolField(out, "more", hasMore);
  out.AddByte('}');
}

// Without a connection the lists may be outdated, and right after it they may be empty.
bool IsAccountKnown(Reply &reply) {
  if (g_accountSense.IsListed()) return true;
  reply.Loading(IsBrokerConnected() ? "The terminal is loading the account" : "The terminal is not connected to its broker");
  return false;
}

void CallPositions(Reply &reply) {
  ulong after = 0;
  int limit = 0;
  if (!TakePage(reply, after, limit) || !IsAccountKnown(reply)) return;
  ulong tickets[];
  const int total = PositionsTotal();
  ArrayResize(tickets, total);
  for (int at = 0; at < total; at++) tickets[at] = PositionGetTicket(at);
  bool hasMore = false;
  PageOf(tickets, after, limit, hasMore);
  BeginList(reply.data, "positions");
  bool isFirst = true;
  for (int at = 0; at < ArraySize(tickets); at++) {
    if (!PositionSelectByTicket(tickets[at])) continue;
    if (!isFirst) reply.data.AddByte(',');
    isFirst = false;
    AddPosition(reply.data, tickets[at]);
  }
  EndList(reply.data, hasMore);
}

void CallOrders(Reply &reply) {
  ulong after = 0;
  int limit = 0;
  if (!TakePage(reply, after, limit) || !IsAccountKnown(reply)) return;
  ulong tickets[];
  const int total = OrdersTotal();
  ArrayResize(tickets, total);
  for (int at = 0; at < total; at++) tickets[at] = OrderGetTicket(at);
  bool hasMore = false;
  PageOf(tickets, after, limit, hasMore);
  BeginList(reply.data, "orders");
  bool isFirst = true;
  for (int at = 0; at < ArraySize(tickets); at++) {
    if (!OrderSelect(tickets[at])) continue;
    if (!isFirst) reply.data.AddByte(',');
    isFirst = false;
    AddOrder(reply.data, tickets[at]);
  }
  EndList(reply.data, hasMore);
}

// Tickets of the deals of the selected history from `fromMs` to `toMs`.
void DealTickets(ulong &tickets[], const long fromMs, const long toMs) {
  const int total = HistoryDealsTotal();
  int count = 0;
  ArrayResize(tickets, total);
  for (int at = 0; at < total; at++) {
    const ulong ticket = HistoryDealGetTicket(at);
    const long timeMs = HistoryDealGetInteger(ticket, DEAL_TIME_MSC);
    if (ticket == 0 || timeMs < fromMs || timeMs > toMs) continue;
    tickets[count] = ticket;
    count++;
  }
  ArrayResize(tickets, count);
}

void CallDeals(Reply &reply) {
  ulong after = 0;
  int limit = 0;
  long fromMs = 0;
  long toMs = 0;
  if (!TakeWhole(WIRE_KEY_FROM, 0, WIRE_TIME_MS_MAX, reply, fromMs)) return;
  if (!TakeWhole(WIRE_KEY_TO, 0, WIRE_TIME_MS_MAX, reply, toMs)) return;
  if (!TakePage(reply, after, limit) || !IsAccountKnown(reply)) return;
  if (!HistorySelect((datetime)(fromMs / 1000), (datetime)(toMs / 1000 + 1))) {
    reply.Loading("The terminal is loading the account's history");
    return;
  }
  ulong tickets[];
  bool hasMore = false;
  DealTickets(tickets, fromMs, toMs);
  PageOf(tickets, after, limit, hasMore);
  BeginList(reply.data, "deals");
  for (int at = 0; at < ArraySize(tickets); at++) {
    if (at > 0) reply.data.AddByte(',');
    AddDeal(reply.data, tickets[at]);
  }
  EndList(reply.data, hasMore);
}
