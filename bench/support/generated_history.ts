/** A catalogue of generated minute bars of many symbols over years, for benches. */

import { CatalogueWriter } from "../../src/history/catalogue/catalogue_writer.ts";
import type { HistoryBars } from "../../src/history/catalogue/history_columns.ts";
import { dayMs, minuteMs } from "../../src/models/time.ts";
import { seededRandom } from "../../src/runtime/random.ts";

/** The pairs of the eight major currencies. */
export const majorPairs: readonly string[] = [
  ...["EURUSD", "GBPUSD", "AUDUSD", "NZDUSD", "USDCAD", "USDCHF", "USDJPY"],
  ...["EURGBP", "EURAUD", "EURNZD", "EURCAD", "EURCHF", "EURJPY"],
  ...["GBPAUD", "GBPNZD", "GBPCAD", "GBPCHF", "GBPJPY"],
  ...["AUDNZD", "AUDCAD", "AUDCHF", "AUDJPY", "NZDCAD", "NZDCHF", "NZDJPY"],
  ...["CADCHF", "CADJPY", "CHFJPY"],
];

export interface GeneratedHistory {
  readonly symbols: readonly string[];
  readonly fromYear: number;
  readonly years: number;
}

/** Writes the catalogue; returns how many bars it has. */
export function writeHistory(dir: string, { symbols, fromYear, years }: GeneratedHistory): number {
  const opened = CatalogueWriter.open(dir);
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  using writer = opened.value;
  let count = 0;
  for (const [index, symbol] of symbols.entries()) {
    const digits = symbol.endsWith("JPY") ? 3 : 5;
    const walk = new MinuteWalk(index + 1);
    for (let month = 0; month < years * 12; month++) {
      const rows = walk.month(fromYear, month);
      const series = { source: "BENCH", symbol, timeframe: "M1" } as const;
      const facts = { series, digits, rows, clock: { kind: "broker" }, origin: "bench" } as const;
      const added = writer.add(facts, "keep");
      if (!added.ok) throw new Error(JSON.stringify(added.error));
      count += rows.length;
    }
  }
  return count;
}

export interface GeneratedTicks {
  readonly symbol: string;
  readonly fromYear: number;
  readonly days: number;
  readonly ticksADay: number;
}

/** Ticks of a pair of five digits that wander around 1.1, on every day. */
export function writeTicks(
  dir: string,
  { symbol, fromYear, days, ticksADay }: GeneratedTicks,
): void {
  const opened = CatalogueWriter.open(dir);
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  using writer = opened.value;
  const random = seededRandom(1);
  const series = { source: "BENCH", symbol, timeframe: null } as const;
  const facts = { series, digits: 5, clock: { kind: "broker" }, origin: "bench" } as const;
  let price = 110_000;
  for (let day = 0; day < days; day++) {
    const startMs = Date.UTC(fromYear, 0, 1 + day);
    const rows = {
      length: ticksADay,
      brokerMs: new Float64Array(ticksADay),
      bid: new Int32Array(ticksADay),
      ask: new Int32Array(ticksADay),
      ...{ last: null, volume: null, flags: null },
    };
    for (let at = 0; at < ticksADay; at++) {
      const pull = price > 115_000 ? -1 : price < 105_000 ? 1 : 0;
      price += Math.floor(random() * 7) - 3 + pull;
      rows.brokerMs[at] = startMs + Math.floor(dayMs * at / ticksADay);
      rows.bid[at] = price;
      rows.ask[at] = price + 5 + Math.floor(random() * 8);
    }
    const added = writer.add({ ...facts, rows }, "keep");
    if (!added.ok) throw new Error(JSON.stringify(added.error));
  }
}

/** Minutes from Monday to Friday; some are missing. */
class MinuteWalk {
  readonly #random: () => number;
  #price = 110_000;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  month(year: number, month: number): HistoryBars {
    const [fromMs, toMs] = [Date.UTC(year, month), Date.UTC(year, month + 1)];
    const minute = new Int32Array((toMs - fromMs) / minuteMs);
    let length = 0;
    for (let ms = fromMs; ms < toMs; ms += minuteMs) {
      const weekday = Math.floor(ms / dayMs + 4) % 7;
      if (weekday === 0 || weekday === 6 || this.#draw(100) === 0) continue;
      minute[length++] = ms / minuteMs;
    }
    const column = () => new Int32Array(length);
    const bars = {
      ...{ length, minute: minute.slice(0, length), open: column(), high: column() },
      ...{ low: column(), close: column(), tickVolume: column(), spread: column() },
      realVolume: null,
    };
    for (let at = 0; at < length; at++) this.#bar(bars, at);
    return bars;
  }

  #bar({ open, high, low, close, tickVolume, spread }: HistoryBars, at: number): void {
    const pull = this.#price > 130_000 ? -1 : this.#price < 90_000 ? 1 : 0;
    const start = this.#price + this.#draw(3) - 1 + pull;
    this.#price = start + this.#draw(25) - 12;
    open[at] = start;
    close[at] = this.#price;
    high[at] = Math.max(start, this.#price) + this.#draw(10);
    low[at] = Math.min(start, this.#price) - this.#draw(10);
    tickVolume[at] = 20 + this.#draw(100);
    spread[at] = 5 + this.#draw(8);
  }

  #draw(below: number): number {
    return Math.floor(this.#random() * below);
  }
}
