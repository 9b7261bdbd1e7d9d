/**
 * From when on deals are asked for. The history is complete up to a known point; each reading
 * begins before it, because brokers write some deals late (swaps, corrections, a fill seen a moment
 * after its order) or with a date in the past. Pure.
 */

import { type BrokerMs, brokerMs } from "../../models/mod.ts";

/**
 * `usual`: on the timer, on hints and after own requests. `thorough`: after each (re)connect, since
 * nobody watched meanwhile. `whole`: when the balance has moved in a way that no known deal
 * explains.
 */
export type DealsDepth = "usual" | "thorough" | "whole";

const hourMs = 3_600_000;

const overlapMs = {
  /** A fill is in the history seconds after it happened. */
  usual: hourMs,
  /** Corrections of a weekend and of a week's swaps. */
  thorough: 7 * 24 * hourMs,
} as const;

/** The beginning of the account's history, for an account that was never read. */
const everything = brokerMs(0);

export function dealsFrom(completeToMs: BrokerMs | null, depth: DealsDepth): BrokerMs {
  if (completeToMs === null || depth === "whole") return everything;
  return brokerMs(Math.max(everything, completeToMs - overlapMs[depth]));
}
