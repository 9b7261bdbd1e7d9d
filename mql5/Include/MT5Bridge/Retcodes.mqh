// The outcome of a trade request by MetaTrader's return code; OrderSend's `true` only means that it
// was sent. Generated from src/models/trade_retcode.ts by tools/generate_protocol.ts: do not edit.

#define RETCODE_REQUOTE 10004
#define RETCODE_REJECT 10006
#define RETCODE_CANCEL 10007
#define RETCODE_PLACED 10008
#define RETCODE_DONE 10009
#define RETCODE_DONE_PARTIAL 10010
#define RETCODE_ERROR 10011
#define RETCODE_TIMEOUT 10012
#define RETCODE_INVALID 10013
#define RETCODE_INVALID_VOLUME 10014
#define RETCODE_INVALID_PRICE 10015
#define RETCODE_INVALID_STOPS 10016
#define RETCODE_TRADE_DISABLED 10017
#define RETCODE_MARKET_CLOSED 10018
#define RETCODE_NO_MONEY 10019
#define RETCODE_PRICE_CHANGED 10020
#define RETCODE_PRICE_OFF 10021
#define RETCODE_INVALID_EXPIRATION 10022
#define RETCODE_ORDER_CHANGED 10023
#define RETCODE_TOO_MANY_REQUESTS 10024
#define RETCODE_NO_CHANGES 10025
#define RETCODE_SERVER_DISABLES_AT 10026
#define RETCODE_CLIENT_DISABLES_AT 10027
#define RETCODE_LOCKED 10028
#define RETCODE_FROZEN 10029
#define RETCODE_INVALID_FILL 10030
#define RETCODE_CONNECTION 10031
#define RETCODE_ONLY_REAL 10032
#define RETCODE_LIMIT_ORDERS 10033
#define RETCODE_LIMIT_VOLUME 10034
#define RETCODE_INVALID_ORDER 10035
#define RETCODE_POSITION_CLOSED 10036
#define RETCODE_INVALID_CLOSE_VOLUME 10038
#define RETCODE_CLOSE_ORDER_EXIST 10039
#define RETCODE_LIMIT_POSITIONS 10040
#define RETCODE_REJECT_CANCEL 10041
#define RETCODE_LONG_ONLY 10042
#define RETCODE_SHORT_ONLY 10043
#define RETCODE_CLOSE_ONLY 10044
#define RETCODE_FIFO_CLOSE 10045
#define RETCODE_HEDGE_PROHIBITED 10046

// Name and meaning of a return code.
string RetcodeMeaning(const uint retcode) {
  switch (retcode) {
    case 10004: return "REQUOTE: The price has moved; a new one is offered";
    case 10006: return "REJECT: Rejected by the broker";
    case 10007: return "CANCEL: Cancelled by the trader";
    case 10008: return "PLACED: The order was placed";
    case 10009: return "DONE: Executed";
    case 10010: return "DONE_PARTIAL: Partially executed";
    case 10011: return "ERROR: An error occurred while the request was processed";
    case 10012: return "TIMEOUT: No answer came in time";
    case 10013: return "INVALID: Invalid request";
    case 10014: return "INVALID_VOLUME: Invalid volume";
    case 10015: return "INVALID_PRICE: Invalid price";
    case 10016: return "INVALID_STOPS: Invalid stop loss or take profit";
    case 10017: return "TRADE_DISABLED: Trading is disabled";
    case 10018: return "MARKET_CLOSED: The market is closed";
    case 10019: return "NO_MONEY: Not enough money";
    case 10020: return "PRICE_CHANGED: The price has changed";
    case 10021: return "PRICE_OFF: No quotes to process the request";
    case 10022: return "INVALID_EXPIRATION: Invalid expiration";
    case 10023: return "ORDER_CHANGED: The order has changed in the meantime";
    case 10024: return "TOO_MANY_REQUESTS: Too many requests";
    case 10025: return "NO_CHANGES: No change needed";
    case 10026: return "SERVER_DISABLES_AT: Algo trading is disabled by the server";
    case 10027: return "CLIENT_DISABLES_AT: Algo trading is disabled in the terminal";
    case 10028: return "LOCKED: Locked while it is being processed";
    case 10029: return "FROZEN: Too close to the market to modify or close";
    case 10030: return "INVALID_FILL: Filling mode not supported";
    case 10031: return "CONNECTION: No connection to the broker";
    case 10032: return "ONLY_REAL: Allowed on real accounts only";
    case 10033: return "LIMIT_ORDERS: Too many pending orders";
    case 10034: return "LIMIT_VOLUME: Volume limit of the symbol reached";
    case 10035: return "INVALID_ORDER: Order type not allowed";
    case 10036: return "POSITION_CLOSED: The position is already closed";
    case 10038: return "INVALID_CLOSE_VOLUME: The volume exceeds the position";
    case 10039: return "CLOSE_ORDER_EXIST: An order to close the position is already being processed";
    case 10040: return "LIMIT_POSITIONS: Too many open positions";
    case 10041: return "REJECT_CANCEL: Activation rejected, order cancelled";
    case 10042: return "LONG_ONLY: Only buying is allowed";
    case 10043: return "SHORT_ONLY: Only selling is allowed";
    case 10044: return "CLOSE_ONLY: Only closing is allowed";
    case 10045: return "FIFO_CLOSE: Positions must be closed in the order they were opened";
    case 10046: return "HEDGE_PROHIBITED: Opposite positions are not allowed";
  }
  return "Return code " + IntegerToString((long)retcode);
}

// Executed, or accepted and in progress.
bool IsRetcodeDone(const uint retcode) {
  switch (retcode) {
    case 10008: return true;
    case 10009: return true;
    case 10010: return true;
    case 10025: return true;
  }
  return false;
}

// Not executed. Any other code, including an unknown one, leaves the outcome open until the account
// is read.
bool IsRetcodeRefusal(const uint retcode) {
  switch (retcode) {
    case 10004: return true;
    case 10006: return true;
    case 10007: return true;
    case 10013: return true;
    case 10014: return true;
    case 10015: return true;
    case 10016: return true;
    case 10017: return true;
    case 10018: return true;
    case 10019: return true;
    case 10020: return true;
    case 10021: return true;
    case 10022: return true;
    case 10023: return true;
    case 10024: return true;
    case 10026: return true;
    case 10027: return true;
    case 10028: return true;
    case 10029: return true;
    case 10030: return true;
    case 10032: return true;
    case 10033: return true;
    case 10034: return true;
    case 10035: return true;
    case 10036: return true;
    case 10038: return true;
    case 10039: return true;
    case 10040: return true;
    case 10041: return true;
    case 10042: return true;
    case 10043: return true;
    case 10044: return true;
    case 10045: return true;
    case 10046: return true;
  }
  return false;
}
