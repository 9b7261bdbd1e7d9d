/** Rows of a price file as the catalogue stores them: whole points, on a clock that is known. */

import { type BarColumns, type TickColumns, toPoints } from "../../models/mod.ts";
import { minuteMs } from "../../models/time.ts";
import { timeframeMs } from "../../models/timeframe.ts";
import type { HistoryBars, HistoryRows, HistoryTicks } from "../catalogue/history_columns.ts";
import type { HistoryClock } from "../catalogue/history_series.ts";
import { playedTicksPerBar, type PriceFile } from "../price_file/price_file.ts";

const intMax = 2 ** 31 - 1;

/** Null when a price does not fit with these digits. */
export function pointRows(
  rows: PriceFile["rows"],
  { digits, shiftMs }: { readonly digits: number; readonly shiftMs: number },
): HistoryRows | null {
  const prices = new PointColumns(digits);
  const made = rows.kind === "bars"
    ? pointBars(rows.bars, { prices, shiftMs })
    : pointTicks(rows.ticks, { prices, shiftMs });
  return prices.fits ? made : null;
}

interface Context {
  readonly prices: PointColumns;
  readonly shiftMs: number;
}

class PointColumns {
  readonly #digits: number;
  fits = true;

  constructor(digits: number) {
    this.#digits = digits;
  }

  column(values: Float64Array): Int32Array {
    const column = new Int32Array(values.length);
    for (let at = 0; at < column.length; at++) {
      const points = toPoints(values[at]!, this.#digits);
      if (!(points >= 0 && points <= intMax)) this.fits = false;
      column[at] = points;
    }
    return column;
  }
}

function pointBars(bars: BarColumns, { prices, shiftMs }: Context): HistoryBars {
  // What a file without a count of ticks is given; 0 stands for an unknown count.
  const isUnknown = bars.tickVolume.every((count) => count === playedTicksPerBar);
  const whole = (values: Float64Array) =>
    Int32Array.from(values, (value) => Math.min(intMax, Math.round(value)));
  return {
    length: bars.brokerMs.length,
    minute: Int32Array.from(bars.brokerMs, (ms) => (ms - shiftMs) / minuteMs),
    open: prices.column(bars.open),
    high: prices.column(bars.high),
    low: prices.column(bars.low),
    close: prices.column(bars.close),
    tickVolume: isUnknown ? new Int32Array(bars.brokerMs.length) : whole(bars.tickVolume),
    spread: whole(bars.spreadPoints),
    realVolume: bars.realVolume,
  };
}

function pointTicks(ticks: TickColumns, { prices, shiftMs }: Context): HistoryTicks {
  return {
    length: ticks.brokerMs.length,
    brokerMs: ticks.brokerMs.map((ms) => ms - shiftMs),
    bid: prices.column(ticks.bid),
    ask: prices.column(ticks.ask),
    last: prices.column(ticks.last),
    volume: ticks.volume,
    flags: ticks.flags,
  };
}

export interface StoredClock {
  readonly clock: HistoryClock;
  /** What is taken off the times of the file. */
  readonly shiftMs: number;
}

/** UTC where the times have a fixed distance from it and bars stay bars; null: nothing tells it. */
export function storedClock({ clock, timeframe }: PriceFile): StoredClock | null {
  if (clock.kind === "unknown") return null;
  if (clock.kind === "broker") return { clock, shiftMs: 0 };
  const { offsetMs } = clock;
  const staysWhole = timeframe === null || offsetMs % timeframeMs(timeframe) === 0;
  return staysWhole
    ? { clock: { kind: "fixed", offsetMs: 0 }, shiftMs: offsetMs }
    : { clock, shiftMs: 0 };
}

export interface UncrossedTicks {
  readonly ticks: TickColumns;
  readonly crossed: number;
  /** Null without one. */
  readonly firstMs: number | null;
}

/** Without the quotes whose bid is above their ask. */
export function uncrossedTicks(ticks: TickColumns): UncrossedTicks {
  const isGood = (at: number) => ticks.bid[at]! <= ticks.ask[at]!;
  const firstBad = ticks.bid.findIndex((_, at) => !isGood(at));
  if (firstBad < 0) return { ticks, crossed: 0, firstMs: null };
  const picks = Array.from(ticks.bid.keys()).filter(isGood);
  const column = (values: Float64Array) => Float64Array.from(picks, (at) => values[at]!);
  const good = {
    brokerMs: column(ticks.brokerMs),
    bid: column(ticks.bid),
    ask: column(ticks.ask),
    last: column(ticks.last),
    volume: column(ticks.volume),
    flags: Uint8Array.from(picks, (at) => ticks.flags[at]!),
  };
  return {
    ticks: good,
    crossed: ticks.bid.length - picks.length,
    firstMs: ticks.brokerMs[firstBad]!,
  };
}
