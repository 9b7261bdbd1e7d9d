// The depth of market: five levels on each side of the latest quote. The broker's book arrives
// some time after it was asked for.
#pragma once

#include "array.hpp"
#include "info.hpp"

namespace mql {

constexpr int bookLevels = 5;
constexpr long bookDelayMs = 20;

// When the book was asked for, by symbol.
inline std::map<std::u16string, long> g_books;

inline MqlBookInfo bookLevel(const ENUM_BOOK_TYPE type, const double price, const long volume) {
  return {type, price, volume, static_cast<double>(volume)};
}

}  // namespace mql

inline bool MarketBookAdd(const string &name) {
  const mql::Symbol *const symbol = mql::selectedSymbol(name);
  if (symbol == nullptr || symbol->properties.integer(SYMBOL_TICKS_BOOKDEPTH) == 0) return mql::fail(ERR_BOOKS_CANNOT_ADD, false);
  mql::g_books.emplace(name.units(), mql::g_clock.steadyMs());
  return true;
}

inline bool MarketBookRelease(const string &name) {
  return mql::g_books.erase(name.units()) > 0 || mql::fail(ERR_BOOKS_CANNOT_DELETE, false);
}

inline bool MarketBookGet(const string &name, mql::Array<MqlBookInfo> &book) {
  const auto asked = mql::g_books.find(name.units());
  const mql::Symbol *const symbol = mql::selectedSymbol(name);
  if (symbol == nullptr || asked == mql::g_books.end()) return mql::fail(ERR_BOOKS_CANNOT_GET, false);
  ArrayResize(book, 0);
  if (mql::g_clock.steadyMs() - asked->second < mql::bookDelayMs || symbol->last.time_msc == 0) return true;
  const double step = symbol->properties.real(SYMBOL_TRADE_TICK_SIZE);
  ArrayResize(book, 2 * mql::bookLevels);
  for (int at = 0; at < mql::bookLevels; at++) {
    const int from = mql::bookLevels - at;
    book[at] = mql::bookLevel(BOOK_TYPE_SELL, symbol->last.ask + (from - 1) * step, from);
    book[mql::bookLevels + at] = mql::bookLevel(BOOK_TYPE_BUY, symbol->last.bid - at * step, at + 1);
  }
  return true;
}
