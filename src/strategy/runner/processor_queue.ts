/**
 * Processes of strategy files compute at most so many at a time, so that their time limits measure
 * their own work, and the bridge keeps a processor for itself. The others wait in the order in
 * which they asked; one that keeps using most of its time limit lets others pass for a while.
 *
 * Each begins in a turn of the event loop of its own: to begin may mean to start a process, which
 * takes this thread up to seconds under Windows, and heartbeats are answered in between.
 */

import type { Clock } from "../../runtime/clock.ts";

export interface ProcessorQueueOptions {
  /** How many may compute at the same time. */
  readonly atOnce: number;
  /** How long a slow one lets others pass that asked after it. */
  readonly slowWaitMs: number;
  readonly clock: Pick<Clock, "steadyMs" | "nextTurn">;
}

/** One that wants to compute, or does. */
export interface Place {
  /** It is done, or does not want to compute any more. */
  leave(): void;
}

interface Waiting {
  readonly rankMs: number;
  begin(): void;
}

export class ProcessorQueue {
  readonly #options: ProcessorQueueOptions;
  readonly #computing = new Set<Waiting>();
  /** In the order in which they will begin. Each process waits once at most. */
  readonly #waiting: Waiting[] = [];
  #isBeginning = false;

  constructor(options: ProcessorQueueOptions) {
    this.#options = options;
  }

  /** Calls `begin` when there is room, which may be at once. */
  enter(isSlow: boolean, begin: () => void): Place {
    const { clock, slowWaitMs } = this.#options;
    const rankMs = clock.steadyMs() + (isSlow ? slowWaitMs : 0);
    const one: Waiting = { rankMs, begin };
    const behind = this.#waiting.findIndex((other) => other.rankMs > rankMs);
    this.#waiting.splice(behind === -1 ? this.#waiting.length : behind, 0, one);
    this.#beginNext();
    return { leave: () => this.#leave(one) };
  }

  #leave(one: Waiting): void {
    const at = this.#waiting.indexOf(one);
    if (at !== -1) this.#waiting.splice(at, 1);
    if (this.#computing.delete(one)) this.#beginNext();
  }

  #beginNext(): void {
    if (this.#isBeginning || this.#computing.size >= this.#options.atOnce) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#computing.add(next);
    this.#isBeginning = true;
    next.begin();
    this.#options.clock.nextTurn(() => {
      this.#isBeginning = false;
      this.#beginNext();
    });
  }
}
