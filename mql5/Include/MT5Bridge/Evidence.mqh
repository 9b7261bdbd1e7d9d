// Searches the account for traces of an intent whose outcome the intent log does not have:
// positions, orders and history with the intent's magic number, or with the intent in their comment
// (and the magic number it was sent with, if that is known and shared). Brokers may rewrite
// comments, but not magic numbers.

#include "AccountSense.mqh"
#include "Intents.mqh"
#include "ServerClock.mqh"

#define DAY_SECONDS 86400

// How far back history is searched for an intent that is not in the intent log.
#define EVIDENCE_DAYS 7

struct Evidence {
  ulong orders[];
  ulong deals[];
  ulong position;
  double volume;
  double price;
  // An order of the intent failed: it was rejected, or was a market order that was not filled.
  bool isFailed;
  // The intent was a cancel, and the order is cancelled.
  bool isCancelled;
};

bool IsWordLetter(const int letter) {
  return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z');
}

// Whether `text` contains `word` without a letter or digit directly before or after it.
bool HasWord(const string text, const string word) {
  const int length = StringLen(word);
  int at = StringFind(text, word);
  while (at >= 0) {
    const bool isBegin = at == 0 || !IsWordLetter((int)StringGetCharacter(text, at - 1));
    const bool isEnd = at + length >= StringLen(text) || !IsWordLetter((int)StringGetCharacter(text, at + length));
    if (isBegin && isEnd) return true;
    at = StringFind(text, word, at + 1);
  }
  return false;
}

// `isExpert`: sent by an Expert Advisor. Deals of a stop loss, take profit or stop out also have
// the position's magic number, but do not belong to the intent.
bool IsOfIntent(const IntentRecord &record, const string comment, const long magic, const bool isExpert) {
  const bool isOwnNumber = record.magic >= WIRE_INTENT_MAGIC_MIN;
  if (isOwnNumber && record.magic == (ulong)magic) return isExpert;
  return HasWord(comment, record.intent) && (record.magic == 0 || isOwnNumber || record.magic == (ulong)magic);
}

bool IsDealOfIntent(const IntentRecord &record, const ulong deal) {
  return IsOfIntent(record, HistoryDealGetString(deal, DEAL_COMMENT), HistoryDealGetInteger(deal, DEAL_MAGIC),
                    HistoryDealGetInteger(deal, DEAL_REASON) == DEAL_REASON_EXPERT);
}

bool IsEndedOrderOfIntent(const IntentRecord &record, const ulong order) {
  return IsOfIntent(record, HistoryOrderGetString(order, ORDER_COMMENT), HistoryOrderGetInteger(order, ORDER_MAGIC),
                    HistoryOrderGetInteger(order, ORDER_REASON) == ORDER_REASON_EXPERT);
}

void AddTicket(ulong &tickets[], const ulong ticket) {
  const int size = ArraySize(tickets);
  for (int at = 0; at < size; at++) {
    if (tickets[at] == ticket) return;
  }
  ArrayResize(tickets, size + 1);
  tickets[size] = ticket;
}

void SearchDeals(const IntentRecord &record, Evidence &found) {
  double money = 0;
  for (int at = 0; at < HistoryDealsTotal(); at++) {
    const ulong deal = HistoryDealGetTicket(at);
    if (!IsDealOfIntent(record, deal)) continue;
    AddTicket(found.deals, deal);
    AddTicket(found.orders, (ulong)HistoryDealGetInteger(deal, DEAL_ORDER));
    found.position = (ulong)HistoryDealGetInteger(deal, DEAL_POSITION_ID);
    const double volume = HistoryDealGetDouble(deal, DEAL_VOLUME);
    found.volume += volume;
    money += volume * HistoryDealGetDouble(deal, DEAL_PRICE);
  }
  if (found.volume > 0) found.price = money / found.volume;
}

bool IsFailedOrder(const ulong order) {
  const long state = HistoryOrderGetInteger(order, ORDER_STATE);
  const long type = HistoryOrderGetInteger(order, ORDER_TYPE);
  if (state == ORDER_STATE_REJECTED) return true;
  const bool isMarket = type == ORDER_TYPE_BUY || type == ORDER_TYPE_SELL;
  return isMarket && (state == ORDER_STATE_CANCELED || state == ORDER_STATE_EXPIRED);
}

bool IsCancelled(const ulong order) {
  return HistoryOrderSelect(order) && HistoryOrderGetInteger(order, ORDER_STATE) == ORDER_STATE_CANCELED;
}

void SearchOrders(const IntentRecord &record, Evidence &found) {
  for (int at = 0; at < OrdersTotal(); at++) {
    const ulong order = OrderGetTicket(at);
    if (order == 0) continue;
    const bool isExpert = OrderGetInteger(ORDER_REASON) == ORDER_REASON_EXPERT;
    if (IsOfIntent(record, OrderGetString(ORDER_COMMENT), OrderGetInteger(ORDER_MAGIC), isExpert)) AddTicket(found.orders, order);
  }
  for (int at = 0; at < HistoryOrdersTotal(); at++) {
    const ulong order = HistoryOrderGetTicket(at);
    if (!IsEndedOrderOfIntent(record, order)) continue;
    AddTicket(found.orders, order);
    if (IsFailedOrder(order)) found.isFailed = true;
  }
  for (int at = 0; at < PositionsTotal(); at++) {
    const ulong position = PositionGetTicket(at);
    if (position == 0) continue;
    const bool isExpert = PositionGetInteger(POSITION_REASON) == POSITION_REASON_EXPERT;
    if (!IsOfIntent(record, PositionGetString(POSITION_COMMENT), PositionGetInteger(POSITION_MAGIC), isExpert)) continue;
    found.position = (ulong)PositionGetInteger(POSITION_IDENTIFIER);
    if (found.volume > 0) continue;
    found.volume = PositionGetDouble(POSITION_VOLUME);
    found.price = PositionGetDouble(POSITION_PRICE_OPEN);
  }
}

void ClearEvidence(Evidence &found) {
  ArrayFree(found.orders);
  ArrayFree(found.deals);
  found.position = 0;
  found.volume = 0;
  found.price = 0;
  found.isFailed = false;
  found.isCancelled = false;
}

// Looks for traces of `record`. False when the account cannot be searched now.
bool SearchEvidence(const IntentRecord &record, Evidence &found) {
  ClearEvidence(found);
  // The estimate has the error of this computer's clock, the latest quote may be old.
  const long estimated = ServerMs() / 1000;
  const long quoted = (long)TimeCurrent() > 0 ? (long)TimeCurrent() : estimated;
  const long age = record.time > 0 ? MathMax((long)0, (long)TimeGMT() - record.time) : EVIDENCE_DAYS * DAY_SECONDS;
  const long from = MathMax((long)0, MathMin(estimated, quoted) - age - DAY_SECONDS);
  const long to = MathMax(estimated, quoted) + DAY_SECONDS;
  if (!g_accountSense.IsListed() || !HistorySelect((datetime)from, (datetime)to)) return false;
  SearchDeals(record, found);
  SearchOrders(record, found);
  found.isCancelled = record.verb == WIRE_VERB_ORDER_CANCEL && IsCancelled(record.target);
  return true;
}

bool HasEvidence(const Evidence &found) {
  return ArraySize(found.orders) > 0 || ArraySize(found.deals) > 0 || found.position > 0;
}
