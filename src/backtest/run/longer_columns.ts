/**
 * Bars of a longer period as strategies see them, built of blocks of shorter ones in whole points:
 * what `longerBars` makes of all of them at once.
 */

import { type BarColumns, barFields, mapBarColumns, ok, type Result } from "../../models/mod.ts";
import type { PointBars } from "../ticks/point_bars.ts";

export interface ShorterBars extends PointBars {
  readonly realVolume: Float64Array | null;
}

export interface LongerOptions {
  /** The longer period; a multiple of that of the bars. */
  readonly minutes: number;
  /** Points in a price of 1. */
  readonly pointScale: number;
  /** In place of the spreads of the bars. */
  readonly spreadPoints: number | null;
}

const portionRows = 65_536;

/** An error is passed on, and ends it. */
export function* longerColumns<Problem>(
  blocks: Iterable<Result<ShorterBars, Problem>>,
  options: LongerOptions,
): Generator<Result<BarColumns, Problem>> {
  const growing = new GrowingBars(options);
  for (const block of blocks) {
    if (!block.ok) return yield block;
    for (let from = 0; from < block.value.length;) {
      from = growing.add(block.value, from);
      if (growing.isFull) yield ok(growing.take());
    }
  }
  growing.end();
  yield ok(growing.take());
}

class GrowingBars {
  readonly #options: LongerOptions;
  #columns = emptyColumns();
  #count = 0;
  /** The bar that is being built, in points; -1: none. */
  #minute = -1;
  #open = 0;
  #high = 0;
  #low = 0;
  #close = 0;
  #tickVolume = 0;
  #realVolume = 0;
  #spread = 0;

  constructor(options: LongerOptions) {
    this.#options = options;
  }

  get isFull(): boolean {
    return this.#count === portionRows;
  }

  /** The finished bars. */
  take(): BarColumns {
    const taken = mapBarColumns(this.#columns, (column) => column.subarray(0, this.#count));
    this.#columns = emptyColumns();
    this.#count = 0;
    return taken;
  }

  end(): void {
    if (this.#minute >= 0) this.#finish();
    this.#minute = -1;
  }

  /** Adds bars until the portion is full; returns the index of the first one that is left. */
  add(bars: ShorterBars, from: number): number {
    const { minute, open, high, low, close, tickVolume, spread, realVolume } = bars;
    const { minutes } = this.#options;
    for (let at = from; at < bars.length; at++) {
      const start = minute[at]! - minute[at]! % minutes;
      if (start !== this.#minute) {
        if (this.#minute >= 0) this.#finish();
        this.#minute = start;
        this.#open = open[at]!;
        this.#high = high[at]!;
        this.#low = low[at]!;
        this.#tickVolume = tickVolume[at]!;
        this.#realVolume = realVolume === null ? 0 : realVolume[at]!;
        this.#spread = spread[at]!;
        this.#close = close[at]!;
        if (this.isFull) return at + 1;
        continue;
      }
      if (high[at]! > this.#high) this.#high = high[at]!;
      if (low[at]! < this.#low) this.#low = low[at]!;
      if (spread[at]! < this.#spread) this.#spread = spread[at]!;
      this.#close = close[at]!;
      this.#tickVolume += tickVolume[at]!;
      if (realVolume !== null) this.#realVolume += realVolume[at]!;
    }
    return bars.length;
  }

  #finish(): void {
    const { pointScale, spreadPoints } = this.#options;
    const columns = this.#columns;
    const at = this.#count++;
    columns.brokerMs[at] = this.#minute * 60_000;
    columns.open[at] = this.#open / pointScale;
    columns.high[at] = this.#high / pointScale;
    columns.low[at] = this.#low / pointScale;
    columns.close[at] = this.#close / pointScale;
    columns.tickVolume[at] = this.#tickVolume;
    columns.realVolume[at] = this.#realVolume;
    columns.spreadPoints[at] = spreadPoints ?? this.#spread;
  }
}

function emptyColumns(): BarColumns {
  return Object.fromEntries(
    barFields.map((name) => [name, new Float64Array(portionRows)]),
  ) as unknown as BarColumns;
}
