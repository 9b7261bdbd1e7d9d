/** How much of a master's position a follower trades. Pure. */

import {
  type CopyMiss,
  type CopySize,
  err,
  type Instrument,
  ok,
  type Result,
} from "../../models/mod.ts";
import { lotsWithin } from "../../risk/sizing.ts";

/** Products of decimals must not lose a step to the error of a double. */
const noiseLots = 1e-9;

export interface CopySizing {
  readonly size: CopySize;
  readonly masterLots: number;
  readonly master: { readonly equity: number; readonly instrument: Instrument | null };
  readonly follower: { readonly equity: number; readonly instrument: Instrument };
}

/** Null leaves the size to the follower's risk. */
export function copiedLots(sizing: CopySizing): Result<number | null, CopyMiss> {
  const { size, masterLots, master, follower: { instrument } } = sizing;
  if (size.kind === "risk") return ok(null);
  if (master.instrument === null) {
    return err({
      code: "symbol_unknown",
      reason: "The master's terminal does not describe the symbol: add it to its symbols",
    });
  }
  const units = master.instrument.contractSize / instrument.contractSize;
  const share = size.kind === "ratio" ? 1 : equityShare(sizing, master.instrument);
  if (share === null || !Number.isFinite(units) || !(units > 0)) {
    return err({
      code: "equity_unknown",
      reason: "The equity of the two accounts cannot be compared now",
    });
  }
  const lots = lotsWithin(masterLots * units * share * size.factor + noiseLots, instrument);
  if (lots < instrument.volumeMinLots - noiseLots) {
    return err({
      code: "volume_too_small",
      reason: `Its part of ${masterLots} lots is less than the smallest volume, ` +
        `${instrument.volumeMinLots} lots`,
    });
  }
  return ok(Math.min(lots, instrument.volumeMaxLots));
}

/**
 * The follower's equity as a multiple of the master's. What one unit of the symbol is worth in each
 * account's currency tells the rate between the two.
 */
function equityShare(
  { master, follower }: CopySizing,
  masterInstrument: Instrument,
): number | null {
  const worth = (one: Instrument) => one.tickValue / one.tickSize / one.contractSize;
  const rate = worth(follower.instrument) / worth(masterInstrument);
  const share = follower.equity / (master.equity * rate);
  return Number.isFinite(share) && share > 0 && master.equity > 0 ? share : null;
}

/**
 * How much of what is held may stay open: whole steps of what is wanted, and at least the smallest
 * volume while the master still has something.
 */
export function lotsToKeep(wantedLots: number, instrument: Instrument): number {
  const { volumeMinLots } = instrument;
  return Math.max(volumeMinLots, lotsWithin(wantedLots + noiseLots, instrument));
}
