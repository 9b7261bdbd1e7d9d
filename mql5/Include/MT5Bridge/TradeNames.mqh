// MetaTrader's enumerations by their names on the link, never by numbers, which differ between
// sources.

#include "Protocol.mqh"

string OrderTypeName(const long type) {
  if (type == ORDER_TYPE_BUY) return "buy";
  if (type == ORDER_TYPE_SELL) return "sell";
  if (type == ORDER_TYPE_BUY_LIMIT) return "buy_limit";
  if (type == ORDER_TYPE_SELL_LIMIT) return "sell_limit";
  if (type == ORDER_TYPE_BUY_STOP) return "buy_stop";
  if (type == ORDER_TYPE_SELL_STOP) return "sell_stop";
  if (type == ORDER_TYPE_BUY_STOP_LIMIT) return "buy_stop_limit";
  if (type == ORDER_TYPE_SELL_STOP_LIMIT) return "sell_stop_limit";
  return type == ORDER_TYPE_CLOSE_BY ? "close_by" : "other";
}

// False for a name that cannot be ordered.
bool OrderTypeOf(const string name, ENUM_ORDER_TYPE &type) {
  for (int value = ORDER_TYPE_BUY; value <= ORDER_TYPE_SELL_STOP_LIMIT; value++) {
    type = (ENUM_ORDER_TYPE)value;
    if (OrderTypeName(value) == name) return true;
  }
  return false;
}

string OrderStateName(const long state) {
  if (state == ORDER_STATE_STARTED) return "started";
  if (state == ORDER_STATE_PLACED) return "placed";
  if (state == ORDER_STATE_CANCELED) return "canceled";
  if (state == ORDER_STATE_PARTIAL) return "partial";
  if (state == ORDER_STATE_FILLED) return "filled";
  if (state == ORDER_STATE_REJECTED) return "rejected";
  if (state == ORDER_STATE_EXPIRED) return "expired";
  if (state == ORDER_STATE_REQUEST_ADD) return "request_add";
  if (state == ORDER_STATE_REQUEST_MODIFY) return "request_modify";
  return state == ORDER_STATE_REQUEST_CANCEL ? "request_cancel" : "other";
}

string DealTypeName(const long type) {
  if (type == DEAL_TYPE_BUY) return "buy";
  if (type == DEAL_TYPE_SELL) return "sell";
  if (type == DEAL_TYPE_BALANCE) return "balance";
  if (type == DEAL_TYPE_CREDIT) return "credit";
  if (type == DEAL_TYPE_CHARGE) return "charge";
  if (type == DEAL_TYPE_CORRECTION) return "correction";
  if (type == DEAL_TYPE_BONUS) return "bonus";
  if (type == DEAL_TYPE_COMMISSION) return "commission";
  if (type == DEAL_TYPE_COMMISSION_DAILY) return "commission_daily";
  if (type == DEAL_TYPE_COMMISSION_MONTHLY) return "commission_monthly";
  if (type == DEAL_TYPE_COMMISSION_AGENT_DAILY) return "commission_agent_daily";
  if (type == DEAL_TYPE_COMMISSION_AGENT_MONTHLY) return "commission_agent_monthly";
  if (type == DEAL_TYPE_INTEREST) return "interest";
  if (type == DEAL_TYPE_BUY_CANCELED) return "buy_canceled";
  if (type == DEAL_TYPE_SELL_CANCELED) return "sell_canceled";
  if (type == DEAL_DIVIDEND) return "dividend";
  if (type == DEAL_DIVIDEND_FRANKED) return "dividend_franked";
  return type == DEAL_TAX ? "tax" : "other";
}

string DealEntryName(const long entry) {
  if (entry == DEAL_ENTRY_IN) return "in";
  if (entry == DEAL_ENTRY_OUT) return "out";
  if (entry == DEAL_ENTRY_INOUT) return "inout";
  return entry == DEAL_ENTRY_OUT_BY ? "out_by" : "other";
}

string DealReasonName(const long reason) {
  if (reason == DEAL_REASON_CLIENT) return "client";
  if (reason == DEAL_REASON_MOBILE) return "mobile";
  if (reason == DEAL_REASON_WEB) return "web";
  if (reason == DEAL_REASON_EXPERT) return "expert";
  if (reason == DEAL_REASON_SL) return "sl";
  if (reason == DEAL_REASON_TP) return "tp";
  if (reason == DEAL_REASON_SO) return "so";
  if (reason == DEAL_REASON_ROLLOVER) return "rollover";
  if (reason == DEAL_REASON_VMARGIN) return "vmargin";
  if (reason == DEAL_REASON_SPLIT) return "split";
  // Older compilers know only its number.
  return reason == 10 ? "corporate_action" : "other";
}

// False for another name. `isAuto`: the terminal chooses.
bool FillingOf(const string name, ENUM_ORDER_TYPE_FILLING &filling, bool &isAuto) {
  isAuto = name == "auto";
  filling = ORDER_FILLING_FOK;
  if (isAuto || name == "fok") return true;
  filling = ORDER_FILLING_IOC;
  if (name == "ioc") return true;
  filling = ORDER_FILLING_RETURN;
  if (name == "return") return true;
  filling = ORDER_FILLING_BOC;
  return name == "boc";
}
