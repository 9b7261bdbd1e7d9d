// How and when a symbol may be traded, for its description.

#include "Json.mqh"

#define DAY_MINUTES 1440

string TradeModeName(const long mode) {
  if (mode == SYMBOL_TRADE_MODE_FULL) return "full";
  if (mode == SYMBOL_TRADE_MODE_LONGONLY) return "long_only";
  if (mode == SYMBOL_TRADE_MODE_SHORTONLY) return "short_only";
  return mode == SYMBOL_TRADE_MODE_CLOSEONLY ? "close_only" : "disabled";
}

// How profit and margin are calculated: what the symbol is.
string SwapModeName(const long mode) {
  if (mode == SYMBOL_SWAP_MODE_DISABLED) return "disabled";
  if (mode == SYMBOL_SWAP_MODE_POINTS) return "points";
  if (mode == SYMBOL_SWAP_MODE_CURRENCY_SYMBOL) return "currency_symbol";
  if (mode == SYMBOL_SWAP_MODE_CURRENCY_MARGIN) return "currency_margin";
  if (mode == SYMBOL_SWAP_MODE_CURRENCY_DEPOSIT) return "currency_deposit";
  if (mode == SYMBOL_SWAP_MODE_INTEREST_CURRENT) return "interest_current";
  if (mode == SYMBOL_SWAP_MODE_INTEREST_OPEN) return "interest_open";
  if (mode == SYMBOL_SWAP_MODE_REOPEN_CURRENT) return "reopen_current";
  return mode == SYMBOL_SWAP_MODE_REOPEN_BID ? "reopen_bid" : "other";
}

string CalcModeName(const long mode) {
  if (mode == SYMBOL_CALC_MODE_FOREX) return "forex";
  if (mode == SYMBOL_CALC_MODE_FOREX_NO_LEVERAGE) return "forex_no_leverage";
  if (mode == SYMBOL_CALC_MODE_FUTURES) return "futures";
  if (mode == SYMBOL_CALC_MODE_CFD) return "cfd";
  if (mode == SYMBOL_CALC_MODE_CFDINDEX) return "cfd_index";
  if (mode == SYMBOL_CALC_MODE_CFDLEVERAGE) return "cfd_leverage";
  if (mode == SYMBOL_CALC_MODE_EXCH_STOCKS || mode == SYMBOL_CALC_MODE_EXCH_STOCKS_MOEX) return "exch_stocks";
  if (mode == SYMBOL_CALC_MODE_EXCH_FUTURES || mode == SYMBOL_CALC_MODE_EXCH_FUTURES_FORTS) return "exch_futures";
  if (mode == SYMBOL_CALC_MODE_EXCH_BONDS || mode == SYMBOL_CALC_MODE_EXCH_BONDS_MOEX) return "exch_bonds";
  return "other";
}

// Minutes since midnight; of the datetime only the time of day counts.
int MinuteOfDay(const datetime time) {
  return (int)(((long)time % (DAY_MINUTES * 60)) / 60);
}

// One session of a weekday, for quotes or for trades; false after the last one.
bool TakeSession(const string symbol, const bool isQuotes, const int day, const uint index, datetime &begin, datetime &end) {
  const ENUM_DAY_OF_WEEK weekday = (ENUM_DAY_OF_WEEK)day;
  if (isQuotes) return SymbolInfoSessionQuote(symbol, weekday, index, begin, end);
  return SymbolInfoSessionTrade(symbol, weekday, index, begin, end);
}

// `,"sessions":[[from,to],...]` in minutes since Sunday 00:00 of the server's time.
void AddSessions(ByteBuffer &out, const string key, const string symbol, const bool isQuotes) {
  AddJsonKey(out, key);
  out.AddByte('[');
  int count = 0;
  for (int day = 0; day < 7; day++) {
    datetime begin = 0;
    datetime end = 0;
    for (uint index = 0; count < WIRE_SESSIONS_MAX && TakeSession(symbol, isQuotes, day, index, begin, end); index++) {
      const int from = MinuteOfDay(begin);
      const int to = MinuteOfDay(end);
      if (count > 0) out.AddByte(',');
      count++;
      out.AddByte('[');
      out.AddLong(day * DAY_MINUTES + from);
      out.AddByte(',');
      // An end at midnight means the end of the same day.
      out.AddLong(day * DAY_MINUTES + (to > from ? to : DAY_MINUTES));
      out.AddByte(']');
    }
  }
  out.AddByte(']');
}
