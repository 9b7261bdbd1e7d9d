/**
 * Keeps a flood of short tasks from holding the event loop: after a slice of starts, further ones wait until the
 * loop has gone round once, so that timers, messages and CRITICAL tasks get in between.
 */

import type { Clock, TimerId } from "../clock.ts";

/** Well under the 5 ms within which a CRITICAL task is to start, well over what one start costs. */
export const SLICE_MS = 2;

export class TimeSlice {
  readonly #clock: Clock;
  readonly #onFresh: () => void;
  #startedMs = 0;
  #timer: TimerId | undefined;

  /** `onFresh` is called when a slice that was used is over and the event loop has gone round. */
  constructor(clock: Clock, onFresh: () => void) {
    this.#clock = clock;
    this.#onFresh = onFresh;
  }

  /** Is the slice used up? The first question opens it. */
  isSpent(nowMs: number): boolean {
    if (this.#timer === undefined) this.#open(nowMs);
    return nowMs - this.#startedMs >= SLICE_MS;
  }

  cancel(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #open(nowMs: number): void {
    this.#startedMs = nowMs;
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = undefined;
      this.#onFresh();
    }, 0);
  }
}
