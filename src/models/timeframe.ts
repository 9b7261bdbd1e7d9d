/** MetaTrader's bar periods. */

import type { BrokerMs } from "./time.ts";
import { err, ok, type Result } from "./result.ts";

/** How many minutes each period lasts. */
export const minutesByTimeframe = {
  M1: 1,
  M2: 2,
  M3: 3,
  M4: 4,
  M5: 5,
  M6: 6,
  M10: 10,
  M12: 12,
  M15: 15,
  M20: 20,
  M30: 30,
  H1: 60,
  H2: 120,
  H3: 180,
  H4: 240,
  H6: 360,
  H8: 480,
  H12: 720,
  D1: 1440,
} as const;

/** Periods of up to one day: their bars start at multiples of the period in broker time. */
export type Timeframe = keyof typeof minutesByTimeframe;

/** All periods, the shortest first. */
export const timeframes = Object.keys(minutesByTimeframe) as readonly Timeframe[];

export type TimeframeError = {
  readonly code: "unknown_timeframe";
  readonly given: string;
  readonly allowed: readonly Timeframe[];
};

/** Reads `M15`, `m15`, or minutes alone (`15`); an unknown period is an error, never a default. */
export function parseTimeframe(text: string): Result<Timeframe, TimeframeError> {
  const given = text.trim().toUpperCase();
  const found = timeframes.find((timeframe) =>
    timeframe === given || String(minutesByTimeframe[timeframe]) === given
  );
  return found === undefined
    ? err({ code: "unknown_timeframe", given: text, allowed: timeframes })
    : ok(found);
}

export function timeframeMs(timeframe: Timeframe): number {
  return minutesByTimeframe[timeframe] * 60_000;
}

/** Open time of the bar that contains `time`. */
export function barOpenMs(time: BrokerMs, timeframe: Timeframe): BrokerMs {
  const lengthMs = timeframeMs(timeframe);
  return Math.floor(time / lengthMs) * lengthMs as BrokerMs;
}
