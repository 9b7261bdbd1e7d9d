/**
 * Equity over any range as a limited number of points, without losing a low or a high: rows of the
 * same interval are combined, and the drawdown is that of all rows. Rows come in pages, the newest
 * page first, its oldest row first. Pure.
 */

import type { AccountFigures } from "../models/mod.ts";
import { percentOfPeak } from "../report/figures/drawdown.ts";

/** What the rows of a stretch of time say together. */
export interface EquityStretch {
  /** The time of its first row and, in `toMs`, of its last one, in UTC milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  /** At its last row. */
  readonly equity: number;
  readonly balance: number;
  readonly highest: number;
  readonly lowest: number;
  /** The deepest fall from a high to a later low within it, in percent of the high. */
  readonly drawdownPct: number;
}

/** Two stretches, the earlier one first. */
function joined(one: EquityStretch, other: EquityStretch): EquityStretch {
  const fall = percentOfPeak(one.highest - other.lowest, one.highest);
  return {
    fromMs: one.fromMs,
    toMs: other.toMs,
    equity: other.equity,
    balance: other.balance,
    highest: Math.max(one.highest, other.highest),
    lowest: Math.min(one.lowest, other.lowest),
    drawdownPct: Math.max(one.drawdownPct, other.drawdownPct, fall),
  };
}

const firstWidthMs = 1_000;

export class EquityCurve {
  readonly #pointsMax: number;
  #widthMs = firstWidthMs;
  /** By the number of the stretch since 1970. */
  #stretches = new Map<number, EquityStretch>();

  constructor(pointsMax: number) {
    this.#pointsMax = pointsMax;
  }

  /** All rows are older than those before. */
  add(rows: readonly AccountFigures[]): void {
    for (const { utcMs, equity, balance } of rows.toReversed()) {
      const row = { fromMs: utcMs, toMs: utcMs, equity, balance };
      this.#put({ ...row, highest: equity, lowest: equity, drawdownPct: 0 });
    }
  }

  /** Oldest first. */
  get points(): readonly EquityStretch[] {
    return [...this.#stretches.values()].sort((one, other) => one.fromMs - other.fromMs);
  }

  /** Everything as one stretch; null without a row. */
  get whole(): EquityStretch | null {
    return this.points.reduce<EquityStretch | null>(
      (sum, one) => sum === null ? one : joined(sum, one),
      null,
    );
  }

  /** `stretch` is earlier than all others. */
  #put(stretch: EquityStretch): void {
    const at = Math.floor(stretch.fromMs / this.#widthMs);
    const before = this.#stretches.get(at);
    this.#stretches.set(at, before === undefined ? stretch : joined(stretch, before));
    if (this.#stretches.size > this.#pointsMax) this.#widen();
  }

  #widen(): void {
    const all = this.points;
    this.#widthMs *= 2;
    this.#stretches = new Map();
    for (const one of all.toReversed()) this.#put(one);
  }
}
