/**
 * A market that depends only on seed and time: any bar and any tick of any symbol can be generated
 * at any moment, always with the same result, also in another process. History therefore joins the
 * live prices without a gap, bars match ticks, and a terminal that was killed continues as if it
 * had never been away.
 */

import { type BrokerMs, type Timeframe, timeframeMs, timeframes } from "../../models/mod.ts";
import type { WireSymbol } from "../../mt5/wire_symbols.ts";
import type { BarHistory, BarQuery, MarketFeed, TickHistory, TickQuery } from "./feed.ts";
import { type MarketSymbol, marketSymbol, scaleOf, type StepScale } from "./instrument_catalog.ts";
import { minuteBars, minutesPerDay } from "./minute_bars.ts";
import { MinuteTicks } from "./minute_ticks.ts";
import { hashAt, seedOf } from "./noise.ts";
import { aggregate, type BarSegment, segmentColumns, type StepBars } from "./step_bars.ts";
import { tickFlags, TickRows } from "./tick_rows.ts";
import { type ForexSession, isOpenDay } from "./session.ts";
import { dayMs, minuteMs } from "../../models/time.ts";

export interface MarketOptions {
  readonly seed: number;
  /** The trader's names; unknown names get prices as well. */
  readonly symbols: readonly string[];
  /** The broker's suffix, such as `.m`; empty for none. */
  readonly suffix: string;
  readonly accountCurrency: string;
  readonly forexSession: ForexSession;
  /** The average for one symbol, in the market's own time; each minute has at least 4. */
  readonly ticksPerMinute: number;
}

/** The first day with prices: 2015-01-01. Earlier history is empty, as with any broker. */
const firstDay = Date.UTC(2015, 0, 1) / dayMs;

/**
 * The days of bars that are cached, over all symbols and periods: up to 40 MB if all are minute
 * bars, enough for 300 symbols at once.
 */
const cachedDaysMax = 1_024;

/** The minutes of ticks that are cached: the current one of each symbol. */
const cachedMinutesMax = 256;

interface Listed {
  readonly symbol: MarketSymbol;
  readonly seed: number;
  readonly scale: StepScale;
}

export class SeededMarket implements MarketFeed {
  readonly symbols: readonly WireSymbol[];
  readonly #options: MarketOptions;
  readonly #listed = new Map<string, Listed>();
  readonly #days = new Map<string, StepBars>();
  readonly #minutes = new Map<string, MinuteTicks>();

