// Part of the self-test: clocks, economic calendar, and the terminal's own check of orders.

#include "CheckNotes.mqh"
#include "Retcodes.mqh"
#include "TimerPeriod.mqh"
#include "TradeSessions.mqh"

// The longest that the first read of a symbol may take.
#define CHECK_READ_MS 3000
#define CHECK_WEEK_SECONDS 604800

// The server's time is this computer's clock, shifted by quarters of an hour, and cannot be behind
// a quote that has arrived.
void CheckClocks() {
  const long server = (long)TimeTradeServer();
  const long quoted = (long)TimeCurrent();
  const long offset = server - (long)TimeGMT();
  const long rest = ((offset % 900) + 900) % 900;
  const bool isWhole = MathMin(rest, 900 - rest) <= 120;
  const string found = "offset " + Number(offset) + " s, " + Number(server - quoted) + " s after the latest quote";
  if (quoted <= 0) Note(WIRE_ASSUMPTION_SERVER_TIME, WIRE_RESULT_UNCHECKED, "no quote has arrived");
  else Judge(WIRE_ASSUMPTION_SERVER_TIME, server > 0 && isWhole && server - quoted >= -10, found);
  ulong shortest = 1000000;
  for (int at = 0; at < 10; at++) {
    const ulong begun = GetMicrosecondCount();
    Sleep(1);
    shortest = MathMin(shortest, GetMicrosecondCount() - begun);
  }
  Judge(WIRE_ASSUMPTION_TIMER, shortest <= TIMER_PERIOD_US_MAX, "the shortest pause takes " + Number((long)shortest) + " us");
}

// As the Expert Advisor has measured it; a script has no timer.
void CheckTimerPeriod() {
  double periodUs = 0;
  if (!GlobalVariableGet(TIMER_PERIOD_NAME, periodUs)) {
    Note(WIRE_ASSUMPTION_TIMER_PERIOD, WIRE_RESULT_UNCHECKED, "the Expert Advisor has not run for long enough");
    return;
  }
  Judge(WIRE_ASSUMPTION_TIMER_PERIOD, periodUs <= TIMER_PERIOD_US_MAX, "timer events are " + DoubleToString(periodUs / 1000, 1) + " ms apart");
}

// A symbol that was not in Market Watch has no history yet: the terminal loads it, and should not
// block meanwhile.
void CheckUnloadedHistory() {
  int at = 0;
  while (at < SymbolsTotal(false) && SymbolInfoInteger(SymbolName(at, false), SYMBOL_SELECT) != 0) at++;
  const string symbol = at < SymbolsTotal(false) ? SymbolName(at, false) : "";
  if (StringLen(symbol) == 0 || !SymbolSelect(symbol, true)) {
    Note(WIRE_ASSUMPTION_UNLOADED_HISTORY, WIRE_RESULT_UNCHECKED, "every symbol is in Market Watch, or no more fits");
    return;
  }
  MqlTick ticks[];
  const ulong begun = GetTickCount64();
  const int bars = Bars(symbol, PERIOD_M1);
  const int copied = CopyTicks(symbol, ticks, COPY_TICKS_ALL, 0, 10);
  const ulong took = GetTickCount64() - begun;
  SymbolSelect(symbol, false);
  Judge(WIRE_ASSUMPTION_UNLOADED_HISTORY, took <= CHECK_READ_MS,
        symbol + ": " + Number(bars) + " bars and " + Number(copied) + " ticks in " + Number((long)took) + " ms");
}

void CheckCalendar() {
  MqlCalendarValue values[];
  const long now = MathMax((long)TimeTradeServer(), (long)CHECK_WEEK_SECONDS);
  ResetLastError();
  CalendarValueHistory(values, (datetime)(now - CHECK_WEEK_SECONDS), (datetime)(now + CHECK_WEEK_SECONDS));
  Judge(WIRE_ASSUMPTION_CALENDAR, ArraySize(values) > 0, Number(ArraySize(values)) + " values in two weeks, error " + Number(GetLastError()));
}

// A symbol with a quote that can be traded, but not at this time of the week.
bool IsMarketClosed(const string symbol) {
  MqlDateTime now = {};
  TimeToStruct(TimeTradeServer(), now);
  const int minute = now.hour * 60 + now.min;
  datetime begin = 0;
  datetime end = 0;
  for (uint at = 0; SymbolInfoSessionTrade(symbol, (ENUM_DAY_OF_WEEK)now.day_of_week, at, begin, end); at++) {
    const int from = MinuteOfDay(begin);
    const int to = MinuteOfDay(end);
    if (minute >= from && minute < (to > from ? to : DAY_MINUTES)) return false;
  }
  return SymbolInfoDouble(symbol, SYMBOL_BID) > 0 && SymbolInfoInteger(symbol, SYMBOL_TRADE_MODE) == SYMBOL_TRADE_MODE_FULL;
}

void CheckClosedMarket() {
  int at = 0;
  while (at < SymbolsTotal(true) && !IsMarketClosed(SymbolName(at, true))) at++;
  if (at == SymbolsTotal(true)) {
    Note(WIRE_ASSUMPTION_CLOSED_MARKET, WIRE_RESULT_UNCHECKED, "no market of the Market Watch is closed now");
    return;
  }
  MqlTradeRequest request = {};
  MqlTradeCheckResult result = {};
  request.action = TRADE_ACTION_DEAL;
  request.symbol = SymbolName(at, true);
  request.volume = SymbolInfoDouble(request.symbol, SYMBOL_VOLUME_MIN);
  request.type = ORDER_TYPE_BUY;
  request.price = SymbolInfoDouble(request.symbol, SYMBOL_ASK);
  request.type_filling = ORDER_FILLING_IOC;
  const bool isAccepted = OrderCheck(request, result);
  const string found = request.symbol + ": code " + Number(result.retcode);
  if (!isAccepted && result.retcode != RETCODE_MARKET_CLOSED) Note(WIRE_ASSUMPTION_CLOSED_MARKET, WIRE_RESULT_UNCHECKED, found);
  else Judge(WIRE_ASSUMPTION_CLOSED_MARKET, !isAccepted, found);
}
