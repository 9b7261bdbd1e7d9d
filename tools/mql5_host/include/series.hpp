// Ticks and bars.
#pragma once

#include "array.hpp"
#include "info.hpp"
#include "text.hpp"

namespace mql {

// The number of ticks that CopyTicks returns without a count.
constexpr uint ticksDefault = 2000;

inline bool isWanted(const MqlTick &tick, const uint flags) {
  const bool isInfo = (tick.flags & (TICK_FLAG_BID | TICK_FLAG_ASK)) != 0;
  const bool isTrade = (tick.flags & (TICK_FLAG_LAST | TICK_FLAG_VOLUME)) != 0;
  return ((flags & COPY_TICKS_INFO) != 0 && isInfo) || ((flags & COPY_TICKS_TRADE) != 0 && isTrade);
}

inline int answerRows(const Fields &answer, const std::size_t columns) {
  // `answer`, id, error, then the rows.
  const int error = static_cast<int>(integerOf(answer[2]));
  if (error != 0) return fail(error, -1);
  return static_cast<int>((answer.size() - 3) / columns);
}

// Asks the driver for history older than the stored ticks; all of it when no count is given.
inline int askTicks(const Symbol &symbol, Array<MqlTick> &out, const long fromMs, const long toMs, const uint count) {
  const Fields answer = ask("ticks" + field(symbol.name) + field(fromMs) + field(toMs) + field(count));
  const int rows = answerRows(answer, 6);
  if (rows < 0) return -1;
  out.resize(rows, 0);
  for (int row = 0; row < rows; row++) out[row] = tickOf(answer, 3 + 6 * static_cast<std::size_t>(row));
  return rows;
}

inline int keptTicks(const Symbol &symbol, Array<MqlTick> &out, const long fromMs, const long toMs, const uint count) {
  const auto isBefore = [](const MqlTick &tick, const long ms) { return tick.time_msc < ms; };
  auto at = std::lower_bound(symbol.ticks.begin(), symbol.ticks.end(), fromMs, isBefore);
  long rows = 0;
  const auto end = std::lower_bound(at, symbol.ticks.end(), toMs + 1, isBefore);
  const long most = std::min(static_cast<long>(end - at), static_cast<long>(count));
  out.resize(most, 0);
  for (; rows < most; ++at) out[rows++] = *at;
  return static_cast<int>(rows);
}

inline int copyTicks(const string &name, Array<MqlTick> &out, const uint flags, const long fromMs, const long toMs, const uint count) {
  Symbol *const symbol = selectedSymbol(name);
  if (symbol == nullptr) return -1;
  if (!symbol->isRead) {
    block(g_quirks.blockedReadMs);
    g_quirks.clockSkewMs += g_quirks.skewBehindReadMs;
  }
  symbol->isRead = true;
  if (symbol->isLoading()) return symbol->loadingError == 0 ? 0 : fail(symbol->loadingError, -1);
  const bool isKept = fromMs >= symbol->coveredFromMs;
  const int rows = isKept ? keptTicks(*symbol, out, fromMs, toMs, count) : askTicks(*symbol, out, fromMs, toMs, count);
  if (rows <= 0) return rows;
  long kept = 0;
  for (long row = 0; row < rows; row++) {
    if (isWanted(out[row], flags)) out[kept++] = out[row];
  }
  out.resize(kept, 0);
  return static_cast<int>(kept);
}

constexpr long latest = 4102444800000;  // the year 2100: later than any tick

}  // namespace mql

// From a time in milliseconds on (inclusive), or the latest ticks when it is 0.
inline int CopyTicks(const string &name, mql::Array<MqlTick> &out, const uint flags = COPY_TICKS_ALL, const ulong fromMs = 0, const uint count = 0) {
  const uint most = count == 0 ? mql::ticksDefault : count;
  if (fromMs > 0) return mql::copyTicks(name, out, flags, static_cast<long>(fromMs), mql::latest, most);
  const mql::Symbol *const symbol = mql::selectedSymbol(name);
  if (symbol == nullptr) return -1;
  const std::size_t size = symbol->ticks.size();
  if (size == 0) return mql::copyTicks(name, out, flags, mql::latest, mql::latest, most);
  const long first = symbol->ticks[size > most ? size - most : 0].time_msc;
  return mql::copyTicks(name, out, flags, first, mql::latest, most);
}

inline int CopyTicksRange(const string &name, mql::Array<MqlTick> &out, const uint flags = COPY_TICKS_ALL, const ulong fromMs = 0, const ulong toMs = 0) {
  return mql::copyTicks(name, out, flags, static_cast<long>(fromMs), toMs == 0 ? mql::latest : static_cast<long>(toMs), 0xFFFFFFFFu);
}

inline int PeriodSeconds(const ENUM_TIMEFRAMES period = PERIOD_CURRENT) {
  const int id = period == PERIOD_CURRENT ? Period() : period;
  if (id < 16384) return id * 60;
  if (id < 32768) return (id & 0x3FFF) * 3600;
  return id == PERIOD_W1 ? 604800 : 2592000;
}

