/** Messages on their way to the socket, in order. Bounded: when it is full, ticks go first, and replies never. */

import type { TerminalMessage } from "../mt5/wire.ts";

/** Stream messages that may wait: a bridge that stands still for seconds; what is lost shows as a gap in `seq`. */
const streamMax = 500;

/** Replies that may wait: far more calls than a bridge has under way. */
const repliesMax = 10_000;

export class Outbox {
  #waiting: TerminalMessage[] = [];
  #replies = 0;
  #dropped = 0;

  /** Throws a `RangeError` when the bridge asks without end and takes no answers. */
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

  /** A connection is over, and what was meant for it. */
  clear(): void {
    this.#waiting = [];
    this.#replies = 0;
  }

  /** Is there room for a fast producer? Half full is the time to wait. */
  get hasRoom(): boolean {
    return this.#waiting.length < streamMax / 2;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** Messages lost because the bridge was too slow. */
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
