/** The next reading of something: one, however many are requested; the earliest time wins. */

import type { Clock, TimerId } from "../../../src/runtime/clock.ts";

export class ReadingSchedule {
  readonly #clock: Clock;
  readonly #read: () => void;
  #timer: { readonly id: TimerId; readonly dueMs: number } | null = null;

  constructor(clock: Clock, read: () => void) {
    this.#clock = clock;
    this.#read = read;
  }

  get hasNext(): boolean {
    return this.#timer !== null;
  }

  readIn(delayMs: number): void {
    const dueMs = this.#clock.steadyMs() + delayMs;
    if (this.#timer !== null && this.#timer.dueMs <= dueMs) return;
    this.stop();
    const id = this.#clock.setTimeout(() => {
      this.#timer = null;
      this.#read();
    }, delayMs);
    this.#timer = { id, dueMs };
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer?.id);
    this.#timer = null;
  }
}
