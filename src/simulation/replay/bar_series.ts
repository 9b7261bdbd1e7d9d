/** Builds bars of longer periods from shorter bars or from ticks, as a terminal does. */

import {
  type Bar,
  barAt,
  type BarColumns,
  barColumns,
  barOpenMs,
  type BrokerMs,
  type TickColumns,
  type Timeframe,
} from "../../models/mod.ts";

/** Extends a bar by a later one: the smallest spread is kept, volumes are added. */
function joined(bar: Bar, later: Bar): Bar {
  return {
    brokerMs: bar.brokerMs,
    open: bar.open,
    high: Math.max(bar.high, later.high),
    low: Math.min(bar.low, later.low),
    close: later.close,
    tickVolume: bar.tickVolume + later.tickVolume,
    realVolume: bar.realVolume + later.realVolume,
    spreadPoints: Math.min(bar.spreadPoints, later.spreadPoints),
  };
}

function grouped(pieces: Iterable<Bar>, timeframe: Timeframe): BarColumns {
  const bars: Bar[] = [];
  for (const piece of pieces) {
    const openMs = barOpenMs(piece.brokerMs, timeframe);
    const open = bars.at(-1);
    if (open?.brokerMs === openMs) bars[bars.length - 1] = joined(open, piece);
    else bars.push({ ...piece, brokerMs: openMs });
  }
  return barColumns(bars);
}

/** The period of `bars` must divide `timeframe`. */
export function longerBars(bars: BarColumns, timeframe: Timeframe): BarColumns {
  return grouped(bars.brokerMs.keys().map((index) => barAt(bars, index)), timeframe);
}

/** Bars of the bid; a crossed quote counts as a spread of 0. */
export function barsOfTicks(
  ticks: TickColumns,
  timeframe: Timeframe,
  digits: number,
): BarColumns {
  const asBar = (index: number): Bar => {
    const bid = ticks.bid[index]!;
    const spreadPoints = Math.round((ticks.ask[index]! - bid) * 10 ** digits);
    return {
      brokerMs: ticks.brokerMs[index]! as BrokerMs,
      open: bid,
      high: bid,
      low: bid,
      close: bid,
      tickVolume: 1,
      realVolume: 0,
      spreadPoints: Math.max(0, spreadPoints),
    };
  };
  return grouped(ticks.brokerMs.keys().map(asBar), timeframe);
}
