// Ticks and bars of version 2 as columns: one JSON array per field, all of one length. Rows from
// `first` up to but not including `end`.

#include "Json.mqh"

void BeginColumn(ByteBuffer &out, const string key, const bool isFirst = false) {
  AddJsonKey(out, key, isFirst);
  out.AddByte('[');
}

double TickVolume(const MqlTick &tick) {
  return tick.volume_real > 0 ? tick.volume_real : (double)tick.volume;
}

// The fields of an object, without its braces.
void AddTickColumns(ByteBuffer &out, const MqlTick &ticks[], const int first, const int end, const int digits) {
  BeginColumn(out, "timeMs", true);
  for (int at = first; at < end; at++) {
    if (at > first) out.AddByte(',');
    out.AddLong(ticks[at].time_msc);
  }
  out.AddByte(']');
  BeginColumn(out, "bid");
  for (int at = first; at < end; at++) {
    if (at > first) out.AddByte(',');
    out.AddFixed(ticks[at].bid, digits);
  }
  out.AddByte(']');
  BeginColumn(out, "ask");
  for (int at = first; at < end; at++) {
    if (at > first) out.AddByte(',');
    out.AddFixed(ticks[at].ask, digits);
  }
  out.AddByte(']');
  BeginColumn(out, "last");
  for (int at = first; at < end; at++) {
    if (at > first) out.AddByte(',');
    out.AddFixed(ticks[at].last, digits);
  }
  out.AddByte(']');
  BeginColumn(out, "volume");
  for (int at = first; at < end; at++) {
    if (at > first) out.AddByte(',');
    out.AddNumber(TickVolume(ticks[at]));
  }
  out.AddByte(']');
  BeginColumn(out, "flags");
  for (int at = first; at < end; at++) {
    if (at > first) out.AddByte(',');
    out.AddLong((long)ticks[at].flags);
  }
  out.AddByte(']');
}

void AddBarPrice(ByteBuffer &out, const MqlRates &bar, const int column, const int digits) {
  if (column == 0) out.AddFixed(bar.open, digits);
  if (column == 1) out.AddFixed(bar.high, digits);
  if (column == 2) out.AddFixed(bar.low, digits);
  if (column == 3) out.AddFixed(bar.close, digits);
}

void AddBarCount(ByteBuffer &out, const MqlRates &bar, const int column) {
  if (column == 0) out.AddLong(1000 * (long)bar.time);
  if (column == 1) out.AddLong(bar.tick_volume);
  if (column == 2) out.AddLong((long)bar.spread);
  if (column == 3) out.AddLong(bar.real_volume);
}

void AddCountColumn(ByteBuffer &out, const MqlRates &bars[], const int first, const int end, const int column) {
  for (int at = first; at < end; at++) {
    if (at > first) out.AddByte(',');
    AddBarCount(out, bars[at], column);
  }
  out.AddByte(']');
}

void AddPriceColumn(ByteBuffer &out, const MqlRates &bars[], const int first, const int end, const int column, const int digits) {
  for (int at = first; at < end; at++) {
    if (at > first) out.AddByte(',');
    AddBarPrice(out, bars[at], column, digits);
  }
  out.AddByte(']');
}

// `"bars":{...}` with its columns.
void AddBarsField(ByteBuffer &out, const MqlRates &bars[], const int first, const int end, const int digits, const bool isFirst) {
  AddJsonKey(out, "bars", isFirst);
  out.AddByte('{');
  BeginColumn(out, "timeMs", true);
  AddCountColumn(out, bars, first, end, 0);
  BeginColumn(out, "open");
  AddPriceColumn(out, bars, first, end, 0, digits);
  BeginColumn(out, "high");
  AddPriceColumn(out, bars, first, end, 1, digits);
  BeginColumn(out, "low");
  AddPriceColumn(out, bars, first, end, 2, digits);
  BeginColumn(out, "close");
  AddPriceColumn(out, bars, first, end, 3, digits);
  BeginColumn(out, "tickVolume");
  AddCountColumn(out, bars, first, end, 1);
  BeginColumn(out, "spread");
  AddCountColumn(out, bars, first, end, 2);
  BeginColumn(out, "realVolume");
  AddCountColumn(out, bars, first, end, 3);
  out.AddByte('}');
}
