/**
 * Messages on their way to the socket, in order. Bounded: when it is full, ticks are dropped first,
 * replies never.
 */

import type { TerminalMessage } from "../mt5/wire.ts";

/**
 * The most stream messages that may wait, enough for a bridge that is blocked for seconds. Dropped
 * messages show as a gap in `seq`.
 */
const streamMax = 500;

/** The most replies that may wait: far more calls than a bridge has in progress. */
const repliesMax = 10_000;

export class Outbox {
  #waiting: TerminalMessage[] = [];
  #replies = 0;
  #dropped = 0;

  /** Throws a `RangeError` when the bridge keeps sending calls but takes no replies. */
  add(message: TerminalMessage): void {
    if (message.kind === "reply") this.#replies++;
    if (this.#replies > repliesMax) throw new RangeError("The bridge takes no replies");
    this.#waiting.push(message);
    if (this.#waiting.length - this.#replies > streamMax) this.#dropOne();
  }

  get next(): TerminalMessage | undefined {
    return this.#waiting[0];
  }

  /** The message in `next` was sent. */
  shift(): void {
    if (this.#waiting.shift()?.kind === "reply") this.#replies--;
  }

  /** The connection has ended: everything still waiting is dropped. */
  clear(): void {
    this.#waiting = [];
    this.#replies = 0;
  }

  /** Whether there is room for a fast producer, which should wait when it is half full. */
  get hasRoom(): boolean {
    return this.#waiting.length < streamMax / 2;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** The number of messages dropped because the bridge was too slow. */
  get dropped(): number {
    return this.#dropped;
  }

  #dropOne(): void {
    const ticks = this.#waiting.findIndex((message) => message.kind === "ticks");
    const victim = ticks >= 0 ? ticks : this.#waiting.findIndex(({ kind }) => kind !== "reply");
    this.#waiting.splice(victim, 1);
    this.#dropped++;
  }
}
