/** All indicators, in the order of docs/indicators.md. */

import { averages } from "./averages.ts";
import type { IndicatorEntry } from "./entry.ts";
import { oscillators } from "./oscillators.ts";
import { volatility } from "./volatility.ts";

export type { IndicatorEntry, Lines, Unit } from "./entry.ts";

/** The indicators by the title of their group. */
export const indicatorGroups: Readonly<Record<string, readonly IndicatorEntry[]>> = {
  "Moving averages": averages,
  "Oscillators": oscillators,
  "Volatility, bands and channels": volatility,
};

/** All of them. */
export const indicatorEntries: readonly IndicatorEntry[] = Object.values(indicatorGroups).flat();
