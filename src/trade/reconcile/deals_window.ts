/**
 * The start of the period for which deals are read. The history is complete up to a known time;
 * each reading starts earlier, because brokers record some deals late (swaps, corrections, a fill
 * just after its order) or backdate them. Pure.
 */

import { type BrokerMs, brokerMs } from "../../models/mod.ts";
import { dayMs, hourMs } from "../../models/time.ts";

/**
 * `usual`: on the timer, on hints and after own requests. `thorough`: after each (re)connect,
 * because events were missed. `whole`: when no known deal explains a balance change.
 */
export type DealsDepth = "usual" | "thorough" | "whole";

const overlapMs = {
  /** A fill appears in the history within seconds. */
  usual: hourMs,
  /** Covers corrections of a weekend and of a week's swaps. */
  thorough: 7 * 24 * hourMs,
} as const;

/** The start of the history, for an account that was never read. */
const everything = brokerMs(0);

/** The broker's time may be known only from the last quote before a weekend. */
const aheadMaxMs = 3 * dayMs;

/**
 * Up to when the deals are complete. A mark far ahead of the broker's time was made when that time
 * was wrong: it would hide every deal until then.
 */
export function believedMark(completeToMs: BrokerMs | null, nowMs: BrokerMs): BrokerMs | null {
  return completeToMs !== null && completeToMs > nowMs + aheadMaxMs ? nowMs : completeToMs;
}

export function dealsFrom(completeToMs: BrokerMs | null, depth: DealsDepth): BrokerMs {
  if (completeToMs === null || depth === "whole") return everything;
  return brokerMs(Math.max(everything, completeToMs - overlapMs[depth]));
}
