/** How long positions were held that were closed whole: parts and reversals do not count. */

export interface HoldingTimes {
  readonly shortestMs: number;
  readonly longestMs: number;
  readonly averageMs: number;
}

/** Null without such a position. */
export function holdingTimes(heldMs: readonly number[]): HoldingTimes | null {
  if (heldMs.length === 0) return null;
  let [shortestMs, longestMs, sum] = [Infinity, 0, 0];
  for (const held of heldMs) {
    shortestMs = Math.min(shortestMs, held);
    longestMs = Math.max(longestMs, held);
    sum += held;
  }
  return { shortestMs, longestMs, averageMs: sum / heldMs.length };
}
