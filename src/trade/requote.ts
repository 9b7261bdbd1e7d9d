/**
 * Whether a refused request is tried again, and how. Pure.
 *
 * Only answers that say "the price moved" (10004, 10020, 10021) are followed by another try, as a
 * new intent under the same approval: at a fresh price, no farther from the approved one than the
 * approved slippage, and within a few seconds.
 */

import { type OpenRequest, orderDirection, type TradeIntent } from "../models/mod.ts";
import { retryClassOf } from "./retcode_meaning.ts";

/** A requote is common once, rare twice; three in a row mean a market that runs away. */
const attemptsMax = 3;
/** From the first attempt: after that the reason for the order is another price's. */
const withinMs = 5_000;
/** Gives the broker time to have a new quote. */
const delayMs = 150;

export interface RequoteFacts {
  /** The attempt that was refused. */
  readonly intent: TradeIntent;
  /** Since the first attempt. */
  readonly sinceFirstMs: number;
}

export type RequoteVerdict =
  | { readonly again: true; readonly delayMs: number }
  | { readonly again: false; readonly reason: string };

export function requoteVerdict({ intent, sinceFirstMs }: RequoteFacts): RequoteVerdict {
  const { state, retcode, attempt } = intent;
  if (state !== "rejected" || retcode === null || retryClassOf(retcode) !== "reprice") {
    return { again: false, reason: "" };
  }
  if (attempt >= attemptsMax) return { again: false, reason: `requoted ${attempt} times` };
  return sinceFirstMs + delayMs > withinMs
    ? { again: false, reason: `no fill within ${withinMs / 1000} s` }
    : { again: true, delayMs };
}

/** The request at the price of now; a sentence when that is too far from the approved one. */
export function repriced(
  first: OpenRequest,
  quote: { readonly bid: number; readonly ask: number },
  pointSize: number,
): OpenRequest | string {
  if (first.type !== "buy" && first.type !== "sell") return first; // waits at its own price
  const isBuy = orderDirection(first.type) === "buy";
  const price = isBuy ? quote.ask : quote.bid;
  if (first.price === null) return first;
  const worse = Math.round((isBuy ? price - first.price : first.price - price) / pointSize);
  if (worse > first.deviationPoints) {
    return `the price is ${worse} points worse (limit ${first.deviationPoints})`;
  }
  // What has been used up of the slippage is not granted again; a better price leaves it as it was.
  return { ...first, price, deviationPoints: first.deviationPoints - Math.max(0, worse) };
}
