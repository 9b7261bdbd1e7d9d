// Properties of terminal, program, account and symbols.
#pragma once

#include "driver.hpp"

inline long TerminalInfoInteger(const ENUM_TERMINAL_INFO_INTEGER id) { return mql::current().terminal.integer(id); }
inline string TerminalInfoString(const ENUM_TERMINAL_INFO_STRING id) { return mql::current().terminal.text(id); }
inline long MQLInfoInteger(const ENUM_MQL_INFO_INTEGER id) { return mql::current().program.integer(id); }
inline string MQLInfoString(const ENUM_MQL_INFO_STRING id) { return mql::current().program.text(id); }
inline long AccountInfoInteger(const ENUM_ACCOUNT_INFO_INTEGER id) { return mql::current().account.integer(id); }
inline double AccountInfoDouble(const ENUM_ACCOUNT_INFO_DOUBLE id) { return mql::current().account.real(id); }
inline string AccountInfoString(const ENUM_ACCOUNT_INFO_STRING id) { return mql::current().account.text(id); }

namespace mql {

// A symbol of the broker, or null with the error set.
inline Symbol *knownSymbol(const string &name) {
  Symbol *const symbol = current().find(StringLen(name) == 0 ? g_terminal.chartSymbol : name);
  return symbol != nullptr ? symbol : fail<Symbol *>(ERR_MARKET_UNKNOWN_SYMBOL, nullptr);
}

// A symbol in the Market Watch, or null with the error set: other symbols have no prices.
inline Symbol *selectedSymbol(const string &name) {
  Symbol *const symbol = knownSymbol(name);
  if (symbol == nullptr || symbol->isSelected) return symbol;
  return fail<Symbol *>(ERR_MARKET_NOT_SELECTED, nullptr);
}

inline long selectedCount() {
  long count = 0;
  for (const Symbol &symbol : g_terminal.symbols) count += symbol.isSelected ? 1 : 0;
  return count;
}

}  // namespace mql

inline string Symbol() { return mql::g_terminal.chartSymbol; }
inline ENUM_TIMEFRAMES Period() { return mql::g_terminal.chartPeriod; }
#define _Symbol Symbol()
#define _Period Period()

inline int SymbolsTotal(const bool isSelected) {
  return static_cast<int>(isSelected ? mql::selectedCount() : static_cast<long>(mql::current().symbols.size()));
}

inline string SymbolName(const int position, const bool isSelected) {
  int at = 0;
  for (const mql::Symbol &symbol : mql::current().symbols) {
    if (isSelected && !symbol.isSelected) continue;
    if (at++ == position) return symbol.name;
  }
  return mql::fail(ERR_MARKET_UNKNOWN_SYMBOL, string(u""));
}

inline bool SymbolExist(const string &name, bool &isCustom) {
  isCustom = false;
  return mql::current().find(name) != nullptr;
}

// Symbols with open positions or orders, or with the chart, cannot be removed.
inline bool SymbolSelect(const string &name, const bool isWanted) {
  mql::Symbol *const symbol = mql::knownSymbol(name);
  if (symbol == nullptr) return false;
  if (symbol->isSelected == isWanted) return true;
  if (!isWanted && name == mql::g_terminal.chartSymbol) return mql::fail(ERR_MARKET_SELECT_ERROR, false);
  const long most = mql::g_quirks.selectedMax;
  if (isWanted && most > 0 && mql::selectedCount() >= most) return mql::fail(ERR_MARKET_SELECT_LIMIT, false);
  symbol->isSelected = isWanted;
  return true;
}

inline bool SymbolIsSynchronized(const string &name) {
  const mql::Symbol *const symbol = mql::knownSymbol(name);
  return symbol != nullptr && symbol->isSelected && !symbol->isLoading();
}

inline bool SymbolInfoInteger(const string &name, const ENUM_SYMBOL_INFO_INTEGER id, long &value) {
  const mql::Symbol *const symbol = mql::knownSymbol(name);
  value = 0;
  if (symbol == nullptr) return false;
  if (id == SYMBOL_SELECT || id == SYMBOL_VISIBLE) value = symbol->isSelected ? 1 : 0;
  else if (id == SYMBOL_EXIST) value = 1;
  else if (id == SYMBOL_TIME) value = symbol->isSelected ? static_cast<long>(symbol->last.time) : 0;
  else if (id == SYMBOL_TIME_MSC) value = symbol->isSelected ? symbol->last.time_msc : 0;
  else value = symbol->properties.integer(id);
  return true;
}

inline bool SymbolInfoDouble(const string &name, const ENUM_SYMBOL_INFO_DOUBLE id, double &value) {
  const mql::Symbol *const symbol = mql::knownSymbol(name);
  value = 0;
  if (symbol == nullptr) return false;
  const bool isQuote = id == SYMBOL_BID || id == SYMBOL_ASK || id == SYMBOL_LAST;
  if (!isQuote) value = symbol->properties.real(id);
  else if (symbol->isSelected) value = id == SYMBOL_BID ? symbol->last.bid : id == SYMBOL_ASK ? symbol->last.ask : symbol->last.last;
  return true;
}

inline bool SymbolInfoString(const string &name, const ENUM_SYMBOL_INFO_STRING id, string &value) {
  const mql::Symbol *const symbol = mql::knownSymbol(name);
  value = symbol == nullptr ? string(u"") : symbol->properties.text(id);
  return symbol != nullptr;
}

inline long SymbolInfoInteger(const string &name, const ENUM_SYMBOL_INFO_INTEGER id) {
  long value = 0;
  SymbolInfoInteger(name, id, value);
  return value;
}
inline double SymbolInfoDouble(const string &name, const ENUM_SYMBOL_INFO_DOUBLE id) {
  double value = 0;
  SymbolInfoDouble(name, id, value);
  return value;
}
inline string SymbolInfoString(const string &name, const ENUM_SYMBOL_INFO_STRING id) {
  string value;
  SymbolInfoString(name, id, value);
  return value;
}

inline bool SymbolInfoTick(const string &name, MqlTick &tick) {
  const mql::Symbol *const symbol = mql::selectedSymbol(name);
  if (symbol == nullptr || symbol->last.time_msc == 0) return false;
  tick = symbol->last;
  return true;
}

// The date in both times has no meaning; midnight at the end of a day is given as the next day.
inline bool SymbolInfoSessionTrade(const string &name, const ENUM_DAY_OF_WEEK day, const uint index, datetime &from, datetime &to) {
  const mql::Symbol *const symbol = mql::knownSymbol(name);
  if (symbol == nullptr || index >= symbol->sessions[day].size()) return false;
  from = static_cast<datetime>(symbol->sessions[day][index].from * 60);
  to = static_cast<datetime>(symbol->sessions[day][index].to * 60);
  return true;
}

// The broker quotes while it trades.
inline bool SymbolInfoSessionQuote(const string &name, const ENUM_DAY_OF_WEEK day, const uint index, datetime &from, datetime &to) {
  return SymbolInfoSessionTrade(name, day, index, from, to);
}

// The margin follows from the contract alone.
inline bool SymbolInfoMarginRate(const string &name, const ENUM_ORDER_TYPE, double &initial, double &maintenance) {
  initial = maintenance = 1;
  return mql::knownSymbol(name) != nullptr;
}

// The time of the latest quote in the Market Watch: it does not advance without quotes.
inline datetime TimeCurrent() { return static_cast<datetime>(mql::current().lastQuoteMs / 1000); }
