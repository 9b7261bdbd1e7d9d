/**
 * Tasks that wait for a slot: one bucket a priority, older first within a bucket, each bucket with a bound of its
 * own, so that a flood of LOW tasks never keeps a CRITICAL one out. Taking costs the same at any length.
 */

import { Fifo } from "./fifo.ts";
import { pickNext } from "./pick_next.ts";
import { PRIORITIES, type Priority } from "./priority.ts";

/** A batch of 100,000 fits with room to spare; at about 0.5 kB a task the four buckets stay below 300 MB. */
export const MAX_QUEUED_PER_PRIORITY = 150_000;

interface Queued<T> {
  readonly item: T;
  readonly queuedMs: number;
}

export interface TakeOptions {
  /** Steady milliseconds. */
  readonly nowMs: number;
  /** True when no slot is left but the one kept for CRITICAL. */
  readonly onlyCritical: boolean;
}

export class TaskQueue<T> {
  readonly #limit: number;
  readonly #buckets: Readonly<Record<Priority, Fifo<Queued<T>>>> = {
    CRITICAL: new Fifo(),
    HIGH: new Fifo(),
    NORMAL: new Fifo(),
    LOW: new Fifo(),
  };
  #startsSinceOldest = 0;

  constructor(limitPerPriority: number = MAX_QUEUED_PER_PRIORITY) {
    this.#limit = limitPerPriority;
  }

  get limitPerPriority(): number {
    return this.#limit;
  }

  get isEmpty(): boolean {
    return PRIORITIES.every((priority) => this.#buckets[priority].length === 0);
  }

  /** How many wait at this priority. */
  count(priority: Priority): number {
    return this.#buckets[priority].length;
  }

  /** False when the priority's bucket is full; the item is not kept then. */
  push(item: T, priority: Priority, nowMs: number): boolean {
    const bucket = this.#buckets[priority];
    if (bucket.length >= this.#limit) return false;
    bucket.push({ item, queuedMs: nowMs });
    return true;
  }

  /** Takes the task to start next, or undefined when none may start. */
  take(options: TakeOptions): T | undefined {
    if (options.onlyCritical) return this.#buckets.CRITICAL.shift()?.item;
    const buckets = this.#buckets;
    const oldest = {
      CRITICAL: buckets.CRITICAL.peek()?.queuedMs,
      HIGH: buckets.HIGH.peek()?.queuedMs,
      NORMAL: buckets.NORMAL.peek()?.queuedMs,
      LOW: buckets.LOW.peek()?.queuedMs,
    };
    const pick = pickNext(oldest, {
      nowMs: options.nowMs,
      startsSinceOldest: this.#startsSinceOldest,
    });
    if (pick === undefined) return undefined;
    this.#startsSinceOldest = pick.startsSinceOldest;
    return buckets[pick.priority].shift()?.item;
  }

  /** Empties the queue, most urgent first. */
  drain(): T[] {
    const items: T[] = [];
    for (const priority of PRIORITIES) {
      const bucket = this.#buckets[priority];
      for (let next = bucket.shift(); next !== undefined; next = bucket.shift()) {
        items.push(next.item);
      }
    }
    return items;
  }
}
