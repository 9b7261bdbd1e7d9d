/**
 * Many deadlines on one timer: a task that ends in time, as nearly all do, costs no system timer.
 * Meant for one deadline per slot, because each due one scans all of them.
 */

import type { Clock, TimerId } from "../clock.ts";
import { swapRemove } from "./swap_remove.ts";

export interface Deadline {
  readonly dueMs: number;
  readonly onDue: () => void;
}

export class Deadlines {
  readonly #clock: Clock;
  readonly #open: Deadline[] = [];
  #timer: TimerId | undefined;
  #timerDueMs = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls back once, unless deleted first. */
  add(delayMs: number, onDue: () => void): Deadline {
    const deadline = { dueMs: this.#clock.steadyMs() + delayMs, onDue };
    this.#open.push(deadline);
    if (deadline.dueMs < this.#timerDueMs) this.#arm(deadline.dueMs);
    return deadline;
  }

  delete(deadline: Deadline): void {
    swapRemove(this.#open, deadline);
  }

  /** Forgets all of them. */
  clear(): void {
    this.#open.length = 0;
    this.#disarm();
  }

  #arm(dueMs: number): void {
    this.#disarm();
    this.#timerDueMs = dueMs;
    const delayMs = dueMs - this.#clock.steadyMs();
    this.#timer = this.#clock.setTimeout(() => this.#wake(), delayMs);
  }

  #disarm(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timerDueMs = Infinity;
  }

  /**
   * The deadline that the timer was set for may have been deleted: then it is set for the next one.
   */
  #wake(): void {
    this.#timerDueMs = Infinity;
    const nowMs = this.#clock.steadyMs();
    const due = this.#open.filter((deadline) => deadline.dueMs <= nowMs);
    for (const deadline of due) swapRemove(this.#open, deadline);
    const nextMs = Math.min(...this.#open.map((deadline) => deadline.dueMs));
    if (nextMs < this.#timerDueMs) this.#arm(nextMs);
    for (const deadline of due) deadline.onDue();
  }
}
