// Ticks of all subscribed symbols, each once and in the terminal's order. CopyTicks reads from a
// cursor (a millisecond, and how many of its ticks were sent), so nothing is lost between two timer
// events, and ticks for a slow bridge stay in the terminal's history. Nothing before the cursor at
// subscription is streamed.

#include "Columns.mqh"
#include "Session.mqh"
#include "SlowReads.mqh"

// Ticks per message and event: about 250 kB.
#define TICKS_PER_EVENT_MAX 5000

// More ticks than this in one millisecond are not plausible: the rest is skipped, leaving a
// sequence gap.
#define TICKS_PER_MS_MAX 20000

// A tick that is later than the symbol's latest one by more than this has a time of the future.
#define TICK_AHEAD_MS 2000

struct TickCursor {
  string symbol;
  int digits;
  // The next tick to send: from this millisecond on, after the first `seen` of it.
  long ms;
  int seen;
  // The first CopyTicks of a symbol, which may be slow, has been done.
  bool isWarm;
};

class TickStream {
private:
  TickCursor m_cursors[];
  int m_turn;
  bool m_isActive;
  // The head of the next message, and its rows.
  ByteBuffer m_batches;
  PriceRows m_rows;

  int IndexOf(const string symbol) const {
    for (int at = 0; at < ArraySize(m_cursors); at++) {
      if (m_cursors[at].symbol == symbol) return at;
    }
    return -1;
  }

  // Where a new subscription starts: at the latest tick, or now when there is none yet.
  long StartMs(const string symbol) const {
    MqlTick latest;
    if (SymbolInfoTick(symbol, latest) && latest.time_msc > 0) return latest.time_msc;
    return MathMax((long)1, 1000 * (long)TimeCurrent());
  }

  // A cursor behind a tick of the future goes back to the latest tick.
  void Correct(TickCursor &cursor) const {
    MqlTick latest;
    if (!SymbolInfoTick(cursor.symbol, latest) || latest.time_msc <= 0 || cursor.ms <= latest.time_msc + TICK_AHEAD_MS) return;
    cursor.ms = latest.time_msc;
    cursor.seen = 0;
  }

  // Takes out what has a time of the future, and what such a tick has put out of order. Returns how
  // many are left.
  int DropWrong(const TickCursor &cursor, MqlTick &ticks[], const int copied) const {
    MqlTick latest;
    if (!SymbolInfoTick(cursor.symbol, latest) || latest.time_msc <= 0) return copied;
    int kept = 0;
    for (int at = 0; at < copied; at++) {
      if (ticks[at].time_msc < cursor.ms || ticks[at].time_msc > latest.time_msc + TICK_AHEAD_MS) continue;
      if (kept < at) ticks[kept] = ticks[at];
      kept++;
    }
    return kept;
  }

  // Copies new ticks from index `first` on. Returns their end (`first` when there are none).
  int CopyNew(const TickCursor &cursor, MqlTick &ticks[], const int limit, int &first) const {
    first = 0;
    const int found = CopyTicks(cursor.symbol, ticks, COPY_TICKS_ALL, (ulong)cursor.ms, (uint)(cursor.seen + limit));
    const int copied = DropWrong(cursor, ticks, found);
    if (copied <= 0) return 0;
    while (first < copied && first < cursor.seen && ticks[first].time_msc == cursor.ms) first++;
    return copied;
  }

  // Moves the cursor past the first `end` ticks.
  void Advance(TickCursor &cursor, const MqlTick &ticks[], const int end) {
    const long lastMs = ticks[end - 1].time_msc;
    int seen = 0;
    while (seen < end && ticks[end - 1 - seen].time_msc == lastMs) seen++;
    cursor.ms = lastMs;
    cursor.seen = seen;
    if (seen < TICKS_PER_MS_MAX) return;
    cursor.ms = lastMs + 1;
    cursor.seen = 0;
    g_session.SkipSequence(1);
  }

  void AddBatch(const TickCursor &cursor, const MqlTick &ticks[], const int first, const int end) {
    if (m_batches.Size() > 0) m_batches.AddByte(',');
    m_batches.AddByte('{');
    if (g_session.HasRows()) {
      AddLongField(m_batches, "count", end - first, true);
      m_rows.AddTicks(ticks, first, end, cursor.digits);
    } else {
      AddTickColumns(m_batches, ticks, first, end, cursor.digits);
    }
    AddTextField(m_batches, "symbol", cursor.symbol);
    m_batches.AddByte('}');
  }

  // Collects ticks of one symbol and returns their number.
  int Collect(TickCursor &cursor, const int limit) {
    MqlTick ticks[];
    int first = 0;
    Correct(cursor);
    const int end = CopyNew(cursor, ticks, limit, first);
    if (end <= first) return 0;
    AddBatch(cursor, ticks, first, end);
    Advance(cursor, ticks, end);
    return end - first;
  }

public:
  // Resets all state when the Expert Advisor starts.
  void Start() {
    ArrayFree(m_cursors);
    m_turn = 0;
    m_isActive = false;
  }

  // The subscription ends with its connection; its cursors are kept.
  void Disconnected() { m_isActive = false; }

  // Adds a symbol of the new subscription, which must be in the Market Watch. Ticks already
  // streamed are not sent again.
  void Keep(const string symbol, TickCursor &kept[]) const {
    for (int at = 0; at < ArraySize(kept); at++) {
      if (kept[at].symbol == symbol) return;
    }
    const int size = ArraySize(kept);
    ArrayResize(kept, size + 1);
    kept[size].symbol = symbol;
    kept[size].digits = (int)SymbolInfoInteger(symbol, SYMBOL_DIGITS);
    kept[size].ms = StartMs(symbol);
    kept[size].seen = 0;
    kept[size].isWarm = false;
    const int known = IndexOf(symbol);
    if (known < 0) return;
    kept[size].isWarm = m_cursors[known].isWarm;
    if (m_cursors[known].ms < kept[size].ms) return;
    kept[size].ms = m_cursors[known].ms;
    kept[size].seen = m_cursors[known].seen;
  }

  // Replaces the subscription.
  void Subscribe(TickCursor &cursors[]) {
    ArraySwap(m_cursors, cursors);
    m_turn = 0;
    m_isActive = true;
  }

  // Sends new ticks. Symbols take turns at being first, and at most one is warmed up per event, if
  // that may be.
  void Stream(const bool mayWarm) {
    if (!m_isActive) return;
    const int count = ArraySize(m_cursors);
    int room = TICKS_PER_EVENT_MAX;
    bool hasWarmed = !mayWarm;
    m_batches.Clear();
    m_rows.Clear();
    for (int step = 0; step < count && room > 0; step++) {
      const int at = (m_turn + step) % count;
      if (!m_cursors[at].isWarm && hasWarmed) continue;
      hasWarmed = hasWarmed || !m_cursors[at].isWarm;
      const ulong beganMs = GetTickCount64();
      room -= Collect(m_cursors[at], room);
      if (!m_cursors[at].isWarm) g_slowReads.Note("the ticks of " + m_cursors[at].symbol, beganMs);
      m_cursors[at].isWarm = true;
    }
    if (count > 0) m_turn = (m_turn + 1) % count;
    if (m_batches.Size() == 0) return;
    ByteBuffer body;
    g_session.BeginStream(body);
    body.AddAscii(",\"batches\":[");
    body.AddBuffer(m_batches);
    body.AddAscii("]}");
    g_session.SayRows(WIRE_KIND_TICKS, body, m_rows, true);
  }
};

TickStream g_tickStream;
