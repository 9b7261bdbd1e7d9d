/**
 * Plans which closed bars to ask a terminal for. A series goes on from its last stored bar, that
 * one included, so that a correction of it is seen; an unknown series starts with its newest
 * `backfillBars`, or with the first bar that closed since its terminal was heard, whichever is
 * earlier: what closed while a question was on its way is not skipped.
 */

import type { BrokerMs } from "../models/mod.ts";

/** One call's worth: about 100 KB of reply, a few milliseconds of the terminal's time. */
export const barsPerCall = 1_000;
/**
 * The newest bars can be had by one call only: the most that the link takes in one, about 350 KB.
 */
const newestPerCall = 5_000;
/**
 * Time from bar to bar, in lengths of a bar: of a week, markets are closed for two days, and for a
 * holiday.
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

/** Where a series that the store does not know is to begin. */
export interface Beginning {
  /** Open time of the first bar that may not be left out. */
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
 * What to ask instead of storing a page of the newest bars of an unknown series, when it does not
 * reach back to the beginning. Null when it does. From there on pages come in order, so that a
 * failure on the way leaves no hole.
 */
export function earlierRequest(
  asked: BarRequest,
  page: BarPage,
  beginning: Beginning,
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

/** About where the newest `backfillBars` begin, rather too early than too late. */
function backfilledMs({ times }: BarPage, { backfillBars, lengthMs }: Beginning): number {
  const [first = 0] = times;
  const last = times.at(-1) ?? first;
  const perBarMs = Math.max(lengthsPerBar * lengthMs, (last - first) / times.length);
  return Math.floor(first - Math.max(0, backfillBars - times.length) * perBarMs);
}

/**
 * The request that follows a page; null when there is nothing more to have. A page that says `more`
 * and does not get ahead ends it too: a terminal that repeats itself must not be asked for ever.
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
 * What a page has said the last word about: where it has no bar, the terminal has none. Null: about
 * nothing.
 */
export function coveredBy(asked: BarRequest, page: BarPage): BarSpan | null {
  const last = page.times.at(-1);
  if (last === undefined) return null;
  return { fromMs: asked.fromBrokerMs ?? page.times[0]!, toMs: last };
}
