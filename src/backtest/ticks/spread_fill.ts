/**
 * Many files of bars hold no spread, and nobody trades without one. A month of bars in which none
 * has a spread gets the usual one of its symbol, as a share of the price. Pure.
 */

import type { BarColumns } from "../../models/mod.ts";
import { usualSpreadShare } from "../../simulation/market/instrument_catalog.ts";
import { minuteMs } from "../../models/time.ts";

/** Points at a price in points; null where no usual spread is known. */
export type UsualSpread = ((pricePoints: number) => number) | null;

/** Rows of bars, by their index. */
export interface SpreadRows {
  readonly length: number;
  minuteAt(at: number): number;
  pricePointsAt(at: number): number;
}

/** What was found; months that were read twice count once. */
export interface FilledSpreads {
  readonly months: number;
  readonly monthsWithout: number;
  /** The spreads that were taken, in points; null when none were. */
  readonly taken: { readonly least: number; readonly most: number } | null;
}

export function usualSpread(symbol: string): UsualSpread {
  const share = usualSpreadShare(symbol);
  return share === null ? null : (price) => Math.max(1, Math.round(price * share));
}

type SpreadColumn = Int32Array | Float64Array;

export class SpreadFill {
  readonly #usual: UsualSpread;
  /** What was taken for each month; 0 where it has spreads of its own. */
  readonly #months = new Map<number, number>();
  #monthsWithout = new Set<number>();

  constructor(usual: UsualSpread) {
    this.#usual = usual;
  }

  /** The same column where nothing has to be filled. */
  filled<Column extends SpreadColumn>(spread: Column, rows: SpreadRows): Column {
    let filled: Column | null = null;
    for (let from = 0; from < rows.length;) {
      const month = monthOf(rows.minuteAt(from));
      const to = endOfMonth(rows, from, month);
      if (hasSpread(spread, from, to)) {
        this.#months.set(month, 0);
      } else {
        const points = this.#usual === null ? 0 : this.#usual(rows.pricePointsAt(from));
        this.#months.set(month, points);
        this.#monthsWithout.add(month);
        filled ??= spread.slice() as Column;
        filled.fill(points, from, to);
      }
      from = to;
    }
    return filled ?? spread;
  }

  found(): FilledSpreads {
    const taken = Array.from(this.#months.values()).filter((points) => points > 0);
    return {
      months: this.#months.size,
      monthsWithout: this.#monthsWithout.size,
      taken: taken.length === 0 ? null : { least: Math.min(...taken), most: Math.max(...taken) },
    };
  }
}

export function barsWithSpread(bars: BarColumns, digits: number, fill: SpreadFill): BarColumns {
  const { brokerMs, close, spreadPoints } = bars;
  const scale = 10 ** digits;
  const filled = fill.filled(spreadPoints, {
    length: brokerMs.length,
    minuteAt: (at) => brokerMs[at]! / minuteMs,
    pricePointsAt: (at) => close[at]! * scale,
  });
  return filled === spreadPoints ? bars : { ...bars, spreadPoints: filled };
}

/** Months since 1970. */
function monthOf(minute: number): number {
  const time = new Date(minute * minuteMs);
  return (time.getUTCFullYear() - 1970) * 12 + time.getUTCMonth();
}

function endOfMonth({ length, minuteAt }: SpreadRows, from: number, month: number): number {
  const next = Date.UTC(1970 + Math.floor(month / 12), month % 12 + 1) / minuteMs;
  let low = from;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (minuteAt(middle) < next) low = middle + 1;
    else high = middle;
  }
  return low;
}

function hasSpread(spread: SpreadColumn, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    if (spread[at]! > 0) return true;
  }
  return false;
}
