// The terminal's knowledge: set by the driver's lines, read by the program's calls.
#pragma once

#include "clock.hpp"
#include "math.hpp"
#include "quirks.hpp"
#include "records.hpp"

namespace mql {

// The number of ticks a terminal stores for each symbol; it asks for older ones.
constexpr std::size_t ticksKept = 65536;

// Start and end, in minutes since midnight.
struct Session {
  long from, to;
};

struct Symbol {
  string name;
  Record properties;
  bool isSelected = false;
  // By weekday, starting with Sunday.
  std::vector<Session> sessions[7];
  // All ticks after `coveredFromMs`, oldest first.
  std::deque<MqlTick> ticks;
  long coveredFromMs = 0;
  // Its ticks have been read before.
  bool isRead = false;
  MqlTick last{};
  // While the history is loading: the error of calls that need it, or 0 when they just return
  // nothing; -1: loaded.
  int loadingError = -1;

  bool isLoading() const { return loadingError >= 0; }

  void add(const MqlTick &tick) {
    ticks.push_back(tick);
    last = tick;
    if (ticks.size() <= ticksKept) return;
    coveredFromMs = ticks.front().time_msc + 1;
    ticks.pop_front();
  }
};

struct Terminal {
  Record terminal, program, account;
  string chartSymbol = string(u"");
  ENUM_TIMEFRAMES chartPeriod = PERIOD_H1;
  // In the broker's order.
  std::deque<Symbol> symbols;
  std::map<std::u16string, Symbol *> symbolByName;
  Records positions, orders, historyOrders, deals;
  long lastQuoteMs = 0;
  // Since when it is connected to its broker, on the steady clock.
  long connectedAtMs = 0;

  long connectedForMs() const { return g_clock.steadyMs() - connectedAtMs; }

  // How many of so many records are listed: right after connecting none, then the first half.
  std::size_t listed(const std::size_t count) const {
    const long forMs = connectedForMs();
    if (forMs >= g_quirks.lateListsMs) return count;
    return forMs < g_quirks.lateListsMs / 2 ? 0 : count / 2;
  }

  Symbol *find(const string &name) {
    const auto found = symbolByName.find(name.units());
    return found == symbolByName.end() ? nullptr : found->second;
  }

  Symbol &findOrAdd(const string &name) {
    if (Symbol *const known = find(name)) return *known;
    symbols.emplace_back();
    Symbol &added = symbols.back();
    added.name = name;
    symbolByName[name.units()] = &added;
    return added;
  }

  Records *records(const std::string &kind) {
    if (kind == "position") return &positions;
    if (kind == "order") return &orders;
    if (kind == "history_order") return &historyOrders;
    return kind == "deal" ? &deals : nullptr;
  }
};

inline Terminal g_terminal;

// Values of the economic calendar by time and id, as they were last described.
struct Calendar {
  std::map<ulong, MqlCalendarCountry> countries;
  std::map<ulong, MqlCalendarEvent> events;
  std::map<std::pair<datetime, ulong>, MqlCalendarValue> values;

  void put(const MqlCalendarValue &value) {
    for (auto at = values.begin(); at != values.end();) at = at->second.id == value.id ? values.erase(at) : std::next(at);
    values[{value.time, value.id}] = value;
  }
};

inline Calendar g_calendar;

// A value in millionths; LONG_MIN when there is none.
inline long calendarNumber(const std::string &text) { return text.empty() ? LONG_MIN : integerOf(text); }

// Ticks as rows of six fields: time (ms), bid, ask, last, volume, flags.
inline MqlTick tickOf(const Fields &fields, const std::size_t at) {
  MqlTick tick{};
  tick.time_msc = integerOf(fields[at]);
  tick.time = static_cast<datetime>(tick.time_msc / 1000);
  tick.bid = doubleOf(fields[at + 1]);
  tick.ask = doubleOf(fields[at + 2]);
  tick.last = doubleOf(fields[at + 3]);
  tick.volume_real = doubleOf(fields[at + 4]);
  tick.volume = static_cast<ulong>(tick.volume_real);
  tick.flags = static_cast<uint>(integerOf(fields[at + 5]));
  return tick;
}

}  // namespace mql
