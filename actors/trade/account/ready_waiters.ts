/** Proposals that wait until their account has been read, for a while. */

import type { Clock } from "../../../src/runtime/clock.ts";

/** A reading takes a moment, and a signal waits this long for it. */
const readyWithinMs = 10_000;

export class ReadyWaiters {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when the account is ready, or after the longest wait. */
  readyOrLate(): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        this.#clock.clearTimeout(timer);
        this.#waiting.delete(go);
        resolve();
      };
      const timer = this.#clock.setTimeout(go, readyWithinMs);
      this.#waiting.add(go);
    });
  }

  ready(): void {
    for (const go of this.#waiting) go();
  }
}
