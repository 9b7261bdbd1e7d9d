/**
 * The volume of a trade, from the money that may be lost and the loss per lot. Uses exact
 * fractions: the volume is the largest whole number of steps whose loss at the stop is within the
 * allowed money, never rounded up. `trade_loss.ts` calculates the loss per lot, with commission,
 * expected slippage, the gap reserve and the swap of the coming nights.
 */

import type { Instrument } from "../models/mod.ts";
import { approximate, inverse, product, type Ratio, ratio } from "../models/ratio.ts";

export interface SizingInput {
  readonly instrument: Instrument;
  /** The loss per lot. */
  readonly perLot: Ratio;
  /** In the account's currency. */
  readonly allowedMoney: Ratio;
  /** An upper limit from another source (exposure); null for none. */
  readonly capLots: number | null;
}

/**
 * How far a volume may be from a whole number of steps: an absolute tolerance in steps, and one
 * relative to their number.
 */
const stepNoise = 1e-6;
const relativeNoise = 1e-12;

/** Volumes cannot be calculated without a tick value and valid volume limits. */
export function hasValue(instrument: Instrument): boolean {
  const { tickSize, tickValue, volumeStepLots, volumeMinLots, volumeMaxLots } = instrument;
  return [tickSize, tickValue, volumeStepLots, volumeMinLots, volumeMaxLots]
    .every((value) => Number.isFinite(value) && value > 0);
}

/**
 * A value that the terminal does not confirm was right a while ago: the rate it comes from may have
 * moved against the trader since.
 */
const unconfirmedReserve = 1.25;

/** The value of a tick of one lot, with a reserve while the terminal does not confirm it. */
export function judgedTickValue({ tickValue, reportedTickValue }: Instrument): number {
  return reportedTickValue === undefined ? tickValue : tickValue * unconfirmedReserve;
}

/**
 * The loss of one lot between two prices, in the account's currency. The instrument must have a
 * value.
 */
export function lossPerLot(instrument: Instrument, entry: number, stopLoss: number): Ratio {
  return product(
    distance(ratio(entry), ratio(stopLoss)),
    inverse(ratio(instrument.tickSize)),
    ratio(judgedTickValue(instrument)),
  );
}

/**
 * The volume by risk, in whole steps; 0 when not even one fits. A volume above the symbol's largest
 * is cut down to it: that risks less than allowed, and the trader asked for a risk, not for a
 * volume. The caller refuses volumes below the smallest.
 */
export function sizeByRisk(input: SizingInput): number {
  const { instrument, perLot, allowedMoney, capLots } = input;
  if (perLot.over <= 0n || allowedMoney.over <= 0n) return 0;
  const byRisk = stepsWithin(product(allowedMoney, inverse(perLot)), instrument);
  const byMaximum = stepsWithin(ratio(instrument.volumeMaxLots), instrument);
  const byCap = capLots === null ? byMaximum : stepsWithin(ratio(capLots), instrument);
  return lotsOf(smallest(byRisk, byMaximum, byCap), instrument);
}

/** The largest whole number of steps that is not more than `lots`; 0 for none. */
export function lotsWithin(lots: number, instrument: Instrument): number {
  return Number.isFinite(lots) ? lotsOf(stepsWithin(ratio(lots), instrument), instrument) : 0;
}

/** The loss at the stop with `volumeLots`. */
export function lossAtStop(volumeLots: number, perLot: Ratio): Ratio {
  return product(ratio(volumeLots), perLot);
}

/**
 * The volume rounded to whole steps to remove errors of doubles (0.30000000000000004); null when it
 * is off the step.
 */
export function onStep(volumeLots: number, instrument: Instrument): number | null {
  const steps = volumeLots / instrument.volumeStepLots;
  const whole = Math.round(steps);
  if (!(Math.abs(steps - whole) <= Math.max(stepNoise, Math.abs(steps) * relativeNoise))) {
    return null;
  }
  return lotsOf(BigInt(whole), instrument);
}

export function isMore(left: Ratio, right: Ratio): boolean {
  return left.over * right.under > right.over * left.under;
}

function stepsWithin(lots: Ratio, { volumeStepLots }: Instrument): bigint {
  const { over, under } = product(lots, inverse(ratio(volumeStepLots)));
  return over <= 0n ? 0n : over / under;
}

function lotsOf(steps: bigint, { volumeStepLots }: Instrument): number {
  return approximate(product({ over: steps, under: 1n }, ratio(volumeStepLots)));
}

function smallest(...values: readonly bigint[]): bigint {
  return values.reduce((left, right) => left < right ? left : right);
}

function distance(left: Ratio, right: Ratio): Ratio {
  const over = left.over * right.under - right.over * left.under;
  return { over: over < 0n ? -over : over, under: left.under * right.under };
}
