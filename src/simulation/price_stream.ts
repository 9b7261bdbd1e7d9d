/**
 * What a subscribed bridge is sent: each tick once and in order, each bar after it has closed and
 * all its ticks have been sent. It reads the same feed as history requests do, so the two cannot
 * differ.
 */

import {
  type BarColumns,
  barOpenMs,
  type BrokerMs,
  brokerMs,
  type TickColumns,
  type Timeframe,
  timeframeMs,
} from "../models/mod.ts";
import type { MarketFeed } from "./market/feed.ts";

/** One subscribed series; `symbol` is the broker's name. */
export interface Series {
  readonly symbol: string;
  readonly timeframe: Timeframe;
}

export interface StreamStep {
  readonly ticks: readonly { readonly symbol: string; readonly ticks: TickColumns }[];
  readonly bars: readonly (Series & { readonly bars: BarColumns })[];
  /** More is due already: call again immediately. */
  readonly isBehind: boolean;
}

/** What was streamed for one symbol since the start. */
export interface SymbolTotals {
  readonly symbol: string;
  readonly ticks: number;
  /** The closed bars of all its subscribed periods. */
  readonly bars: number;
}

/** The most bars of one series in one message: one day of minutes; more follow in the next step. */
const barsPerStepMax = 1_440;

interface TickCursor {
  fromMs: BrokerMs;
  skip: number;
}

interface BarCursor extends Series {
  fromMs: BrokerMs;
}

export class PriceStream {
  readonly #feed: MarketFeed;
  readonly #totals = new Map<string, { ticks: number; bars: number }>();
  #ticks = new Map<string, TickCursor>();
  #bars = new Map<string, BarCursor>();
  /** Subscribed series whose history was requested since. */
  #read = new Set<string>();

  constructor(feed: MarketFeed) {
    this.#feed = feed;
  }

  /**
   * Replaces the subscription. New series begin after `nowMs`; the others continue where they were.
   */
  subscribe(series: readonly Series[], nowMs: BrokerMs): void {
    const ticks = new Map<string, TickCursor>();
    const bars = new Map<string, BarCursor>();
    for (const { symbol, timeframe } of series) {
      const key = keyOf({ symbol, timeframe });
      const from = { fromMs: brokerMs(nowMs + 1), skip: 0 };
      ticks.set(symbol, this.#ticks.get(symbol) ?? from);
      const fromMs = barOpenMs(nowMs, timeframe);
      bars.set(key, this.#bars.get(key) ?? { symbol, timeframe, fromMs });
    }
    this.#ticks = ticks;
    this.#bars = bars;
    this.#read = new Set([...this.#read].filter((key) => bars.has(key)));
  }

  /** Notes that the history of a series was requested. */
  noteRead(series: Series): void {
    const key = keyOf(series);
    if (this.#bars.has(key)) this.#read.add(key);
  }

  /**
   * Whether the bridge is up to date: it has the history of all subscribed series, and receives
   * what is new.
   */
  get isFollowed(): boolean {
    return this.#bars.size > 0 && this.#read.size === this.#bars.size;
  }

  /** The length of the longest subscribed period. */
  get longestBarMs(): number {
    return Math.max(0, ...Array.from(this.#bars.values(), (bar) => timeframeMs(bar.timeframe)));
  }

  /** What is new up to `nowMs`: about `ticksMax` ticks, divided among the symbols. */
  poll(nowMs: BrokerMs, ticksMax: number): StreamStep {
    const limit = Math.max(1, Math.floor(ticksMax / Math.max(1, this.#ticks.size)));
    const ticks: StreamStep["ticks"][number][] = [];
    const streamedTo = new Map<string, BrokerMs>();
    let isBehind = false;
    for (const [symbol, cursor] of this.#ticks) {
      const found = this.#feed.ticks({ symbol, ...cursor, limit }, nowMs);
      if (found.ticks.brokerMs.length > 0) ticks.push({ symbol, ticks: found.ticks });
      this.#totalsOf(symbol).ticks += found.ticks.brokerMs.length;
      move(cursor, found.ticks.brokerMs, found.more ? null : nowMs);
      streamedTo.set(symbol, found.more ? cursor.fromMs : nowMs);
      isBehind ||= found.more;
    }
    const bars = this.#closedBars(streamedTo);
    return { ticks, bars: bars.steps, isBehind: isBehind || bars.more };
  }

  totals(): SymbolTotals[] {
    return Array.from(this.#totals, ([symbol, totals]) => ({ symbol, ...totals }));
  }

  #closedBars(streamedTo: ReadonlyMap<string, BrokerMs>) {
    const steps: StreamStep["bars"][number][] = [];
    let more = false;
    for (const cursor of this.#bars.values()) {
      const { symbol, timeframe } = cursor;
      const query = { symbol, timeframe, fromMs: cursor.fromMs, limit: barsPerStepMax };
      const toMs = streamedTo.get(symbol)!;
      if (cursor.fromMs + timeframeMs(timeframe) > toMs) continue;
      const found = this.#feed.bars(query, toMs);
      more ||= found.more;
      const lastMs = found.bars.brokerMs.at(-1);
      if (lastMs === undefined) continue;
      cursor.fromMs = brokerMs(lastMs + timeframeMs(timeframe));
      this.#totalsOf(symbol).bars += found.bars.brokerMs.length;
      steps.push({ symbol, timeframe, bars: found.bars });
    }
    return { steps, more };
  }

  #totalsOf(symbol: string): { ticks: number; bars: number } {
    let totals = this.#totals.get(symbol);
    if (totals === undefined) this.#totals.set(symbol, totals = { ticks: 0, bars: 0 });
    return totals;
  }
}

function keyOf({ symbol, timeframe }: Series): string {
  return `${symbol}:${timeframe}`;
}

/**
 * Moves the cursor past the ticks that were returned; `completeToMs` is set when there are no
 * others up to then.
 */
function move(cursor: TickCursor, times: Float64Array, completeToMs: BrokerMs | null): void {
  if (completeToMs !== null) {
    cursor.fromMs = brokerMs(completeToMs + 1);
    cursor.skip = 0;
    return;
  }
  const lastMs = brokerMs(times.at(-1)!);
  let atLast = 0;
  while (atLast < times.length && times[times.length - 1 - atLast] === lastMs) atLast++;
  cursor.skip = atLast + (cursor.fromMs === lastMs ? cursor.skip : 0);
  cursor.fromMs = lastMs;
}
