/**
 * Prices made by the scenario as it runs: each tick becomes part of the history, and bars are built
 * from the ticks.
 */

import {
  barColumns,
  barOpenMs,
  type BrokerMs,
  brokerMs,
  type TickColumns,
  type Timeframe,
  timeframeMs,
} from "../../src/models/mod.ts";
import type {
  BarHistory,
  BarQuery,
  MarketFeed,
  TickHistory,
  TickQuery,
} from "../../src/simulation/market/feed.ts";
import { tickFlags, TickRows } from "../../src/simulation/market/tick_rows.ts";
import type { WireSymbol } from "../../src/mt5/wire_symbols.ts";

export interface ScriptedTick {
  readonly brokerMs: BrokerMs;
  readonly bid: number;
  readonly ask: number;
}

export class ScriptedFeed implements MarketFeed {
  readonly symbols: readonly WireSymbol[];
  readonly #ticks: ReadonlyMap<string, ScriptedTick[]>;

  constructor(symbols: readonly WireSymbol[]) {
    this.symbols = symbols;
    this.#ticks = new Map(symbols.map(({ name }) => [name, []]));
  }

  add(symbol: string, tick: ScriptedTick): void {
    this.#ticks.get(symbol)!.push(tick);
  }

  last(symbol: string): ScriptedTick | null {
    return this.#ticks.get(symbol)!.at(-1) ?? null;
  }

  supports(): boolean {
    return true;
  }

  ticks({ symbol, fromMs, skip, limit }: TickQuery, nowMs: BrokerMs): TickHistory {
    const all = this.#ticks.get(symbol)!;
    const from = firstFrom(all, fromMs) + skip;
    const to = firstFrom(all, brokerMs(nowMs + 1));
    if (from >= to) return nothing;
    return {
      ticks: tickColumns(all.slice(from, Math.min(to, from + limit))),
      more: to > from + limit,
    };
  }

  bars({ symbol, timeframe, fromMs, limit }: BarQuery, nowMs: BrokerMs): BarHistory {
    const all = this.#closedBars(symbol, timeframe, nowMs);
    const asked = fromMs === 0 ? all.slice(-limit) : all.filter((bar) => bar.brokerMs >= fromMs);
    return { bars: barColumns(asked.slice(0, limit)), more: asked.length > limit };
  }

  #closedBars(symbol: string, timeframe: Timeframe, nowMs: BrokerMs) {
    const grouped = Map.groupBy(
      this.#ticks.get(symbol)!,
      (tick) => barOpenMs(tick.brokerMs, timeframe),
    );
    return Array.from(grouped, ([openMs, ticks]) => ({
      brokerMs: openMs,
      open: ticks[0]!.bid,
      high: Math.max(...ticks.map(({ bid }) => bid)),
      low: Math.min(...ticks.map(({ bid }) => bid)),
      close: ticks.at(-1)!.bid,
      tickVolume: ticks.length,
      realVolume: 0,
      spreadPoints: 0,
    })).filter((bar) => bar.brokerMs + timeframeMs(timeframe) <= nowMs);
  }
}

/** Most polls find nothing new. */
const nothing: TickHistory = { ticks: new TickRows().columns(), more: false };

function tickColumns(rows: readonly ScriptedTick[]): TickColumns {
  const columns = new TickRows();
  for (const { brokerMs, bid, ask } of rows) {
    columns.add({ brokerMs, bid, ask, last: 0, volume: 0, flags: tickFlags.bid | tickFlags.ask });
  }
  return columns.columns();
}

/** Index of the first row at or after `fromMs`. */
function firstFrom(rows: readonly ScriptedTick[], fromMs: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle]!.brokerMs >= fromMs) high = middle;
    else low = middle + 1;
  }
  return low;
}
