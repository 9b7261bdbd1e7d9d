// Runs the program as a terminal does: commands of the driver, then events one by one, until it is
// stopped or removed.
#pragma once

#include "mql5.hpp"

namespace mql {

template <typename Handler>
void run(const char *const name, const Handler handler) {
  g_handler = name;
  handler();
  g_handler = "the terminal";
}

// True between OnInit and OnDeinit: events are handled only then.
inline bool g_isRunning = false;

inline void deinitialise(const int reason) {
  g_uninitReason = reason;
  g_isRunning = false;
  if (OnDeinit) run("OnDeinit", [reason] { OnDeinit(reason); });
  tell("deinit" + field(reason));
}

[[noreturn]] inline void end(const int exitCode) {
  flushLines();
  std::_Exit(exitCode);
}

// An OnInit that fails unloads the program; a script ends with its OnStart.
inline void initialise(const Fields &inputs, const std::size_t first) {
  takeInputs(inputs, first);
  g_events.clear();
  int code = INIT_SUCCEEDED;
  if (OnInit) run("OnInit", [&code] { code = OnInit(); });
  g_clock.skip(g_quirks.startPauseMs);
  g_isRunning = code == INIT_SUCCEEDED;
  tell("init" + field(code));
  if (OnStart) {
    run("OnStart", [] { OnStart(); });
    end(0);
  }
  if (code == INIT_SUCCEEDED && !g_isRemoved) return;
  deinitialise(g_isRemoved ? REASON_PROGRAM : REASON_INITFAILED);
  end(1);
}

inline void handle(const EventKind kind, const MqlTradeTransaction &transaction) {
  if (kind == EventKind::timer && OnTimer) run("OnTimer", [] { OnTimer(); });
  if (kind == EventKind::tick && OnTick) run("OnTick", [] { OnTick(); });
  if (kind != EventKind::transaction) return;
  const MqlTradeRequest request{};
  const MqlTradeResult result{};
  if (OnTradeTransaction) run("OnTradeTransaction", [&] { OnTradeTransaction(transaction, request, result); });
  if (OnTrade) run("OnTrade", [] { OnTrade(); });
}

// Handles one event; false when none is waiting.
inline bool handleNext() {
  EventKind kind{};
  MqlTradeTransaction transaction{};
  if (!g_isRunning) return false;
  g_events.poll();
  if (!g_events.next(kind, transaction)) return false;
  handle(kind, transaction);
  g_events.handled(kind);
  if (!g_isRemoved) return true;
  deinitialise(REASON_PROGRAM);
  end(0);
}

inline void handleAll() {
  while (g_commands.empty() && handleNext()) readLines(0);
}

// Advances the clocks from timer event to timer event.
inline void advance(const long ms) {
  const long untilMs = g_clock.steadyMs() + ms;
  while (handleNext()) {
  }
  while (g_clock.steadyMs() < untilMs) {
    const long timerMs = g_events.untilTimer();
    const long leftMs = untilMs - g_clock.steadyMs();
    g_clock.step(timerMs < 0 ? leftMs : std::min(leftMs, std::max(timerMs, 1L)));
    while (handleNext()) {
    }
  }
  tell("advanced" + field(g_clock.steadyMs()));
}

inline void obey(const Fields &command) {
  const std::string &name = command[0];
  if (name == "chart") {
    g_terminal.chartSymbol = string::ofUtf8(command[1]);
    g_terminal.chartPeriod = static_cast<ENUM_TIMEFRAMES>(integerOf(command[2]));
  } else if (name == "start") {
    initialise(command, 1);
  } else if (name == "reinit") {
    deinitialise(static_cast<int>(integerOf(command[1])));
    initialise(command, 2);
  } else if (name == "stop") {
    deinitialise(static_cast<int>(integerOf(command[1])));
    end(0);
  } else if (name == "advance") {
    advance(integerOf(command[1]));
  } else if (name == "sync") {
    while (handleNext()) {
    }
    tell("synced" + field(command[1]));
  } else {
    criticalStop("the driver's line " + name + " is unknown");
  }
}

inline void serve() {
  while (!g_pipe.isOver()) {
    const long untilTimer = g_clock.isStepped() ? -1 : g_events.untilTimer();
    // A command that arrived while a handler ran is executed without waiting for more lines.
    readLines(g_commands.empty() ? static_cast<int>(untilTimer) : 0);
    while (!g_commands.empty()) {
      const Fields command = g_commands.front();
      g_commands.pop_front();
      obey(command);
    }
    if (!g_clock.isStepped() || !g_commands.empty()) handleAll();
  }
}

}  // namespace mql

// Arguments: the terminal's data folder, `real` or `stepped` time, the resolution of timers (ms).
int main(const int count, const char *const *const arguments) {
  if (count != 4) return 2;
  mql::g_folder = arguments[1];
  mql::g_clock.configure(std::string(arguments[2]) == "stepped", std::stol(arguments[3]));
  mql::g_handler = "the terminal";
  mql::serve();
  return 1;
}
