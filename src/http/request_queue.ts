/**
 * Limits how many requests without a right token are in work at once: however many arrive together,
 * the thread gets to its other work between them. Those that wait are as many as there are
 * connections, since each has one request in work.
 */

import type { Clock } from "../runtime/clock.ts";

/** Enough for a page that loads: a browser opens six connections. */
const inWorkMax = 8;
/** One that waits for another part of the bridge for longer does not hold up the next. */
const aloneMsMax = 250;
/** The most of these at a time; while there are as many, the next ones keep their place. */
const longMax = 8;

export class RequestQueue {
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  #inWork = 0;
  #long = 0;
  /** Those that keep their place although they take long, the oldest first. */
  readonly #overdue = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Works when it is its turn, in the order of the calls. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inWork < inWorkMax) this.#inWork += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let isLong = false;
    const letNextBegin = () => {
      if (this.#long >= longMax) return void this.#overdue.add(letNextBegin);
      this.#overdue.delete(letNextBegin);
      isLong = true;
      this.#long += 1;
      this.#next();
    };
    const timer = this.#clock.setTimeout(letNextBegin, aloneMsMax);
    try {
      return await work();
    } finally {
      this.#clock.clearTimeout(timer);
      this.#overdue.delete(letNextBegin);
      if (isLong) this.#endLong();
      else this.#next();
    }
  }

  #endLong(): void {
    this.#long -= 1;
    const [oldest] = this.#overdue;
    oldest?.();
  }

  /** Not at once: a request may be answered without the thread doing anything else before. */
  #next(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#inWork -= 1;
    else this.#clock.nextTurn(next);
  }
}
