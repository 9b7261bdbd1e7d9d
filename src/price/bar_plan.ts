/**
 * Plans which closed bars to request from a terminal. A stored series continues from its last
 * stored bar, including it, so that a correction of that bar is noticed. A new series starts with
 * its newest `backfillBars`, or with the first bar that closed since its terminal connected,
 * whichever is earlier, so that bars closed during a request are not skipped.
 */

import type { BrokerMs } from "../models/mod.ts";

/** Bars per call: about 100 KB of reply and a few milliseconds of the terminal's time. */
export const barsPerCall = 1_000;
/**
 * The newest bars can only be read in a single call, so this is the link's maximum per call, about
 * 350 KB.
 */
const newestPerCall = 5_000;
/**
 * Average time between bars, in bar lengths: markets are closed two days a week and on holidays.
 */
const lengthsPerBar = 1.5;

export interface BarRequest {
  /** Open time of the first bar wanted; null for the newest `limit`. */
  readonly fromBrokerMs: BrokerMs | null;
  readonly limit: number;
}

export interface BarPage {
  readonly times: Float64Array;
  readonly more: boolean;
}

/** Where a series begins that is not stored yet. */
export interface FirstBar {
  /** Open time of the first bar that must be included. */
  readonly sinceMs: BrokerMs;
  readonly backfillBars: number;
  readonly lengthMs: number;
}

export function firstRequest(lastStored: BrokerMs | null, backfillBars: number): BarRequest {
  return lastStored === null
    ? { fromBrokerMs: null, limit: Math.min(backfillBars, newestPerCall) }
    : { fromBrokerMs: lastStored, limit: barsPerCall };
}

/**
 * The request to make instead of storing a page of the newest bars of a new series, when the page
 * does not reach back to the beginning; null when it does. From there pages come in order, so that
 * a failure leaves no hole.
 */
export function earlierRequest(
  asked: BarRequest,
  page: BarPage,
  beginning: FirstBar,
): BarRequest | null {
  const [first] = page.times;
  if (asked.fromBrokerMs !== null || first === undefined) return null;
  const isWhole = page.times.length < asked.limit;
  const beginMs = isWhole
    ? beginning.sinceMs
    : Math.min(beginning.sinceMs, backfilledMs(page, beginning));
  if (first <= beginMs) return null;
  return { fromBrokerMs: Math.max(1, beginMs) as BrokerMs, limit: barsPerCall };
}

/** An estimate of where the newest `backfillBars` begin, erring on the early side. */
function backfilledMs({ times }: BarPage, { backfillBars, lengthMs }: FirstBar): number {
  const [first = 0] = times;
  const last = times.at(-1) ?? first;
  const perBarMs = Math.max(lengthsPerBar * lengthMs, (last - first) / times.length);
  return Math.floor(first - Math.max(0, backfillBars - times.length) * perBarMs);
}

/**
 * The request that follows a page; null when no more bars follow. A page with `more` that makes no
 * progress also ends the paging, so that a terminal that repeats itself is not queried forever.
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

/**
 * The span that a page covers completely: where it has no bar, the terminal has none. Null: none.
 */
export function coveredBy(asked: BarRequest, page: BarPage): BarSpan | null {
  const last = page.times.at(-1);
  if (last === undefined) return null;
  return { fromMs: asked.fromBrokerMs ?? page.times[0]!, toMs: last };
}
