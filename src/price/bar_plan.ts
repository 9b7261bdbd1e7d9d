/**
 * Plans which closed bars to ask a terminal for. A series goes on from its last stored bar, that one included, so that
 * a correction of it is seen; an unknown series starts with its newest `backfillBars`, or with the first bar that closed
 * since its terminal was heard, whichever is earlier: what closed while a question was on its way is not skipped.
 */

import type { BrokerMs } from "../models/mod.ts";

/** One call's worth: about 100 KB of reply, a few milliseconds of the terminal's time. */
export const barsPerCall = 1_000;

export interface BarRequest {
  /** Open time of the first bar wanted; null for the newest `limit`. */
  readonly fromBrokerMs: BrokerMs | null;
  readonly limit: number;
}

export interface BarPage {
  readonly times: Float64Array;
  readonly more: boolean;
}

export function firstRequest(lastStored: BrokerMs | null, backfillBars: number): BarRequest {
  return lastStored === null
    ? { fromBrokerMs: null, limit: backfillBars }
    : { fromBrokerMs: lastStored, limit: barsPerCall };
}

/**
 * What to ask instead of storing a page of the newest bars of an unknown series: it begins after `sinceMs`, so there may
 * be bars between. Null when it leaves none out. From there on pages come in order, so that a failure leaves no hole.
 */
export function requestSince(
  asked: BarRequest,
  page: BarPage,
  sinceMs: BrokerMs,
): BarRequest | null {
  const [first] = page.times;
  if (asked.fromBrokerMs !== null || first === undefined || first <= sinceMs) return null;
  return { fromBrokerMs: sinceMs, limit: barsPerCall };
}

/**
 * The request that follows a page; null when there is nothing more to have. A page that says `more` and does not
 * get ahead ends it too: a terminal that repeats itself must not be asked for ever.
 */
export function nextRequest(asked: BarRequest, page: BarPage): BarRequest | null {
  const last = page.times.at(-1);
  if (!page.more || last === undefined || asked.fromBrokerMs === null) return null;
  const nextMs = last + 1;
  if (nextMs <= asked.fromBrokerMs) return null;
  return { fromBrokerMs: nextMs as BrokerMs, limit: barsPerCall };
}

/** A span of open times, both ends included. */
export interface BarSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a page has said the last word about: where it has no bar, the terminal has none. Null: about nothing. */
export function coveredBy(asked: BarRequest, page: BarPage): BarSpan | null {
  const last = page.times.at(-1);
  if (last === undefined) return null;
  return { fromMs: asked.fromBrokerMs ?? page.times[0]!, toMs: last };
}
