/**
 * Timeouts of the risk actor: how long it waits for its peers, how often it retries, and how long
 * figures stay valid.
 */

import type { Backoff } from "../../src/runtime/backoff.ts";

/**
 * A halt that cannot be stored within this time is sent without that, and stored as soon as
 * possible.
 */
export const haltWriteTimeoutMs = 1_000;
/** The trade actor replies at once, even when it is busy. */
export const tradeTimeoutMs = 2_000;
/** The price actor replies from memory. */
export const quoteTimeoutMs = 500;
/** Longer than the link's own call timeout, so that its reason arrives before ours. */
export const venueTimeoutMs = 12_000;
/** A decision does not wait longer for the terminal: by then its price is too old. */
export const decisionCallTimeoutMs = 3_000;
/** How often a decision that waits for figures checks again. */
export const settlingPauseMs = 2;
/** A jump of equity that the terminal does not confirm in this time counts as it is. */
export const confirmTimeoutMs = 2_000;

/** Retries until acknowledged: soon at first, then every five seconds. */
export const untilDone: Backoff = { firstMs: 100, factor: 2, maxMs: 5_000, jitter: 0.2 };
/**
 * Retries of what the terminal refuses: someone has to do something first, such as free its disk.
 */
export const whileRefused: Backoff = { firstMs: 1_000, factor: 2, maxMs: 300_000, jitter: 0.2 };

/** Account messages are sent on change. After this long without one, the account is requested. */
export const refreshAfterMs = 20_000;
/** Older equity counts as unknown. */
export const equityMaxAgeMs = 60_000;

/**
 * Deals follow a balance change within moments; the terminal is asked for them after this delay.
 */
export const explanationPauseMs = 300;
/** Then it is asked again, less and less often. */
export const explanationBackoff: Backoff = {
  firstMs: 2 * explanationPauseMs,
  factor: 2,
  maxMs: Infinity,
  jitter: 0,
};
/** A change that is unexplained for this long counts as a trading result. */
export const explanationMaxMs = 10_000;
/** After that the requests go on, but less often. */
export const doubtRetryMs = 30_000;
/** After this long without the deals of the day, the current equity is used as its start. */
export const dayStartMaxMs = 30_000;

/** An unused approval expires after this: its price and checks are only valid for a moment. */
export const approvalMaxMs = 2_000;
/** Its risk stays reserved a little longer: an intent may just be on its way to the journal. */
export const reservationMaxMs = 3_000;

/** An unchanged row of risk figures is stored only once in this time. */
export const unchangedMetricsMs = 300_000;

/** The trade actor replies from memory. */
export const openPositionsTimeoutMs = 500;
/** Positions of another account of the group that were read earlier count as unknown. */
export const openPositionsMaxAgeMs = 30_000;
/** A rate between the currencies of a group by an older quote counts as unknown. */
export const groupRateMaxAgeMs = 600_000;
