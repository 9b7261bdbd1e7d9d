// Positions, orders and history of the account. Selecting makes a copy: values read later are as
// old as the selection.
#pragma once

#include <algorithm>

#include "info.hpp"

namespace mql {

struct Selected {
  ulong ticket = 0;
  Record record;
};

inline Selected g_position, g_order;
// A record as far as the terminal has loaded the list; null when it is not listed.
inline const Record *listed(const Records &records, const ulong ticket) {
  const auto found = records.find(ticket);
  if (found == records.end()) return nullptr;
  const auto place = static_cast<std::size_t>(std::distance(records.begin(), found));
  return place < g_terminal.listed(records.size()) ? &found->second : nullptr;
}

inline int listedCount(const Records &records) { return static_cast<int>(g_terminal.listed(records.size())); }

// The tickets selected by the latest HistorySelect*.
inline std::vector<ulong> g_historyOrders, g_historyDeals;

inline bool select(const Records &records, const ulong ticket, Selected &selected, const int error) {
  const Record *const found = listed(records, ticket);
  if (found == nullptr) return fail(error, false);
  selected = {ticket, *found};
  return true;
}

inline ulong ticketAt(const Records &records, const int index) {
  if (index < 0 || index >= listedCount(records)) return 0;
  return std::next(records.begin(), index)->first;
}

inline const Record &historyRecord(const Records &records, const std::vector<ulong> &chosen, const ulong ticket, const int error) {
  static const Record none;
  const auto found = records.find(ticket);
  const bool isChosen = std::find(chosen.begin(), chosen.end(), ticket) != chosen.end();
  if (found != records.end() && isChosen) return found->second;
  return fail<const Record &>(error, none);
}

template <typename Matches>
void choose(const Records &records, std::vector<ulong> &chosen, const Matches matches) {
  chosen.clear();
  std::size_t left = g_terminal.listed(records.size());
  for (auto at = records.begin(); left > 0; ++at, left--) {
    if (matches(at->second)) chosen.push_back(at->first);
  }
}

}  // namespace mql

inline int PositionsTotal() { return mql::listedCount(mql::current().positions); }
inline bool PositionSelectByTicket(const ulong ticket) {
  return mql::select(mql::current().positions, ticket, mql::g_position, ERR_TRADE_POSITION_NOT_FOUND);
}
// Also selects the position; 0 when there is none.
inline ulong PositionGetTicket(const int index) {
  const ulong ticket = mql::ticketAt(mql::current().positions, index);
  return ticket != 0 && PositionSelectByTicket(ticket) ? ticket : 0;
}
// Selects the position with the lowest ticket.
inline bool PositionSelect(const string &symbol) {
  for (const auto &[ticket, record] : mql::current().positions) {
    if (record.text(POSITION_SYMBOL) == symbol) return PositionSelectByTicket(ticket);
  }
  return mql::fail(ERR_TRADE_POSITION_NOT_FOUND, false);
}
inline string PositionGetSymbol(const int index) {
  return PositionGetTicket(index) == 0 ? string(u"") : mql::g_position.record.text(POSITION_SYMBOL);
}
inline long PositionGetInteger(const ENUM_POSITION_PROPERTY_INTEGER id) { return mql::g_position.record.integer(id); }
inline double PositionGetDouble(const ENUM_POSITION_PROPERTY_DOUBLE id) { return mql::g_position.record.real(id); }
inline string PositionGetString(const ENUM_POSITION_PROPERTY_STRING id) { return mql::g_position.record.text(id); }

inline int OrdersTotal() { return mql::listedCount(mql::current().orders); }
inline bool OrderSelect(const ulong ticket) { return mql::select(mql::current().orders, ticket, mql::g_order, ERR_TRADE_ORDER_NOT_FOUND); }
inline ulong OrderGetTicket(const int index) {
  const ulong ticket = mql::ticketAt(mql::current().orders, index);
  return ticket != 0 && OrderSelect(ticket) ? ticket : 0;
}
inline long OrderGetInteger(const ENUM_ORDER_PROPERTY_INTEGER id) { return mql::g_order.record.integer(id); }
inline double OrderGetDouble(const ENUM_ORDER_PROPERTY_DOUBLE id) { return mql::g_order.record.real(id); }
inline string OrderGetString(const ENUM_ORDER_PROPERTY_STRING id) { return mql::g_order.record.text(id); }