  constructor(options: MarketOptions) {
    this.#options = options;
    for (const name of options.symbols) {
      const symbol = marketSymbol(name, options);
      this.#listed.set(symbol.wire.name, {
        symbol,
        seed: seedOf(options.seed, name),
        scale: scaleOf(symbol.wire),
      });
    }
    this.symbols = Array.from(this.#listed.values(), ({ symbol }) => symbol.wire);
  }

  supports(timeframe: Timeframe): boolean {
    return timeframes.includes(timeframe);
  }

  bars(query: BarQuery, nowMs: BrokerMs): BarHistory {
    return query.fromMs === 0 ? this.#newest(query, nowMs) : this.#barsFrom(query, nowMs);
  }

  ticks(query: TickQuery, nowMs: BrokerMs): TickHistory {
    const listed = this.#find(query.symbol);
    const rows = new TickRows();
    let skip = query.skip;
    const firstMinute = Math.max(Math.floor(query.fromMs / minuteMs), firstDay * minutesPerDay);
    for (let minute = firstMinute; minute * minuteMs <= nowMs;) {
      const ticks = this.#ticksOf(listed, minute);
      if (ticks === null) {
        minute = (Math.floor(minute / minutesPerDay) + 1) * minutesPerDay;
        continue;
      }
      const first = minute === firstMinute ? ticks.indexFrom(query.fromMs) : 0;
      for (let index = first; index < ticks.count; index++) {
        const timeMs = ticks.timeMs(index);
        if (timeMs > nowMs) return { ticks: rows.columns(), more: false };
        if (timeMs === query.fromMs && skip-- > 0) continue;
        if (rows.length === query.limit) return { ticks: rows.columns(), more: true };
        addTick(rows, ticks, { index, timeMs, scale: listed.scale });
      }
      minute++;
    }
    return { ticks: rows.columns(), more: false };
  }

  #newest(query: BarQuery, nowMs: BrokerMs): BarHistory {
    const segments: BarSegment[] = [];
    let missing = query.limit;
    for (let day = Math.floor(nowMs / dayMs); day >= firstDay && missing > 0; day--) {
      const bars = this.#barsOf(query, day);
      if (bars === null) continue;
      const stop = closedBars(query.timeframe, nowMs - day * dayMs);
      const start = Math.max(0, stop - missing);
      segments.unshift({ bars, start, stop });
      missing -= stop - start;
    }
    return { bars: segmentColumns(segments, this.#find(query.symbol).scale), more: false };
  }

  #barsFrom(query: BarQuery, nowMs: BrokerMs): BarHistory {
    const segments: BarSegment[] = [];
    const lastDay = Math.floor(nowMs / dayMs);
    const firstBarDay = Math.max(Math.floor(query.fromMs / dayMs), firstDay);
    let missing = query.limit;
    let more = false;
    for (let day = firstBarDay; day <= lastDay && !more; day++) {
      const bars = this.#barsOf(query, day);
      if (bars === null) continue;
      const start = barsBefore(query.timeframe, query.fromMs - day * dayMs);
      const closed = Math.max(start, closedBars(query.timeframe, nowMs - day * dayMs));
      const stop = Math.min(closed, start + missing);
      segments.push({ bars, start, stop });
      missing -= stop - start;
      more = stop < closed;
    }
    return { bars: segmentColumns(segments, this.#find(query.symbol).scale), more };
  }

  #find(symbol: string): Listed {
    const listed = this.#listed.get(symbol);
    if (listed === undefined) throw new RangeError(`No symbol "${symbol}" in this market`);
    return listed;
  }

  /** All bars of a day, closed or not; null when the market is closed on that day. */
  #barsOf(series: { symbol: string; timeframe: Timeframe }, day: number): StepBars | null {
    const listed = this.#find(series.symbol);
    if (!isOpenDay(listed.symbol.assetClass, this.#options.forexSession, day)) return null;
    const key = `${series.symbol}:${series.timeframe}:${day}`;
    return remember(this.#days, { key, max: cachedDaysMax }, () => {
      if (series.timeframe !== "M1") {
        const minutes = this.#barsOf({ symbol: series.symbol, timeframe: "M1" }, day)!;
        return aggregate(minutes, timeframeMs(series.timeframe) / minuteMs);
      }
      const { ticksPerMinute } = this.#options;
      return minuteBars(listed.symbol, day, { seed: listed.seed, ticksPerMinute });
    });
  }

  #ticksOf(listed: Listed, minute: number): MinuteTicks | null {
    const { name } = listed.symbol.wire;
    const day = Math.floor(minute / minutesPerDay);
    const bars = this.#barsOf({ symbol: name, timeframe: "M1" }, day);
    if (bars === null) return null;
    return remember(this.#minutes, { key: `${name}:${minute}`, max: cachedMinutesMax }, () => {
      const at = minute % minutesPerDay;
      const bar = {
        minute,
        open: bars.open[at]!,
        high: bars.high[at]!,
        low: bars.low[at]!,
        close: bars.close[at]!,
        tickCount: bars.tickCount[at]!,
        spread: bars.spread[at]!,
      };
      return new MinuteTicks(bar, hashAt(listed.seed, 0x71c4));
    });
  }
}

/** The bars of a day that have closed by a given time of the day. */
function closedBars(timeframe: Timeframe, dayTimeMs: number): number {
  return Math.floor(Math.min(dayTimeMs, dayMs) / timeframeMs(timeframe));
}

/** The bars of a day that open before a given time of the day. */
function barsBefore(timeframe: Timeframe, dayTimeMs: number): number {
  return Math.ceil(Math.min(Math.max(dayTimeMs, 0), dayMs) / timeframeMs(timeframe));
}

function addTick(
  rows: TickRows,
  ticks: MinuteTicks,
  at: { readonly index: number; readonly timeMs: number; readonly scale: StepScale },
): void {
  const bid = ticks.bidSteps(at.index);
  rows.add({
    brokerMs: at.timeMs,
    bid: bid / at.scale.stepsPerUnit,
    ask: (bid + ticks.spreadSteps(at.index)) / at.scale.stepsPerUnit,
    last: 0,
    volume: 0,
    flags: tickFlags.bid | tickFlags.ask,
  });
}

/**
 * The cached value of `key`, created when missing; beyond the limit the least recently used one is
 * dropped.
 */
function remember<T>(
  cache: Map<string, T>,
  { key, max }: { readonly key: string; readonly max: number },
  make: () => T,
): T {
  const known = cache.get(key);
  const value = known ?? make();
  cache.delete(key);
  cache.set(key, value);
  if (cache.size > max) cache.delete(cache.keys().next().value!);
  return value;
}
