/**
 * When a market has quotes, in broker time: Forex from Monday 00:00 to Friday 24:00, crypto always.
 */

import type { AssetClass } from "../../models/instrument.ts";
import type { WireSymbol } from "../../mt5/wire_symbols.ts";

/**
 * `weekdays` is what brokers do; `always` keeps Forex open as well, so that a demo has prices on a
 * Sunday.
 */
export type ForexSession = "weekdays" | "always";

/** Whether the market is open on a day (counted from 1970 in broker time). */
export function isOpenDay(assetClass: AssetClass, session: ForexSession, day: number): boolean {
  if (assetClass === "crypto" || session === "always") return true;
  // 1970-01-01 was a Thursday: 0 = Sunday.
  const weekday = (day + 4) % 7;
  return weekday !== 0 && weekday !== 6;
}

const minutesPerDay = 1_440;

/** The sessions of a week as a broker lists them, one for each day; empty when they are unknown. */
export function weeklySessions(
  assetClass: AssetClass,
  session: ForexSession | undefined,
): WireSymbol["sessions"] {
  if (session === undefined) return [];
  // Day 3 since 1970 was a Sunday.
  const days = [0, 1, 2, 3, 4, 5, 6].filter((day) => isOpenDay(assetClass, session, 3 + day));
  return days.map((day) => [day * minutesPerDay, (day + 1) * minutesPerDay]);
}
