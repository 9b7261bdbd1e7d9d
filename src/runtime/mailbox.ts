/**
 * The sender's half of a mailbox: keeps each message until the receiver has taken it, so that a
 * restarted receiver misses nothing. Bounded; messages with a coalescing key merge while they wait.
 */

import type { Coalesce } from "./actor.ts";

/**
 * Messages posted and not yet taken: enough to keep a receiver busy, few enough that waiting ones
 * can still merge.
 */
const windowSize = 32;

/** Messages that may wait behind the window: far more than under a healthy load. */
const capacity = 10_000;

interface Waiting<M> {
  message: M;
  readonly key: string | null;
}

export class Mailbox<M> {
  #nextSeq = 1;
  #posted: { readonly seq: number; readonly message: M }[] = [];
  #waiting: Waiting<M>[] = [];
  /** Waiting messages that a later one of the same key may merge with. */
  #mergeable = new Map<string, Waiting<M>>();
  #coalesced = 0;

  /** Throws a `RangeError` when the mailbox is full. */
  add(message: M, coalesce?: Coalesce<M>): void {
    const earlier = coalesce && this.#mergeable.get(coalesce.key);
    if (coalesce && earlier) {
      earlier.message = coalesce.merge(earlier.message, message);
      this.#coalesced++;
      return;
    }
    if (this.#waiting.length >= capacity) throw new RangeError(`Mailbox is full (${capacity})`);
    const entry: Waiting<M> = { message, key: coalesce?.key ?? null };
    this.#waiting.push(entry);
    if (entry.key === null) this.#mergeable.clear(); // later messages must not overtake this one
    else this.#mergeable.set(entry.key, entry);
  }

  /** Takes the messages that may be posted now, in order. */
  takePostable(): readonly { readonly seq: number; readonly message: M }[] {
    const count = Math.min(windowSize - this.#posted.length, this.#waiting.length);
    if (count <= 0) return [];
    const taken = this.#waiting.splice(0, count).map((entry) => {
      if (entry.key !== null && this.#mergeable.get(entry.key) === entry) {
        this.#mergeable.delete(entry.key);
      }
      return { seq: this.#nextSeq++, message: entry.message };
    });
    this.#posted.push(...taken);
    return taken;
  }

  /** The receiver has taken all messages up to `seq`. */
  acknowledge(seq: number): void {
    const kept = this.#posted.findIndex((posted) => posted.seq > seq);
    this.#posted = kept === -1 ? [] : this.#posted.slice(kept);
  }

  /** The receiver has ended: messages that it had not taken are queued again, in front. */
  rewind(): void {
    const again = this.#posted.map(({ message }): Waiting<M> => ({ message, key: null }));
    this.#posted = [];
    this.#waiting.unshift(...again);
  }

  get hasRoom(): boolean {
    return this.#waiting.length < capacity / 2;
  }

  get waiting(): number {
    return this.#waiting.length + this.#posted.length;
  }

  get coalesced(): number {
    return this.#coalesced;
  }
}
