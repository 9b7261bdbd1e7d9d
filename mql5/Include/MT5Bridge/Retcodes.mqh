// What came of a trade request, by MetaTrader's return code. `true` of OrderSend only means that it was sent.

// Done, or on its way: 10008 is accepted but not yet filled, 10025 asks for what is there already.
bool IsRetcodeDone(const uint retcode) {
  return retcode == 10008 || retcode == 10009 || retcode == 10010 || retcode == 10025;
}

// It may have been executed or not: only looking at the account tells.
bool IsRetcodeUnknown(const uint retcode) {
  return retcode == 0 || retcode == 10011 || retcode == 10012 || retcode == 10031;
}

string RetcodeMeaning(const uint retcode) {
  switch (retcode) {
    case 10004: return "REQUOTE: the broker offers another price";
    case 10006: return "REJECT: the broker rejected it";
    case 10007: return "CANCEL: the trader cancelled it";
    case 10008: return "PLACED: the broker has accepted the order";
    case 10009: return "DONE: executed";
    case 10010: return "DONE_PARTIAL: a part was executed";
    case 10011: return "ERROR: the broker failed to process it";
    case 10012: return "TIMEOUT: cancelled because it took too long";
    case 10013: return "INVALID: the request is not valid";
    case 10014: return "INVALID_VOLUME: the volume is not valid";
    case 10015: return "INVALID_PRICE: the price is not valid";
    case 10016: return "INVALID_STOPS: stop loss or take profit is not valid";
    case 10017: return "TRADE_DISABLED: trading is disabled";
    case 10018: return "MARKET_CLOSED: the market is closed";
    case 10019: return "NO_MONEY: not enough free margin";
    case 10020: return "PRICE_CHANGED: the price has changed";
    case 10021: return "PRICE_OFF: there are no quotes";
    case 10022: return "INVALID_EXPIRATION: the expiration is not valid";
    case 10023: return "ORDER_CHANGED: the order has changed meanwhile";
    case 10024: return "TOO_MANY_REQUESTS: too many requests";
    case 10025: return "NO_CHANGES: nothing would change";
    case 10026: return "SERVER_DISABLES_AT: the server forbids algo trading";
    case 10027: return "CLIENT_DISABLES_AT: algo trading is switched off in the terminal";
    case 10028: return "LOCKED: it is being processed";
    case 10029: return "FROZEN: the price is too close, order or position is frozen";
    case 10030: return "INVALID_FILL: the filling mode is not allowed";
    case 10031: return "CONNECTION: no connection to the broker";
    case 10032: return "ONLY_REAL: for real accounts only";
    case 10033: return "LIMIT_ORDERS: too many pending orders";
    case 10034: return "LIMIT_VOLUME: too much volume of this symbol";
    case 10035: return "INVALID_ORDER: this order type is not allowed";
    case 10036: return "POSITION_CLOSED: the position is closed already";
    case 10038: return "INVALID_CLOSE_VOLUME: more than the position holds";
    case 10039: return "CLOSE_ORDER_EXIST: an order to close it is there already";
    case 10040: return "LIMIT_POSITIONS: too many positions";
    case 10041: return "REJECT_CANCEL: the pending order was rejected and cancelled";
    case 10042: return "LONG_ONLY: only buying is allowed";
    case 10043: return "SHORT_ONLY: only selling is allowed";
    case 10044: return "CLOSE_ONLY: only closing is allowed";
    case 10045: return "FIFO_CLOSE: the oldest position must be closed first";
    case 10046: return "HEDGE_PROHIBITED: no opposite position is allowed";
  }
  return retcode == 0 ? "No answer" : "Return code " + IntegerToString((long)retcode);
}
