/**
 * Keeps a flood of short tasks from blocking the event loop: after a time slice of starts, further
 * ones wait for the next turn of the loop, so that timers, messages and CRITICAL tasks can run.
 */

import type { Clock } from "../clock.ts";

/**
 * Well under the 5 ms within which a CRITICAL task must start, well above the cost of a turn of the
 * event loop.
 */
const sliceMs = 2;

export class TimeSlice {
  readonly #clock: Clock;
  readonly #onFresh: () => void;
  #startedMs: number | undefined;

  /** `onFresh` is called on the next turn of the event loop after a slice was used. */
  constructor(clock: Clock, onFresh: () => void) {
    this.#clock = clock;
    this.#onFresh = onFresh;
  }

  /** Whether the slice is used up. The first call opens it. */
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
