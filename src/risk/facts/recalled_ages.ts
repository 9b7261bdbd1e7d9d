/**
 * How long ago the orders of the last minute were, after a restart. The computer's clock may have
 * been set before, between and after them, so their times show it only where the counts that were
 * stored with them agree.
 */

import type { RiskDecision } from "../../models/mod.ts";
import { minuteMs } from "../../models/time.ts";

type Approved = Pick<RiskDecision, "decidedMs" | "ordersLastMinute">;

/**
 * Newest first, one for each order of the minute before the newest. How long ago that was is
 * unknown: it counts as of now, and the others by their distance from the next one, unless they
 * would be older than the count of the newest says. `repeats`: how often orders were sent again
 * since the newest, which its count does not contain.
 */
export function recalledAges(approved: readonly Approved[], repeats = 0): number[] {
  const [newest] = approved;
  if (newest === undefined) return [];
  let ageMs = 0;
  const byClock = approved.map(({ decidedMs }, index) => {
    const laterMs = approved[index - 1]?.decidedMs ?? decidedMs;
    ageMs += Math.max(0, laterMs - decidedMs);
    return ageMs;
  });
  const count = (newest.ordersLastMinute ?? byClock.length) + repeats;
  const isCounted = newest.ordersLastMinute !== null;
  return Array.from({ length: count }, (_, index) => {
    const age = byClock[index] ?? 0;
    return isCounted && age >= minuteMs ? 0 : age;
  });
}
