/**
 * How long the risk actor waits for its peers, how often it asks them again, and how long it
 * believes what it heard.
 */

import type { Backoff } from "../../src/runtime/backoff.ts";

/** The store answers in milliseconds; a disk that sleeps takes seconds to wake. */
export const storeTimeoutMs = 10_000;
/**
 * A halt that cannot be written within this time is told without, and written as soon as that is
 * possible.
 */
export const haltWriteTimeoutMs = 1_000;
/** The trade actor answers at once, whatever it is doing. */
export const tradeTimeoutMs = 2_000;
/** Prices are in the price actor's memory. */
export const quoteTimeoutMs = 500;
/** Longer than the link's own deadline of a call, so that its reason arrives rather than ours. */
export const venueTimeoutMs = 12_000;
/** A decision does not wait longer for the terminal: by then its price is old. */
export const decisionCallTimeoutMs = 3_000;

/**
 * What is told until it is acknowledged: soon at first, then every five seconds for as long as it
 * takes.
 */
export const untilDone: Backoff = { firstMs: 100, factor: 2, maxMs: 5_000, jitter: 0.2 };

/**
 * Account messages come when something changes. After this long without one the account is asked.
 */
export const refreshAfterMs = 20_000;
/** Equity older than this is not known any more. */
export const equityMaxAgeMs = 60_000;

/**
 * Deals follow the balance that they changed within moments; the terminal is asked for them after
 * this pause.
 */
export const explanationPauseMs = 300;
/** A change that is unexplained for so long is taken for a result. */
export const explanationMaxMs = 10_000;
/** After that it is still asked about, but not so often. */
export const doubtRetryMs = 30_000;
/** The deals of the day are asked for so long before the present is taken for its start. */
export const dayStartMaxMs = 30_000;
/**
 * The server's clock is read in whole seconds: a deal this young may or may not be in a snapshot.
 */
export const settledAfterMs = 2_000;

/** An approval that is not used by then is none: its price and its checks are of this moment. */
export const approvalMaxMs = 2_000;
/** Its room is kept a little longer: an intent may just be on its way to the journal. */
export const reservationMaxMs = 3_000;

/** Rows of the series of figures that say the same are not stored, but for one in so long. */
export const unchangedMetricsMs = 300_000;
