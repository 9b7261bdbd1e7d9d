/** All indicators, in the order of docs/indicators.md. */

import { averages } from "./averages.ts";
import type { IndicatorEntry } from "./entry.ts";
import { levels } from "./levels.ts";
import { oscillators } from "./oscillators.ts";
import { patterns } from "./patterns.ts";
import { trend } from "./trend.ts";
import { volatility } from "./volatility.ts";
import { volume } from "./volume.ts";

export type { IndicatorEntry, Lines, Unit } from "./entry.ts";

/** The indicators by the title of their group. */
export const indicatorGroups: Readonly<Record<string, readonly IndicatorEntry[]>> = {
  "Moving averages": averages,
  "Oscillators": oscillators,
  "Trend": trend,
  "Volatility, bands and channels": volatility,
  "Volume": volume,
  "Levels, turning points, other bars": levels,
  "Candle patterns": patterns,
};

/** All of them. */
export const indicatorEntries: readonly IndicatorEntry[] = Object.values(indicatorGroups).flat();
