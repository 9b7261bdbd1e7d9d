/**
 * Judges the bars that a terminal sends, before anything is derived from them: a bar that no market
 * can have made is refused. Entry point: `sensibleBars`.
 */

import {
  type BarColumns,
  barPrices,
  mapBarColumns,
  pointsMax,
  priceMax,
  tradedVolumeMax,
} from "../models/mod.ts";

export const barFaults = [
  /** The open time is not a positive whole number of milliseconds. */
  "invalid_time",
  /** The open time is not a multiple of the period. */
  "off_grid",
  /** Later than the broker's own time. */
  "future",
  /** Not later than a bar before it. */
  "out_of_order",
  "not_positive",
  /** A price, a volume or a spread larger than any. */
  "absurd",
  "high_below_low",
  /** Open or close outside the range from low to high. */
  "outside_range",
  "negative_volume",
] as const;

export type BarFault = typeof barFaults[number];

/** The first fault of a bar, and the value that has it. */
export interface RefusedBar {
  readonly reason: BarFault;
  readonly field: keyof BarColumns;
  readonly value: number;
  readonly brokerMs: number;
}

export interface GivenBars {
  readonly bars: BarColumns;
  readonly utcMs: Float64Array;
}

export interface SensibleBars extends GivenBars {
  readonly refused: readonly RefusedBar[];
  /** Open times of all bars whose time is believed, whatever their prices. */
  readonly times: Float64Array;
}

export interface BarLimits {
  readonly lengthMs: number;
  /** The latest time that a bar can have. */
  readonly believedToMs: number;
}

/** Separates the bars; without a refusal nothing is copied. */
export function sensibleBars({ bars, utcMs }: GivenBars, limits: BarLimits): SensibleBars {
  const refused: RefusedBar[] = [];
  const kept: number[] = [];
  const timed: number[] = [];
  let lastMs = 0;
  for (let at = 0; at < bars.brokerMs.length; at++) {
    const openMs = bars.brokerMs[at]!;
    const timeFault = timeFaultOf(openMs, limits) ?? (openMs > lastMs ? null : "out_of_order");
    const fault = timeFault === null ? figureFaultOf(bars, at) : [timeFault, "brokerMs"] as const;
    if (timeFault === null) {
      timed.push(at);
      lastMs = openMs;
    }
    if (fault === null) kept.push(at);
    else {
      const [reason, field] = fault;
      refused.push({ reason, field, value: bars[field][at]!, brokerMs: bars.brokerMs[at]! });
    }
  }
  if (refused.length === 0) return { bars, utcMs, refused, times: bars.brokerMs };
  const pick = (column: Float64Array) => Float64Array.from(kept, (at) => column[at]!);
  return {
    bars: mapBarColumns(bars, pick),
    utcMs: pick(utcMs),
    refused,
    times: Float64Array.from(timed, (at) => bars.brokerMs[at]!),
  };
}

function timeFaultOf(openMs: number, { lengthMs, believedToMs }: BarLimits): BarFault | null {
  if (!Number.isSafeInteger(openMs) || openMs <= 0) return "invalid_time";
  if (openMs % lengthMs !== 0) return "off_grid";
  return openMs > believedToMs ? "future" : null;
}

const volumeFields = ["tickVolume", "realVolume"] as const;

function figureFaultOf(
  bars: BarColumns,
  at: number,
): readonly [BarFault, keyof BarColumns] | null {
  for (const field of barPrices) {
    const price = bars[field][at]!;
    if (!(price > 0)) return ["not_positive", field];
    if (price > priceMax) return ["absurd", field];
  }
  const [high, low] = [bars.high[at]!, bars.low[at]!];
  if (high < low) return ["high_below_low", "high"];
  for (const field of ["open", "close"] as const) {
    if (bars[field][at]! > high || bars[field][at]! < low) return ["outside_range", field];
  }
  for (const field of volumeFields) {
    const volume = bars[field][at]!;
    if (!(volume >= 0)) return ["negative_volume", field];
    if (volume > tradedVolumeMax) return ["absurd", field];
  }
  const spread = bars.spreadPoints[at]!;
  return Math.abs(spread) <= pointsMax ? null : ["absurd", "spreadPoints"];
}
