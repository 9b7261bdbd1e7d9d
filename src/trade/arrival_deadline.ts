/**
 * When "the terminal does not have it" proves that a request was never executed; see decision 7.
 * Pure.
 *
 * A connection delivers in order, and a terminal handles its messages one at a time. So the reply
 * to a later query proves that an earlier request was handled or will never arrive; bytes of a
 * closed connection are never read again. That leaves a request still queued in the bridge, which
 * its deadline discards.
 */

/**
 * The venue's timeout for sending a call and for its reply is 10 s; the rest is margin for a busy
 * machine.
 */
export const arrivalDeadlineMs = 12_000;

/**
 * `sinceSendMs`: time from the send (after a restart of the bridge, from a time known to be later)
 * to the query.
 */
export function canStillArrive(sinceSendMs: number): boolean {
  return !(sinceSendMs >= arrivalDeadlineMs);
}