inline bool HistorySelect(const datetime from, const datetime to) {
  if (mql::g_quirks.noHistory != 0) return mql::fail(ERR_HISTORY_NOT_FOUND, false);
  const auto isWithin = [from, to](const long time) { return static_cast<datetime>(time) >= from && static_cast<datetime>(time) <= to; };
  const mql::Terminal &terminal = mql::current();
  mql::choose(terminal.historyOrders, mql::g_historyOrders, [&](const mql::Record &one) { return isWithin(one.integer(ORDER_TIME_DONE)); });
  mql::choose(terminal.deals, mql::g_historyDeals, [&](const mql::Record &one) { return isWithin(one.integer(DEAL_TIME)); });
  return true;
}
inline bool HistorySelectByPosition(const ulong position) {
  const auto id = static_cast<long>(position);
  const mql::Terminal &terminal = mql::current();
  mql::choose(terminal.historyOrders, mql::g_historyOrders, [id](const mql::Record &one) { return one.integer(ORDER_POSITION_ID) == id; });
  mql::choose(terminal.deals, mql::g_historyDeals, [id](const mql::Record &one) { return one.integer(DEAL_POSITION_ID) == id; });
  return true;
}
inline bool HistoryOrderSelect(const ulong ticket) {
  mql::g_historyOrders.clear();
  if (mql::listed(mql::current().historyOrders, ticket) == nullptr) return mql::fail(ERR_TRADE_ORDER_NOT_FOUND, false);
  mql::g_historyOrders.push_back(ticket);
  return true;
}
inline bool HistoryDealSelect(const ulong ticket) {
  mql::g_historyDeals.clear();
  if (mql::listed(mql::current().deals, ticket) == nullptr) return mql::fail(ERR_TRADE_DEAL_NOT_FOUND, false);
  mql::g_historyDeals.push_back(ticket);
  return true;
}

inline int HistoryOrdersTotal() { return static_cast<int>(mql::g_historyOrders.size()); }
inline int HistoryDealsTotal() { return static_cast<int>(mql::g_historyDeals.size()); }
inline ulong HistoryOrderGetTicket(const int index) {
  return index >= 0 && index < HistoryOrdersTotal() ? mql::g_historyOrders[static_cast<std::size_t>(index)] : 0;
}
inline ulong HistoryDealGetTicket(const int index) {
  return index >= 0 && index < HistoryDealsTotal() ? mql::g_historyDeals[static_cast<std::size_t>(index)] : 0;
}

namespace mql {
inline const Record &historyOrder(const ulong ticket) {
  return historyRecord(g_terminal.historyOrders, g_historyOrders, ticket, ERR_TRADE_ORDER_NOT_FOUND);
}
inline const Record &historyDeal(const ulong ticket) {
  return historyRecord(g_terminal.deals, g_historyDeals, ticket, ERR_TRADE_DEAL_NOT_FOUND);
}
}  // namespace mql

inline long HistoryOrderGetInteger(const ulong ticket, const ENUM_ORDER_PROPERTY_INTEGER id) { return mql::historyOrder(ticket).integer(id); }
inline double HistoryOrderGetDouble(const ulong ticket, const ENUM_ORDER_PROPERTY_DOUBLE id) { return mql::historyOrder(ticket).real(id); }
inline string HistoryOrderGetString(const ulong ticket, const ENUM_ORDER_PROPERTY_STRING id) { return mql::historyOrder(ticket).text(id); }
inline long HistoryDealGetInteger(const ulong ticket, const ENUM_DEAL_PROPERTY_INTEGER id) { return mql::historyDeal(ticket).integer(id); }
inline double HistoryDealGetDouble(const ulong ticket, const ENUM_DEAL_PROPERTY_DOUBLE id) { return mql::historyDeal(ticket).real(id); }
inline string HistoryDealGetString(const ulong ticket, const ENUM_DEAL_PROPERTY_STRING id) { return mql::historyDeal(ticket).text(id); }
