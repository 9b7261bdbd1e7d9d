/** The bounds of a range of time whose ends may be open. */

import type { TimeRange } from "./page_rows.ts";

/** The first and the last time that JavaScript's dates can have. */
const farPast = -8_640_000_000_000_000;
export const farFuture = 8_640_000_000_000_000;

export function timeBounds(
  { fromMs, toMs }: TimeRange,
): { readonly from: number; readonly to: number } {
  return { from: fromMs ?? farPast, to: toMs ?? farFuture };
}
