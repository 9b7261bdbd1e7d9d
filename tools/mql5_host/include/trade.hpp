// Trade requests: the driver's broker decides about them while the program waits. As in the
// reference, OrderSend and OrderCheck take no constant request.
#pragma once

#include "info.hpp"

namespace mql {

// MetaTrader keeps this many characters of a comment.
constexpr int commentMax = 31;

inline std::string requestFields(const MqlTradeRequest &r) {
  return field(static_cast<int>(r.action)) + field(r.magic) + field(r.order) + field(r.symbol) + field(r.volume) + field(r.price) +
         field(r.stoplimit) + field(r.sl) + field(r.tp) + field(r.deviation) + field(static_cast<int>(r.type)) +
         field(static_cast<int>(r.type_filling)) + field(static_cast<int>(r.type_time)) + field(r.expiration) +
         field(StringSubstr(r.comment, 0, commentMax)) + field(r.position) + field(r.position_by);
}

// `answer`, id, whether it was accepted, error, then the members of the result.
inline bool isAccepted(const Fields &answer) {
  const int error = static_cast<int>(integerOf(answer[3]));
  if (error != 0) g_lastError = error;
  return answer[2] == "1";
}

inline bool send(const char *const how, const MqlTradeRequest &request, MqlTradeResult &result) {
  const Fields answer = ask(how + requestFields(request));
  result = MqlTradeResult{};
  result.retcode = static_cast<uint>(integerOf(answer[4]));
  result.deal = static_cast<ulong>(integerOf(answer[5]));
  result.order = static_cast<ulong>(integerOf(answer[6]));
  result.volume = doubleOf(answer[7]);
  result.price = doubleOf(answer[8]);
  result.bid = doubleOf(answer[9]);
  result.ask = doubleOf(answer[10]);
  result.comment = string::ofUtf8(answer[11]);
  result.request_id = static_cast<uint>(integerOf(answer[12]));
  result.retcode_external = static_cast<int>(integerOf(answer[13]));
  return isAccepted(answer);
}

}  // namespace mql

inline bool OrderSend(MqlTradeRequest &request, MqlTradeResult &result) { return mql::send("order_send", request, result); }

inline bool OrderCheck(MqlTradeRequest &request, MqlTradeCheckResult &result) {
  const mql::Fields answer = mql::ask("order_check" + mql::requestFields(request));
  result = MqlTradeCheckResult{};
  result.retcode = static_cast<uint>(mql::integerOf(answer[4]));
  result.balance = mql::doubleOf(answer[5]);
  result.equity = mql::doubleOf(answer[6]);
  result.profit = mql::doubleOf(answer[7]);
  result.margin = mql::doubleOf(answer[8]);
  result.margin_free = mql::doubleOf(answer[9]);
  result.margin_level = mql::doubleOf(answer[10]);
  result.comment = string::ofUtf8(answer[11]);
  constexpr uint marketClosed = 10018;
  if (mql::g_quirks.blindChecks == 0 || result.retcode != marketClosed) return mql::isAccepted(answer);
  result.retcode = 0;
  return true;
}

inline bool OrderCalcProfit(const ENUM_ORDER_TYPE type, const string &symbol, const double volume, const double open, const double close, double &profit) {
  const std::string question = mql::field(static_cast<int>(type)) + mql::field(symbol) + mql::field(volume) + mql::field(open) + mql::field(close);
  const mql::Fields answer = mql::ask("order_profit" + question);
  profit = mql::doubleOf(answer[4]);
  return mql::isAccepted(answer);
}

inline bool OrderCalcMargin(const ENUM_ORDER_TYPE type, const string &symbol, const double volume, const double price, double &margin) {
  const mql::Fields answer = mql::ask("margin" + mql::field(static_cast<int>(type)) + mql::field(symbol) + mql::field(volume) + mql::field(price));
  margin = mql::doubleOf(answer[4]);
  return mql::isAccepted(answer);
}
