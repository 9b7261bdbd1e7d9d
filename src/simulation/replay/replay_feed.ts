/** A replay file as a source of prices: the rows of one symbol, and longer bars built from them. */

import {
  type BarColumns,
  type BrokerMs,
  brokerMs,
  sliceBars,
  type Timeframe,
  timeframeMs,
} from "../../models/mod.ts";
import type { WireSymbol } from "../../mt5/wire_symbols.ts";
import type { PriceFile } from "../../history/price_file/price_file.ts";
import type { BarHistory, BarQuery, MarketFeed, TickHistory, TickQuery } from "../market/feed.ts";
import { type CatalogOptions, marketSymbol } from "../market/instrument_catalog.ts";
import { TickRows } from "../market/tick_rows.ts";
import { barsOfTicks, longerBars } from "./bar_series.ts";
import { barTicks, fileTicks, firstTickAt, type TickSeries } from "./tick_series.ts";
import { minuteMs } from "../../models/time.ts";

/** Prices that were recorded. */
export interface ReplayMarket extends MarketFeed {
  /** Time of the first tick. */
  readonly firstMs: BrokerMs;
  /** The end of the last row's bar (for ticks: of its minute). */
  readonly lastMs: BrokerMs;
  /** The longest time between ticks that does not count as a gap in the data. */
  readonly usualGapMs: number;
  /**
   * The time of the `count`th tick after a moment, or of the last tick; null when there is none.
   */
  timeAfter(nowMs: BrokerMs, count: number): BrokerMs | null;
}

export class ReplayFeed implements ReplayMarket {
  readonly symbols: readonly WireSymbol[];
  readonly firstMs: BrokerMs;
  readonly lastMs: BrokerMs;
  readonly usualGapMs: number;
  readonly #ticks: TickSeries;
  readonly #baseTimeframe: Timeframe;
  /** Bars by period; longer ones are built when first requested. */
  readonly #bars = new Map<Timeframe, BarColumns>();

  constructor(file: Pick<PriceFile, "rows" | "digits" | "symbol">, options: CatalogOptions) {
    const { rows, digits } = file;
    const { wire } = marketSymbol(file.symbol, options);
    const tickSize = Number((10 ** -digits).toFixed(digits));
    const tickValue = Number((wire.tickValue * tickSize / wire.tickSize).toPrecision(6));
    this.symbols = [{ ...wire, digits, tickSize, tickValue }];
    this.#baseTimeframe = rows.kind === "bars" ? rows.timeframe : "M1";
    this.#ticks = rows.kind === "bars"
      ? barTicks(rows.bars, rows.timeframe, digits)
      : fileTicks(rows.ticks);
    this.#bars.set(
      this.#baseTimeframe,
      rows.kind === "bars" ? rows.bars : barsOfTicks(rows.ticks, "M1", digits),
    );
    const lengthMs = timeframeMs(this.#baseTimeframe);
    this.firstMs = brokerMs(this.#ticks.timeMs(0));
    this.lastMs = brokerMs(this.#bars.get(this.#baseTimeframe)!.brokerMs.at(-1)! + lengthMs);
    this.usualGapMs = Math.max(minuteMs, lengthMs);
  }

  supports(timeframe: Timeframe): boolean {
    return timeframeMs(timeframe) % timeframeMs(this.#baseTimeframe) === 0;
  }

  bars(query: BarQuery, nowMs: BrokerMs): BarHistory {
    const all = this.#barsOf(query.timeframe);
    const end = firstAt(all.brokerMs, nowMs - timeframeMs(query.timeframe) + 1);
    const start = query.fromMs === 0
      ? Math.max(0, end - query.limit)
      : Math.min(end, firstAt(all.brokerMs, query.fromMs));
    const stop = Math.min(end, start + query.limit);
    return { bars: sliceBars(all, start, stop), more: stop < end };
  }

  ticks(query: TickQuery, nowMs: BrokerMs): TickHistory {
    const end = firstTickAt(this.#ticks, nowMs + 1);
    const from = firstTickAt(this.#ticks, query.fromMs);
    const afterFrom = firstTickAt(this.#ticks, query.fromMs + 1);
    const start = Math.min(from + query.skip, afterFrom);
    const stop = Math.max(start, Math.min(end, start + query.limit));
    const rows = new TickRows();
    for (let index = start; index < stop; index++) this.#ticks.addTo(rows, index);
    return { ticks: rows.columns(), more: stop < end };
  }

  timeAfter(nowMs: BrokerMs, count: number): BrokerMs | null {
    const next = firstTickAt(this.#ticks, nowMs + 1);
    if (next === this.#ticks.length) return null;
    return brokerMs(this.#ticks.timeMs(Math.min(next + count, this.#ticks.length) - 1));
  }

  #barsOf(timeframe: Timeframe): BarColumns {
    const known = this.#bars.get(timeframe);
    if (known !== undefined) return known;
    const made = longerBars(this.#bars.get(this.#baseTimeframe)!, timeframe);
    this.#bars.set(timeframe, made);
    return made;
  }
}

/** The index of the first of ascending `times` that is at or after `timeMs`. */
function firstAt(times: Float64Array, timeMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