namespace mql {

// Asks the driver for the bars: `how` says how the remaining arguments select them.
inline int copyRates(const string &name, const ENUM_TIMEFRAMES period, const std::string &how, Array<MqlRates> &out) {
  const Symbol *const symbol = selectedSymbol(name);
  if (symbol == nullptr) return -1;
  if (symbol->isLoading()) return symbol->loadingError == 0 ? 0 : fail(symbol->loadingError, -1);
  const Fields answer = ask("rates" + field(symbol->name) + field(PeriodSeconds(period)) + how);
  const int rows = answerRows(answer, 8);
  if (rows < 0) return -1;
  out.resize(rows, 0);
  for (int row = 0; row < rows; row++) {
    const std::size_t at = 3 + 8 * static_cast<std::size_t>(row);
    out[row] = {static_cast<datetime>(integerOf(answer[at])),  doubleOf(answer[at + 1]),  doubleOf(answer[at + 2]),
                doubleOf(answer[at + 3]),                      doubleOf(answer[at + 4]),  integerOf(answer[at + 5]),
                static_cast<int>(integerOf(answer[at + 6])),   integerOf(answer[at + 7])};
  }
  return rows;
}

}  // namespace mql

// Oldest first; position 0 is the forming bar.
inline int CopyRates(const string &name, const ENUM_TIMEFRAMES period, const int start, const int count, mql::Array<MqlRates> &out) {
  return mql::copyRates(name, period, mql::field("position") + mql::field(start) + mql::field(count), out);
}
// The `count` bars up to the one that contains `start`.
inline int CopyRates(const string &name, const ENUM_TIMEFRAMES period, const datetime start, const int count, mql::Array<MqlRates> &out) {
  return mql::copyRates(name, period, mql::field("upto") + mql::field(start) + mql::field(count), out);
}
// The bars that open from `start` to `stop`.
inline int CopyRates(const string &name, const ENUM_TIMEFRAMES period, const datetime start, const datetime stop, mql::Array<MqlRates> &out) {
  return mql::copyRates(name, period, mql::field("range") + mql::field(std::min(start, stop)) + mql::field(std::max(start, stop)), out);
}

// The forming bar is answered from memory: it begins with its first tick. The driver is asked for
// others.
inline datetime iTime(const string &name, const ENUM_TIMEFRAMES period, const int shift) {
  const mql::Symbol *const symbol = mql::selectedSymbol(name);
  if (symbol == nullptr || symbol->last.time == 0 || symbol->isLoading()) return 0;
  if (shift == 0) return symbol->last.time - symbol->last.time % static_cast<datetime>(PeriodSeconds(period));
  mql::Array<MqlRates> bars;
  return CopyRates(name, period, shift, 1, bars) == 1 ? bars[0].time : 0;
}

namespace mql {

inline bool isInSync(const Symbol &symbol) {
  return symbol.isSelected && !symbol.isLoading() && g_terminal.connectedForMs() >= g_quirks.unsyncedMs;
}

// 0 while the terminal is loading or not in sync with the server.
inline bool areBarsCounted(const Symbol &symbol) {
  return isInSync(symbol) && !(g_quirks.uncountedBars > 0 && g_quirks.uncountedBars-- > 0);
}

}  // namespace mql

inline bool SeriesInfoInteger(const string &name, const ENUM_TIMEFRAMES period, const ENUM_SERIES_INFO_INTEGER id, long &value) {
  const mql::Symbol *const symbol = mql::knownSymbol(name);
  value = 0;
  if (symbol == nullptr) return false;
  if (id == SERIES_SYNCHRONIZED) value = mql::isInSync(*symbol) ? 1 : 0;
  else if (id == SERIES_LASTBAR_DATE) value = static_cast<long>(iTime(name, period, 0));
  else if (!symbol->isLoading()) value = mql::integerOf(mql::ask("series" + mql::field(name) + mql::field(PeriodSeconds(period)) + mql::field(static_cast<int>(id)))[3]);
  return true;
}
inline long SeriesInfoInteger(const string &name, const ENUM_TIMEFRAMES period, const ENUM_SERIES_INFO_INTEGER id) {
  long value = 0;
  SeriesInfoInteger(name, period, id, value);
  return value;
}
inline int Bars(const string &name, const ENUM_TIMEFRAMES period) {
  const mql::Symbol *const symbol = mql::selectedSymbol(name);
  if (symbol == nullptr || !mql::areBarsCounted(*symbol)) return 0;
  return static_cast<int>(SeriesInfoInteger(name, period, SERIES_BARS_COUNT));
}
// Bars that open from `start` to `stop`.
inline int Bars(const string &name, const ENUM_TIMEFRAMES period, const datetime start, const datetime stop) {
  const mql::Symbol *const symbol = mql::selectedSymbol(name);
  if (symbol == nullptr || !mql::areBarsCounted(*symbol)) return 0;
  const mql::Fields answer = mql::ask("bars" + mql::field(name) + mql::field(PeriodSeconds(period)) + mql::field(start) + mql::field(stop));
  return static_cast<int>(mql::integerOf(answer[3]));
}
