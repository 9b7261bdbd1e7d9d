// rates and ticks: history, oldest first, in pages. Distinguishes "loading" from "empty".

#include "Arguments.mqh"
#include "BarStream.mqh"
#include "LoadingAttempts.mqh"

// Attempts to read a series whose newest bar changes during the read.
#define RATES_TRIES 3

// Whether the terminal is still loading bars before its first one of this series.
bool IsLoadingBefore(const string symbol, const ENUM_TIMEFRAMES timeframe, const long from) {
  const long first = SeriesInfoInteger(symbol, timeframe, SERIES_FIRSTDATE);
  if (from >= first) return false;
  const long serverFirst = SeriesInfoInteger(symbol, timeframe, SERIES_SERVER_FIRSTDATE);
  if (serverFirst <= 0 || serverFirst >= first) return false;
  // The terminal keeps no more bars than this, even if the server has more.
  if (SeriesInfoInteger(symbol, timeframe, SERIES_BARS_COUNT) >= TerminalInfoInteger(TERMINAL_MAXBARS)) return false;
  return g_loading_attempts.IsWorthWaiting(symbol + ":" + IntegerToString((int)timeframe), first);
}

// Whether the series is in sync with the server. `error`: of the read that makes the terminal load
// it; 0 with `isEmpty` may be correct, because the broker may have no history of it.
bool IsInSync(const string symbol, const ENUM_TIMEFRAMES timeframe, bool &isEmpty, int &error) {
  isEmpty = false;
  error = 0;
  if (SeriesInfoInteger(symbol, timeframe, SERIES_SYNCHRONIZED) != 0) return true;
  MqlRates newest[];
  ResetLastError();
  const int copied = CopyRates(symbol, timeframe, 0, 1, newest);
  error = GetLastError();
  isEmpty = copied == 0;
  return copied > 0 && SeriesInfoInteger(symbol, timeframe, SERIES_SYNCHRONIZED) != 0;
}

// False, with "loading" as the reply, while the series is not in sync with the server.
bool IsSeriesReady(const string symbol, const ENUM_TIMEFRAMES timeframe, Reply &reply) {
  const string what = symbol + "@" + IntegerToString((int)timeframe);
  bool isEmpty = false;
  int error = 0;
  if (IsInSync(symbol, timeframe, isEmpty, error)) {
    g_loading_attempts.Loaded(what);
    return true;
  }
  if (isEmpty && error == 0 && IsBrokerConnected() && !g_loading_attempts.IsWorthWaiting(what, 0)) return true;
  reply.Loading("The terminal is loading bars (error " + IntegerToString(error) + ")");
  return false;
}

// Copies closed bars; `hasMore` when more follow. False when the series changes during the read, or
// when the terminal counts no bars where there is at least the newest one: it is loading.
bool CopyClosed(const string symbol, const ENUM_TIMEFRAMES timeframe, const long from, const int limit, MqlRates &bars[], bool &hasMore) {
  hasMore = false;
  const string what = "bars " + symbol + ":" + IntegerToString((int)timeframe);
  for (int tries = 0; tries < RATES_TRIES; tries++) {
    const long newest = (long)iTime(symbol, timeframe, 0);
    ArrayFree(bars);
    if (newest <= 0) return !g_loading_attempts.IsWorthWaiting(what, 0);
    g_loading_attempts.Loaded(what);
    if (from > newest) return true;
    // Positions count from the newest bar: those below this one are still forming.
    const int firstClosed = LastClosedOpen(newest, PeriodSeconds(timeframe)) == newest ? 0 : 1;
    const int all = from > 0 ? Bars(symbol, timeframe, (datetime)from, (datetime)newest) : limit + firstClosed;
    const int start = MathMax(firstClosed, all - limit);
    const int wanted = MathMax(0, all - start);
    hasMore = start > firstClosed;
    const int copied = wanted > 0 ? CopyRates(symbol, timeframe, start, wanted, bars) : 0;
    const bool isWhole = all > 0 && (copied == wanted || (from == 0 && copied >= 0));
    if (isWhole && (long)iTime(symbol, timeframe, 0) == newest) return true;
  }
  return false;
}

// Rounds up to whole seconds, because bars open only at those.
long SecondsFrom(const long ms) {
  return (ms + 999) / 1000;
}

