/**
 * How long positions were held that were closed whole, without a reversal, as MetaTrader counts it:
 * each weekend in between takes two days off, and the search for the shortest one starts again
 * after a position that was closed in the second of its opening. Both were found on genuine
 * reports.
 */

import { dayMs } from "../../models/time.ts";
import type { Held } from "../trades/trades_of_deals.ts";

export interface HoldingTimes {
  readonly shortestMs: number;
  readonly longestMs: number;
  readonly averageMs: number;
}

const weekMs = 7 * dayMs;
/** 1970-01-04 was a Sunday: a weekend is over where it begins. */
const firstSundayMs = 3 * dayMs;
const weekendMs = 2 * dayMs;
const secondMs = 1_000;

/** Null without such a position. */
export function holdingTimes(held: readonly Held[]): HoldingTimes | null {
  if (held.length === 0) return null;
  let [shortestMs, longestMs, sum] = [0, 0, 0];
  for (const { openMs, closeMs } of held) {
    const weekends = weeksBefore(closeMs) - weeksBefore(openMs);
    const lasted = Math.max(0, closeMs - openMs - weekends * weekendMs);
    if (shortestMs < secondMs || lasted < shortestMs) shortestMs = lasted;
    longestMs = Math.max(longestMs, lasted);
    sum += lasted;
  }
  return { shortestMs, longestMs, averageMs: sum / held.length };
}

function weeksBefore(ms: number): number {
  return Math.floor((ms - firstSundayMs) / weekMs);
}
