// Bars that have just closed, of the subscribed series. A bar is closed when the next one has
// begun, or when the server's clock is well past its end (the last bar before a weekend has no next
// one for two days). No bar is closed by the clock before the clock's error is known, or without a
// connection to the broker, or soon after the computer has slept. A bar that an interruption has
// cut is sent again afterwards.

#include "Columns.mqh"
#include "Session.mqh"
#include "SlowReads.mqh"
#include "Timeframes.mqh"

// How far past a bar's end the server's clock must be when no next bar has begun: ticks may come
// late.
#define BAR_GRACE_SECONDS 10

// The same when no symbol at all was quoted since: the connection to the broker may be lost and the
// terminal may not have noticed.
#define QUIET_GRACE_SECONDS 60

// The most bars in one message; if more are due, the bridge fetches them.
#define BARS_PER_MESSAGE_MAX 1000

// The pause after a failed read of a series, and the attempts before the bars are left for the
// bridge to fetch.
#define BAR_RETRY_MS 1000
#define BAR_TRIES_MAX 5

struct BarCursor {
  string symbol;
  string name;
  ENUM_TIMEFRAMES timeframe;
  int seconds;
  int digits;
  // Open time of the next bar to be sent.
  long nextOpen;
  ulong retryAtMs;
  int tries;
  bool isWarm;
};

// Open time of the newest closed bar of a series whose newest bar opens at `newest`.
long LastClosedOpen(const long newest, const int seconds) {
  const long endAt = newest + seconds;
  const long quoted = (long)TimeCurrent();
  const bool isQuiet = quoted < endAt || g_serverClock.IsAhead(quoted);
  const long closedAt = endAt + (isQuiet ? QUIET_GRACE_SECONDS : BAR_GRACE_SECONDS);
  const bool isSeen = IsBrokerConnected() && !g_accountSense.IsBarCut();
  const bool isClosed = newest > 0 && isSeen && g_serverClock.Seconds() >= closedAt;
  return isClosed ? newest : newest - 1;
}

class BarStream {
private:
  BarCursor m_cursors[];
  bool m_isActive;
  // The latest quote that is not of the future.
  long m_quotedAt;
  // That quote before the connection to the broker was lost; 0 while there is one.
  long m_cutAt;

  void Say(const BarCursor &cursor, const MqlRates &bars[], const int first, const int end) {
    ByteBuffer body;
    g_session.BeginStream(body);
    AddTextField(body, "symbol", cursor.symbol);
    AddTextField(body, "timeframe", cursor.name);
    PriceRows rows;
    if (g_session.HasRows()) {
      AddLongField(body, "count", end - first);
      rows.AddBars(bars, first, end, cursor.digits);
    } else {
      AddBarsField(body, bars, first, end, cursor.digits, false);
    }
    body.AddByte('}');
    g_session.SayRows(WIRE_KIND_BARS, body, rows, false);
  }

  void Failed(BarCursor &cursor, const long newest, const ulong nowMs) {
    cursor.retryAtMs = nowMs + BAR_RETRY_MS;
    cursor.tries++;
    if (cursor.tries < BAR_TRIES_MAX) return;
    cursor.tries = 0;
    cursor.nextOpen = newest;
  }

  // Sends the bars of `cursor` that have closed since.
  void Collect(BarCursor &cursor, const ulong nowMs) {
    if (nowMs < cursor.retryAtMs) return;
    const long newest = (long)iTime(cursor.symbol, cursor.timeframe, 0);
    const long last = LastClosedOpen(newest, cursor.seconds);
    // A bar of the future has one wrong quote, and does not end the bar before it.
    if (newest <= 0 || last < cursor.nextOpen || g_serverClock.IsAhead(newest)) return;
    if (SeriesInfoInteger(cursor.symbol, cursor.timeframe, SERIES_SYNCHRONIZED) == 0) {
      cursor.retryAtMs = nowMs + BAR_RETRY_MS;
      return;
    }
    MqlRates bars[];
    const int copied = CopyRates(cursor.symbol, cursor.timeframe, (datetime)cursor.nextOpen, (datetime)last, bars);
    int first = 0;
    while (first < copied && (long)bars[first].time < cursor.nextOpen) first++;
    int end = copied;
    while (end > first && (long)bars[end - 1].time > last) end--;
    if (copied <= 0 || first >= end) {
      Failed(cursor, newest, nowMs);
      return;
    }
    Say(cursor, bars, MathMax(first, end - BARS_PER_MESSAGE_MAX), end);
    cursor.nextOpen = (long)bars[end - 1].time + cursor.seconds;
    cursor.tries = 0;
  }

public:
  // Resets all state when the Expert Advisor starts.
  void Start() {
    ArrayFree(m_cursors);
    m_isActive = false;
    m_quotedAt = 0;
    m_cutAt = 0;
  }

  // Called on each event. When the connection to the broker is back, each series goes back to the
  // bar that was forming when the quotes ended.
  void Observe() {
    const long quoted = (long)TimeCurrent();
    if (!g_serverClock.IsAhead(quoted)) m_quotedAt = quoted;
    if (!IsBrokerConnected()) {
      if (m_cutAt == 0) m_cutAt = MathMax((long)1, m_quotedAt);
      return;
    }
    for (int at = 0; at < ArraySize(m_cursors) && m_cutAt > 0; at++) {
      m_cursors[at].nextOpen = MathMin(m_cursors[at].nextOpen, m_cutAt - m_cutAt % m_cursors[at].seconds);
    }
    m_cutAt = 0;
  }

  // The subscription ends with its connection.
  void Disconnected() { m_isActive = false; }

  // Adds a series of a new subscription: it begins with the bar that is forming now, by the clock.
  void Keep(const string symbol, const string name, BarCursor &kept[]) const {
    const int size = ArraySize(kept);
    for (int at = 0; at < size; at++) {
      if (kept[at].symbol == symbol && kept[at].name == name) return;
    }
    ArrayResize(kept, size + 1);
    kept[size].symbol = symbol;
    kept[size].name = name;
    kept[size].timeframe = TimeframeOf(name);
    kept[size].seconds = PeriodSeconds(kept[size].timeframe);
    kept[size].digits = (int)SymbolInfoInteger(symbol, SYMBOL_DIGITS);
    const long now = g_serverClock.SecondsAtLeast();
    kept[size].nextOpen = now - now % kept[size].seconds;
    kept[size].retryAtMs = 0;
    kept[size].tries = 0;
    kept[size].isWarm = false;
  }

  // Replaces the subscription.
  void Subscribe(BarCursor &cursors[]) {
    ArraySwap(m_cursors, cursors);
    m_isActive = true;
  }

  // Sends new bars. The first read of a series may be slow, so only one is done per event, and only
  // if it may be.
  void Stream(const bool mayWarm) {
    if (!m_isActive || !IsBrokerConnected()) return;
    const ulong nowMs = GetTickCount64();
    bool hasWarmed = !mayWarm;
    for (int at = 0; at < ArraySize(m_cursors); at++) {
      if (!m_cursors[at].isWarm && hasWarmed) continue;
      hasWarmed = hasWarmed || !m_cursors[at].isWarm;
      const ulong beganMs = GetTickCount64();
      Collect(m_cursors[at], nowMs);
      if (!m_cursors[at].isWarm) g_slowReads.Note("the bars of " + m_cursors[at].symbol, beganMs);
      m_cursors[at].isWarm = true;
    }
  }
};

BarStream g_barStream;
