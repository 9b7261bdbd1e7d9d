/** Volumes that a strategy with columns wants, in whole steps of the symbol. Pure. */

import type { Instrument, SignalEntry } from "../models/mod.ts";
import { lotsWithin } from "../risk/sizing.ts";

/** Parts are given as decimals: 0.29 of a lot must not lose a step to the error of a double. */
const noiseLots = 1e-9;

/**
 * The lots of one part of an entry in lots: rounded down to a step, and the rest for the last part.
 * Null when the entry is sized by risk, and for a part that is too small to be ordered.
 */
export function lotsOfPart(
  { size, parts, part }: SignalEntry,
  instrument: Instrument,
): number | null {
  if (size.kind !== "lots") return null;
  if (parts.length === 1) return size.lots;
  const before = parts.slice(0, part).reduce((sum, one) => sum + stepsOf(size.lots * one), 0);
  const own = part === parts.length - 1 ? size.lots - before : size.lots * parts[part]!;
  const lots = stepsOf(own);
  return lots >= instrument.volumeMinLots ? lots : null;

  function stepsOf(volume: number): number {
    return lotsWithin(volume + noiseLots, instrument);
  }
}

/**
 * How much of a position is closed: null for all of it, also when the rest would be too small to
 * stay open; 0 when the part itself is too small.
 */
export function lotsToClose(openLots: number, part: number, instrument: Instrument): number | null {
  if (part === 1) return null;
  const lots = lotsWithin(openLots * part + noiseLots, instrument);
  if (lots < instrument.volumeMinLots) return 0;
  return openLots - lots < instrument.volumeMinLots - noiseLots ? null : lots;
}
