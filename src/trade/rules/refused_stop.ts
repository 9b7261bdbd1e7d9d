/**
 * Decides when a refused stop is requested again: when the broker's terms for the symbol or the
 * position have changed, or when the stop is farther from the price. Because the broker may have
 * had a reason that the bridge cannot see, it is also requested again after a pause that doubles
 * with each refusal. Pure.
 */

import type { Instrument, VenuePosition } from "../../models/mod.ts";
import { grown } from "../../runtime/backoff.ts";

/** What a stop is judged by at the broker. */
export interface StopAttempt {
  /** The terms of the symbol and the position, as one text: equal texts, equal answers. */
  readonly terms: string;
  /** The distance of the stop from the price at which the position would be closed. */
  readonly distance: number;
  /** A stop that is farther by less is the same stop. */
  readonly smallestStep: number;
  /** By the steady clock. */
  readonly atMs: number;
}

export interface RefusedStop extends StopAttempt {
  /** In a row, this one included. */
  readonly refusals: number;
}

const pauseGrowthMs = { first: 30_000, factor: 2, max: 900_000 };

/** The memory after one more refusal. */
export function refusedAgain(earlier: RefusedStop | null, attempt: StopAttempt): RefusedStop {
  const isSame = earlier !== null && earlier.terms === attempt.terms;
  return { ...attempt, refusals: isSame ? earlier.refusals + 1 : 1 };
}

/** Whether the broker may answer otherwise now. */
export function isWorthAnotherTry(refused: RefusedStop, attempt: StopAttempt): boolean {
  return attempt.terms !== refused.terms ||
    attempt.distance >= refused.distance + attempt.smallestStep ||
    attempt.atMs - refused.atMs >= nextTryAfterMs(refused);
}

/** Until it is tried again although nothing is different. */
export function nextTryAfterMs({ refusals }: RefusedStop): number {
  return grown(pauseGrowthMs, refusals);
}

/** What would have to change, apart from the price. */
export function stopTerms(
  { tickSize, stopsLevelPoints, freezeLevelPoints, tradeMode, digits }: Instrument,
  { takeProfit, volumeLots }: VenuePosition,
): string {
  const ofSymbol = [digits, tickSize, stopsLevelPoints, freezeLevelPoints, tradeMode];
  return [...ofSymbol, takeProfit, volumeLots].join("/");
}
