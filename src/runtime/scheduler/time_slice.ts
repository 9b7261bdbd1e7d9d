/**
 * Keeps a flood of short tasks from holding the event loop: after a slice of starts, further ones
 * wait until the loop has gone round once, so that timers, messages and CRITICAL tasks get in
 * between.
 */

import type { Clock } from "../clock.ts";

/**
 * Well under the 5 ms within which a CRITICAL task is to start, well over what going round costs.
 */
const sliceMs = 2;

export class TimeSlice {
  readonly #clock: Clock;
  readonly #onFresh: () => void;
  #startedMs: number | undefined;

  /** `onFresh` is called when a slice that was used is over and the event loop has gone round. */
  constructor(clock: Clock, onFresh: () => void) {
    this.#clock = clock;
    this.#onFresh = onFresh;
  }

  /** Is the slice used up? The first question opens it. */
  isSpent(nowMs: number): boolean {
    if (this.#startedMs === undefined) this.#open(nowMs);
    return nowMs - (this.#startedMs ?? nowMs) >= sliceMs;
  }

  #open(nowMs: number): void {
    this.#startedMs = nowMs;
    this.#clock.nextTurn(() => {
      this.#startedMs = undefined;
      this.#onFresh();
    });
  }
}
