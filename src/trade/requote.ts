/**
 * Whether a refused request is tried again, and how. Pure.
 *
 * Only retcodes that mean "the price moved" (10004, 10020, 10021) are retried, as a new intent
 * under the same approval: at a fresh price, within the approved slippage from the approved price,
 * and within a few seconds.
 */

import { type OpenRequest, orderDirection, type TradeIntent } from "../models/mod.ts";
import { distanceText } from "../models/figure_text.ts";
import { retryClassOf } from "./retcode_meaning.ts";

/** One requote is common, two are rare; three in a row mean that the market is running away. */
const attemptsMax = 3;
/** Measured from the first attempt: after that the price of the decision is outdated. */
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

/**
 * The request at the current price; an error sentence when that is too far from the approved price.
 */
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
    const digits = Math.round(-Math.log10(pointSize));
    const text = (points: number) => distanceText(points * pointSize, digits);
    return `the price is ${text(worse)} worse (limit ${text(first.deviationPoints)})`;
  }
  // Slippage already used is not granted again; a better price does not add any.
  return { ...first, price, deviationPoints: first.deviationPoints - Math.max(0, worse) };
}
