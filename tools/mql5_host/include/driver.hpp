// Lines from the driver. Descriptions are applied immediately, even while a handler runs, because
// the other threads of a real terminal also continue; commands wait until no handler runs.
#pragma once

#include "driver_network.hpp"
#include "events.hpp"
#include "files.hpp"
#include "globals.hpp"

namespace mql {

inline std::deque<Fields> g_commands;

inline void applyTicks(const Fields &fields) {
  Symbol &symbol = g_terminal.findOrAdd(string::ofUtf8(fields[1]));
  for (std::size_t at = 2; at + 5 < fields.size(); at += 6) symbol.add(tickOf(fields, at));
  if (!symbol.isSelected || fields.size() < 8) return;
  const long leastMs = g_quirks.quotesGoBack != 0 ? 0 : g_terminal.lastQuoteMs;
  g_terminal.lastQuoteMs = std::max(leastMs, symbol.last.time_msc);
  if (symbol.name == g_terminal.chartSymbol) g_events.addTick();
}

// `transaction`, then the members in the order of the structure.
inline MqlTradeTransaction transactionOf(const Fields &f) {
  MqlTradeTransaction t{};
  t.deal = static_cast<ulong>(integerOf(f[1]));
  t.order = static_cast<ulong>(integerOf(f[2]));
  t.symbol = string::ofUtf8(f[3]);
  t.type = static_cast<ENUM_TRADE_TRANSACTION_TYPE>(integerOf(f[4]));
  t.order_type = static_cast<ENUM_ORDER_TYPE>(integerOf(f[5]));
  t.order_state = static_cast<ENUM_ORDER_STATE>(integerOf(f[6]));
  t.deal_type = static_cast<ENUM_DEAL_TYPE>(integerOf(f[7]));
  t.time_type = static_cast<ENUM_ORDER_TYPE_TIME>(integerOf(f[8]));
  t.time_expiration = static_cast<datetime>(integerOf(f[9]));
  t.price = doubleOf(f[10]);
  t.price_trigger = doubleOf(f[11]);
  t.price_sl = doubleOf(f[12]);
  t.price_tp = doubleOf(f[13]);
  t.volume = doubleOf(f[14]);
  t.position = static_cast<ulong>(integerOf(f[15]));
  t.position_by = static_cast<ulong>(integerOf(f[16]));
  return t;
}

inline void putRecord(const Fields &fields) {
  Records *const records = g_terminal.records(fields[1]);
  const auto ticket = static_cast<ulong>(integerOf(fields[2]));
  if (fields[0] == "drop") records->erase(ticket);
  else (*records)[ticket].set(fields, 3);
}

// Changes of the lists that are known and not listed yet, with the time at which they will be.
struct LateRecord {
  long atMs;
  Fields fields;
};
inline std::deque<LateRecord> g_lateRecords;

inline void putLateRecords() {
  while (!g_lateRecords.empty() && g_lateRecords.front().atMs <= g_clock.steadyMs()) {
    putRecord(g_lateRecords.front().fields);
    g_lateRecords.pop_front();
  }
}

// The lists change in the order in which the driver has told it.
inline bool applyRecord(const Fields &fields) {
  if (g_terminal.records(fields[1]) == nullptr) return false;
  if (g_quirks.lateOutcomesMs <= 0 && g_lateRecords.empty()) putRecord(fields);
  else g_lateRecords.push_back({g_clock.steadyMs() + g_quirks.lateOutcomesMs, fields});
  return true;
}

// `sessions`, symbol, then weekday, start and end of each.
inline void applySessions(Symbol &symbol, const Fields &fields) {
  for (auto &day : symbol.sessions) day.clear();
  for (std::size_t at = 2; at + 2 < fields.size(); at += 3) {
    symbol.sessions[integerOf(fields[at])].push_back({integerOf(fields[at + 1]), integerOf(fields[at + 2])});
  }
}

// `calendar_country`, id, name, code, currency; `calendar_event`, id, country, type, time mode,
// importance, digits, name; `calendar_value`, id, event, time, period, revision, actual, previous,
// revised previous, forecast (empty: none), impact.
inline bool applyCalendar(const Fields &f) {
  const auto id = static_cast<ulong>(integerOf(f[1]));
  if (f[0] == "calendar_country") {
    g_calendar.countries[id] = {id, string::ofUtf8(f[2]), string::ofUtf8(f[3]), string::ofUtf8(f[4]), string(u""), string(u"")};
  } else if (f[0] == "calendar_event") {
    MqlCalendarEvent event{};
    event.id = id;
    event.country_id = static_cast<ulong>(integerOf(f[2]));
    event.type = static_cast<ENUM_CALENDAR_EVENT_TYPE>(integerOf(f[3]));
    event.time_mode = static_cast<ENUM_CALENDAR_EVENT_TIMEMODE>(integerOf(f[4]));
    event.importance = static_cast<ENUM_CALENDAR_EVENT_IMPORTANCE>(integerOf(f[5]));
    event.digits = static_cast<uint>(integerOf(f[6]));
    event.name = string::ofUtf8(f[7]);
    g_calendar.events[id] = event;
  } else {
    g_calendar.put({id, static_cast<ulong>(integerOf(f[2])), static_cast<datetime>(integerOf(f[3])), static_cast<datetime>(integerOf(f[4])),
                    static_cast<int>(integerOf(f[5])), calendarNumber(f[6]), calendarNumber(f[7]), calendarNumber(f[8]), calendarNumber(f[9]),
                    static_cast<ENUM_CALENDAR_EVENT_IMPACT>(integerOf(f[10]))});
  }
  return true;
}

inline bool applyMarket(const Fields &fields) {
  if (fields[0] == "ticks") {
    applyTicks(fields);
    return true;
  }
  Symbol &symbol = g_terminal.findOrAdd(string::ofUtf8(fields[1]));
  if (fields[0] == "symbol") symbol.properties.set(fields, 2);
  else if (fields[0] == "sessions") applySessions(symbol, fields);
  else if (fields[0] == "selected") symbol.isSelected = fields[2] == "1";
  else if (fields[0] == "covered") symbol.coveredFromMs = integerOf(fields[2]);
  else if (fields[0] == "loading") symbol.loadingError = static_cast<int>(integerOf(fields[2]));
  else return false;
  return true;
}

// As if the terminal was killed at any point: nothing is sent or saved, and its files are unlocked.
[[noreturn]] inline void die() {
  for (const File &file : g_files) {
    if (file.descriptor >= 0) ::close(file.descriptor);
  }
  std::_Exit(0);
}

inline void applyTerminal(const Fields &fields) {
  const bool wasConnected = g_terminal.terminal.integer(TERMINAL_CONNECTED) != 0;
  g_terminal.terminal.set(fields, 1);
  if (!wasConnected) g_terminal.connectedAtMs = g_clock.steadyMs();
}

// False when the line is a command.
inline bool applyDescription(const Fields &fields) {
  const std::string &kind = fields[0];
  if (kind == "terminal") applyTerminal(fields);
  else if (kind == "program") g_terminal.program.set(fields, 1);
  else if (kind == "account") g_terminal.account.set(fields, 1);
  else if (kind == "record" || kind == "drop") return applyRecord(fields);
  else if (kind == "transaction") g_events.add(transactionOf(fields));
  else if (kind == "time") g_clock.set(doubleOf(fields[1]), doubleOf(fields[2]), doubleOf(fields[3]));
  else if (kind == "pass") g_clock.step(integerOf(fields[1]));
  else if (kind == "die") die();
  else if (kind == "socket_bytes" || kind == "socket_over") return applyNetwork(fields);
  else if (kind == "calendar_country" || kind == "calendar_event" || kind == "calendar_value") return applyCalendar(fields);
  else if (kind == "global") g_globals[string::ofUtf8(fields[1]).units()] = doubleOf(fields[2]);
  else if (kind == "quirk") return g_quirks.set(fields[1], fields[2]);
  else if (kind == "ticks" || kind == "symbol" || kind == "sessions" || kind == "selected" || kind == "covered" || kind == "loading") return applyMarket(fields);
  else return false;
  return true;
}

// Reads the available lines; when there are none, waits up to `waitMs`.
inline void readLines(const int waitMs) {
  putLateRecords();
  std::string line;
  if (!g_pipe.next(line)) {
    g_pipe.fill(waitMs);
    if (!g_pipe.next(line)) return;
  }
  do {
    Fields fields = fieldsOf(line);
    if (applyDescription(fields)) continue;
    if (fields[0] == "stop") g_events.isStopRequested = true;
    g_commands.push_back(std::move(fields));
  } while (g_pipe.next(line));
}

// Asks the driver and waits for its answer as long as it takes; the program is blocked.
inline Fields ask(const std::string &question) {
  static long questions = 0;
  const std::string id = std::to_string(++questions);
  tell("ask\t" + id + "\t" + question);
  while (!g_pipe.isOver()) {
    readLines(-1);
    for (auto at = g_commands.begin(); at != g_commands.end(); ++at) {
      if ((*at)[0] != "answer" || (*at)[1] != id) continue;
      Fields answer = *at;
      g_commands.erase(at);
      return answer;
    }
  }
  std::_Exit(1);  // the driver has ended, so the terminal ends as well
}

// The terminal's other threads continue while the program runs: what they receive is visible in the
// next call.
inline Terminal &current() {
  readLines(0);
  return g_terminal;
}

// The program does not go on for this long, and nothing wakes it.
inline void block(const long ms) {
  if (ms <= 0) return;
  if (g_quirks.driverNetwork != 0) {
    ask("wait" + field(ms));
  } else if (g_clock.isStepped()) {
    g_clock.step(ms);
  } else {
    flushLines();
    const timespec pause{ms / 1000, ms % 1000 * 1000000};
    ::nanosleep(&pause, nullptr);
  }
}

}  // namespace mql

// Waits; events that arrive in the meantime are handled later.
inline void Sleep(const int wantedMs) {
  const int ms = std::max(wantedMs, static_cast<int>(mql::g_quirks.coarseSleepMs));
  if (mql::g_clock.isStepped()) {
    mql::g_clock.step(ms);
    mql::g_events.poll();
    mql::readLines(0);
    return;
  }
  const long endMs = mql::g_clock.steadyMs() + ms;
  for (long left = ms; left > 0 && !IsStopped(); left = endMs - mql::g_clock.steadyMs()) {
    mql::g_pipe.flush();
    mql::readLines(static_cast<int>(left < 100 ? left : 100));
  }
}
