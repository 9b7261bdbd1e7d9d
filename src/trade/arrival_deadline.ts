/**
 * When "the terminal does not have it" proves that a request was never executed; see decision 7.
 * Pure.
 *
 * A terminal handles what it receives one after the other, and one connection delivers in order. So
 * an answer to a question that was asked after the request comes after the request, if that arrives
 * at all; and bytes of an ended connection are never read again. What remains is a request that the
 * bridge itself still holds back: its deadline ends that.
 */

/**
 * The venue gives up handing a call over, and waiting for its reply, after 10 s; the rest is for a
 * busy machine.
 */
export const arrivalDeadlineMs = 12_000;

/**
 * `sinceSendMs`: from the send (or, in a new life of the bridge, from whatever is known to be
 * later) to the question.
 */
export function canStillArrive(sinceSendMs: number): boolean {
  return !(sinceSendMs >= arrivalDeadlineMs);
}