void CallRates(Reply &reply) {
  string symbol = "";
  ENUM_TIMEFRAMES timeframe = PERIOD_CURRENT;
  long fromMs = 0;
  long limit = 0;
  if (!TakeSymbol(reply, symbol) || !TakeTimeframe(reply, timeframe)) return;
  if (!TakeWhole(WIRE_KEY_FROM, 0, WIRE_TIME_MS_MAX, reply, fromMs)) return;
  if (!TakeWhole(WIRE_KEY_LIMIT, 1, WIRE_RATES_LIMIT_MAX, reply, limit)) return;
  if (!IsSeriesReady(symbol, timeframe, reply)) return;
  MqlRates bars[];
  bool hasMore = false;
  if ((fromMs > 0 && IsLoadingBefore(symbol, timeframe, SecondsFrom(fromMs))) ||
      !CopyClosed(symbol, timeframe, SecondsFrom(fromMs), (int)limit, bars, hasMore)) {
    reply.Loading("The terminal is loading older bars");
    return;
  }
  const int digits = (int)SymbolInfoInteger(symbol, SYMBOL_DIGITS);
  reply.data.AddByte('{');
  if (g_session.HasRows()) {
    AddLongField(reply.data, "count", ArraySize(bars), true);
    reply.rows.AddBars(bars, 0, ArraySize(bars), digits);
  } else {
    AddBarsField(reply.data, bars, 0, ArraySize(bars), digits, true);
  }
  AddBoolField(reply.data, "more", hasMore);
  reply.data.AddByte('}');
}

// Time of the latest tick in the terminal; 0 when there is none.
long LatestTickMs(const string symbol) {
  MqlTick latest;
  return SymbolInfoTick(symbol, latest) ? latest.time_msc : 0;
}

// Whether an empty result without an error is reliable: it is after the latest tick; elsewhere the
// terminal may not have loaded yet.
bool IsEmptyBelieved(const string symbol, const long fromMs, const string what) {
  const long latestMs = LatestTickMs(symbol);
  if (latestMs > 0 && fromMs > latestMs) return true;
  if (!IsBrokerConnected()) return false;
  return !g_loading_attempts.IsWorthWaiting(what, 0);
}

void CallTicks(Reply &reply) {
  string symbol = "";
  long fromMs = 0;
  long skip = 0;
  long limit = 0;
  if (!TakeSymbol(reply, symbol) || !TakeWhole(WIRE_KEY_FROM, 0, WIRE_TIME_MS_MAX, reply, fromMs)) return;
  if (!TakeWhole(WIRE_KEY_SKIP, 0, WIRE_TICKS_LIMIT_MAX, reply, skip)) return;
  if (!TakeWhole(WIRE_KEY_LIMIT, 1, WIRE_TICKS_LIMIT_MAX, reply, limit)) return;
  MqlTick ticks[];
  ResetLastError();
  // 0 would mean "the newest"; 1 is before all ticks.
  const ulong from = (ulong)MathMax((long)1, fromMs);
  const int wanted = (int)(skip + limit + 1);
  const int copied = CopyTicks(symbol, ticks, COPY_TICKS_ALL, from, (uint)wanted);
  const int error = GetLastError();
  // After an error the result may be partial, and it is unknown what is missing.
  const bool isPart = copied < 0 || (copied < wanted && error != 0);
  const string what = "ticks " + symbol + " " + IntegerToString(fromMs);
  if (copied > 0) g_loading_attempts.Loaded(what);
  if (isPart || (copied == 0 && !IsEmptyBelieved(symbol, fromMs, what))) {
    reply.Loading("The terminal is loading ticks (error " + IntegerToString(error) + ")");
    return;
  }
  int first = 0;
  while (first < copied && first < skip && ticks[first].time_msc == fromMs) first++;
  const int end = MathMin(copied, first + (int)limit);
  const int digits = (int)SymbolInfoInteger(symbol, SYMBOL_DIGITS);
  reply.data.AddByte('{');
  if (g_session.HasRows()) {
    AddLongField(reply.data, "count", end - first, true);
    reply.rows.AddTicks(ticks, first, end, digits);
  } else {
    AddJsonKey(reply.data, "ticks", true);
    reply.data.AddByte('{');
    AddTickColumns(reply.data, ticks, first, end, digits);
    reply.data.AddByte('}');
  }
  AddBoolField(reply.data, "more", end < copied);
  reply.data.AddByte('}');
}
