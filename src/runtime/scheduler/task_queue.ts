/**
 * Tasks waiting for a slot: one bucket per priority, oldest first, each with its own limit, so that
 * a flood of LOW tasks never blocks a CRITICAL one. Taking a task costs the same at any length.
 */

import { Fifo } from "./fifo.ts";
import { pickNext } from "./pick_next.ts";
import { priorities, type Priority } from "../priority.ts";

/**
 * A batch of 100,000 fits easily; at 250 bytes per task (measured) four full buckets take 150 MB.
 */
const maxQueuedPerPriority = 150_000;

/**
 * Times are stored in a parallel queue, in whole milliseconds, to avoid one object per item for the
 * garbage collector.
 */
class Bucket<T> {
  readonly #items = new Fifo<T>();
  readonly #queuedMs = new Fifo<number>();

  get length(): number {
    return this.#items.length;
  }

  get oldestMs(): number | undefined {
    return this.#queuedMs.peek();
  }

  push(item: T, nowMs: number): void {
    this.#items.push(item);
    this.#queuedMs.push(Math.trunc(nowMs));
  }

  shift(): T | undefined {
    this.#queuedMs.shift();
    return this.#items.shift();
  }
}

export interface TakeOptions {
  /** Steady milliseconds. */
  readonly nowMs: number;
  /** True when only the slot reserved for CRITICAL is free. */
  readonly onlyCritical: boolean;
}

export class TaskQueue<T> {
  readonly #limit: number;
  readonly #buckets: Readonly<Record<Priority, Bucket<T>>> = {
    CRITICAL: new Bucket(),
    HIGH: new Bucket(),
    NORMAL: new Bucket(),
    LOW: new Bucket(),
  };
  #startsSinceOldest = 0;

  constructor(limitPerPriority: number = maxQueuedPerPriority) {
    this.#limit = limitPerPriority;
  }

  get limitPerPriority(): number {
    return this.#limit;
  }

  get isEmpty(): boolean {
    return priorities.every((priority) => this.#buckets[priority].length === 0);
  }

  /** The number of waiting tasks of this priority. */
  count(priority: Priority): number {
    return this.#buckets[priority].length;
  }

  /** False when the priority's bucket is full and the item was not added. */
  push(item: T, priority: Priority, nowMs: number): boolean {
    const bucket = this.#buckets[priority];
    if (bucket.length >= this.#limit) return false;
    bucket.push(item, nowMs);
    return true;
  }

  /** Takes the task to start next, or undefined when none may start. */
  take(options: TakeOptions): T | undefined {
    if (options.onlyCritical) return this.#buckets.CRITICAL.shift();
    const buckets = this.#buckets;
    const oldest = {
      CRITICAL: buckets.CRITICAL.oldestMs,
      HIGH: buckets.HIGH.oldestMs,
      NORMAL: buckets.NORMAL.oldestMs,
      LOW: buckets.LOW.oldestMs,
    };
    const pick = pickNext(oldest, {
      nowMs: options.nowMs,
      startsSinceOldest: this.#startsSinceOldest,
    });
    if (pick === undefined) return undefined;
    this.#startsSinceOldest = pick.startsSinceOldest;
    return buckets[pick.priority].shift();
  }

  /** Empties the queue, most urgent first. */
  drain(): T[] {
    const items: T[] = [];
    for (const priority of priorities) {
      const bucket = this.#buckets[priority];
      for (let next = bucket.shift(); next !== undefined; next = bucket.shift()) {
        items.push(next);
      }
    }
    return items;
  }
}
