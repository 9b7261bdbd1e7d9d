// Ticks and bars as rows of bytes, the third frame of a message from version 3 on. A row is a
// structure as it is in memory: little-endian, without gaps. Copying it is several times faster
// than writing its numbers as text.

#include "Columns.mqh"

struct TickRow {
  long timeMs;
  double bid;
  double ask;
  double last;
  double volume;
  uchar flags;
};

struct BarRow {
  long timeMs;
  double open;
  double high;
  double low;
  double close;
  long tickVolume;
  long realVolume;
  int spread;
};

// The price with the symbol's decimal places: the same number as its text in version 2 gives.
double RoundedPrice(const double price, const double scale) {
  const double scaled = MathRound(price * scale);
  return MathAbs(scaled) < EXACT_WHOLE_MAX ? scaled / scale : price;
}

class PriceRows {
private:
  uchar m_bytes[];
  int m_size;
  // There is a frame of rows, perhaps without any.
  bool m_isUsed;

  void Reserve(const int more) {
    m_isUsed = true;
    if (m_size + more > ArraySize(m_bytes)) ArrayResize(m_bytes, 2 * (m_size + more));
  }

public:
  PriceRows() { Clear(); }

  int Size() const { return m_size; }
  bool IsUsed() const { return m_isUsed; }

  // Keeps the memory for the next message.
  void Clear() {
    m_size = 0;
    m_isUsed = false;
  }

  // Copies into `target` from `offset` on; it must be large enough.
  void CopyTo(uchar &target[], const int offset) const {
    if (m_size > 0) ArrayCopy(target, m_bytes, offset, 0, m_size);
  }

  // Rows from `first` up to but not including `end`.
  void AddTicks(const MqlTick &ticks[], const int first, const int end, const int digits) {
    const double scale = MathPow(10.0, digits);
    TickRow row = {};
    Reserve((end - first) * (int)sizeof(TickRow));
    for (int at = first; at < end; at++) {
      row.timeMs = ticks[at].time_msc;
      row.bid = RoundedPrice(ticks[at].bid, scale);
      row.ask = RoundedPrice(ticks[at].ask, scale);
      row.last = RoundedPrice(ticks[at].last, scale);
      row.volume = TickVolume(ticks[at]);
      row.flags = (uchar)(ticks[at].flags & 0xFF);
      StructToCharArray(row, m_bytes, (uint)m_size);
      m_size += (int)sizeof(TickRow);
    }
  }

  void AddBars(const MqlRates &bars[], const int first, const int end, const int digits) {
    const double scale = MathPow(10.0, digits);
    BarRow row = {};
    Reserve((end - first) * (int)sizeof(BarRow));
    for (int at = first; at < end; at++) {
      row.timeMs = 1000 * (long)bars[at].time;
      row.open = RoundedPrice(bars[at].open, scale);
      row.high = RoundedPrice(bars[at].high, scale);
      row.low = RoundedPrice(bars[at].low, scale);
      row.close = RoundedPrice(bars[at].close, scale);
      row.tickVolume = bars[at].tick_volume;
      row.realVolume = bars[at].real_volume;
      row.spread = bars[at].spread;
      StructToCharArray(row, m_bytes, (uint)m_size);
      m_size += (int)sizeof(BarRow);
    }
  }
};
