/** The bars of the strategy's own series, and the one on which it decides. Part of the realm. */

import type { BarColumns } from "../../models/mod.ts";

/** Whole numbers, of 16 bits each where all of them fit. */
export type ShortColumn = Int16Array | Int32Array;

/** Bars as whole numbers: 16 bytes a bar, or 24 with prices that move far. */
export interface KeptBars {
  /** Points of one unit of price. */
  readonly perUnit: number;
  /** Since 1970. */
  readonly minute: Int32Array;
  /** In points. */
  readonly close: Int32Array;
  /** In points from the close. */
  readonly open: ShortColumn;
  readonly high: ShortColumn;
  readonly low: ShortColumn;
  readonly spread: ShortColumn;
}

/** Null when that would change one of their figures. */
export function keptBars(bars: BarColumns, digits: number): KeptBars | null {
  const perUnit = 10 ** digits;
  const price = (column: Float64Array) => wholeColumn(column, perUnit, (one) => one / perUnit);
  const minute = wholeColumn(bars.brokerMs, 1 / 60_000, (one) => one * 60_000);
  const spread = wholeColumn(bars.spreadPoints, 1, (one) => one);
  const close = price(bars.close);
  if (minute === null || spread === null || close === null) return null;
  const away = (column: Float64Array) => {
    const points = price(column);
    return points === null ? null : shortColumn(points.map((one, at) => one - close[at]!));
  };
  const [open, high, low] = [away(bars.open), away(bars.high), away(bars.low)];
  if (open === null || high === null || low === null) return null;
  return { perUnit, minute, close, open, high, low, spread: shortColumn(spread) };
}

export function shortColumn(whole: Int32Array): ShortColumn {
  const short = Int16Array.from(whole);
  return short.every((one, at) => one === whole[at]) ? short : whole;
}

/** Null when `back` does not give every value again. */
export function wholeColumn(
  column: Float64Array,
  scale: number,
  back: (one: number) => number,
): Int32Array | null {
  const whole = new Int32Array(column.length);
  for (let at = 0; at < whole.length; at++) {
    whole[at] = Math.round(column[at]! * scale);
    if (back(whole[at]!) !== column[at]) return null;
  }
  return whole;
}

/** Before there are any. */
export function noBars(): OwnBars {
  const none = new Float64Array(0);
  return new OwnBars({
    ...{ brokerMs: none, open: none, high: none, low: none, close: none },
    ...{ tickVolume: none, realVolume: none, spreadPoints: none },
  }, { lengthMs: 0, digits: 0 });
}

export class OwnBars {
  /** The bar that is decided on. */
  index = -1;
  /** The smallest change of the price. */
  readonly point: number;
  readonly #lengthMs: number;
  readonly #digits: number;
  #bars: BarColumns | null;
  /** Instead of the bars. */
  #kept: KeptBars | null = null;

  constructor(
    bars: BarColumns,
    { lengthMs, digits }: { readonly lengthMs: number; readonly digits: number },
  ) {
    this.#bars = bars;
    this.#lengthMs = lengthMs;
    this.#digits = digits;
    this.point = Number((10 ** -digits).toFixed(digits));
  }

  /** Keeps only what decisions need; see `DecisionSide.keepPoints`. */
  keepPoints(): void {
    const kept = this.#bars === null ? null : keptBars(this.#bars, this.#digits);
    if (kept === null) return;
    this.#kept = kept;
    this.#bars = null;
  }

  openMsAt(index: number): number {
    const kept = this.#kept;
    return kept === null ? this.#bars!.brokerMs[index]! : kept.minute[index]! * 60_000;
  }

  closeAt(index: number): number {
    const kept = this.#kept;
    return kept === null ? this.#bars!.close[index]! : kept.close[index]! / kept.perUnit;
  }

  get brokerMs(): number {
    return this.openMsAt(this.index);
  }

  get closeMs(): number {
    return this.openMsAt(this.index) + this.#lengthMs;
  }

  get open(): number {
    return this.#price("open");
  }

  get high(): number {
    return this.#price("high");
  }

  get low(): number {
    return this.#price("low");
  }

  get close(): number {
    return this.closeAt(this.index);
  }

  get spread(): number {
    const kept = this.#kept;
    const points = kept === null ? this.#bars!.spreadPoints : kept.spread;
    return points[this.index]! * this.point;
  }

  #price(name: "open" | "high" | "low"): number {
    const kept = this.#kept;
    const { index } = this;
    if (kept === null) return this.#bars![name][index]!;
    return (kept.close[index]! + kept[name][index]!) / kept.perUnit;
  }
}
