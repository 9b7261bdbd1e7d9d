/**
 * Gives each tick of one symbol its place in the terminal's sequence: the millisecond, and the
 * ordinal among all ticks that the terminal has at that millisecond. The place is the key in the
 * store and the cursor (`from`, `skip`) of the next fetch, so duplicates are recognised.
 *
 * Ordinals of fetched history are exact. Those of a live stream are exact after its first
 * millisecond, and within it when that lies beyond the history fetched since the stream started.
 * All others are `ambiguous`: the caller fetches history again, which then contains that tick.
 */

import type { BrokerMs } from "../models/mod.ts";

/** The next tick to read: `seen` ticks of `brokerMs` are already known. */
export interface TickCursor {
  readonly brokerMs: BrokerMs;
  readonly seen: number;
}

/** Results of `place...` that are not an ordinal. */
export const placed = { duplicate: -1, stale: -2, ambiguous: -3, crowded: -4 } as const;

/** Ordinals are stored in 16 bits. */
const ordinalMax = 0xffff;

export class TickSequence {
  #cursorMs = -1;
  #cursorSeen = 0;
  #isJoined = false;
  #isHistoryWhole = false;
  #runMs = -1;
  #runSeen = 0;
  #isRunExact = false;

  /** Null before the first tick was seen or restored. */
  get cursor(): TickCursor | null {
    if (this.#cursorMs < 0) return null;
    return { brokerMs: this.#cursorMs as BrokerMs, seen: this.#cursorSeen };
  }

  /** Starts after the ticks that are already known; only for a sequence without a cursor. */
  restore(cursor: TickCursor): void {
    if (this.#cursorMs >= 0) throw new TypeError("The sequence has a cursor already");
    this.#cursorMs = cursor.brokerMs;
    this.#cursorSeen = cursor.seen;
  }

  /**
   * Starts with the ticks of `brokerMs`, none of which is known; only for a sequence without a
   * cursor.
   */
  anchor(brokerMs: BrokerMs): void {
    this.restore({ brokerMs, seen: 0 });
  }

  /** A new live stream starts with the next live tick. */
  beginStream(): void {
    this.#runMs = -1;
    this.#isJoined = false;
  }

  /**
   * History was fetched to its end after the stream began. When it was unavailable
   * (`isHistoryWhole` false), an ambiguous tick is counted from the cursor instead of being
   * fetched.
   */
  joinStream(isHistoryWhole: boolean): void {
    this.#isJoined = true;
    this.#isHistoryWhole = isHistoryWhole;
  }

  /** Ordinal of the next tick of a page fetched from the cursor, or a value of `placed`. */
  placeHistory(ms: number): number {
    if (ms < this.#cursorMs) return placed.stale;
    return this.#advance(ms, ms === this.#cursorMs ? this.#cursorSeen : 0);
  }

  /** Ordinal of the next tick of the live stream, or a value of `placed`. */
  placeLive(ms: number): number {
    if (ms < this.#runMs) return placed.stale;
    if (ms > this.#runMs) this.#startRun(ms);
    const ordinal = this.#runSeen++;
    if (ms < this.#cursorMs) return placed.duplicate;
    if (!this.#isRunExact) return this.#placeInexact(ms);
    if (ms === this.#cursorMs && ordinal < this.#cursorSeen) return placed.duplicate;
    return this.#advance(ms, ordinal);
  }

  #startRun(ms: number): void {
    const isBeyondHistory = this.#isJoined && this.#cursorMs >= 0 && ms > this.#cursorMs;
    this.#isRunExact = this.#runMs >= 0 || isBeyondHistory;
    this.#runMs = ms;
    this.#runSeen = 0;
  }

  #placeInexact(ms: number): number {
    if (!this.#isJoined || this.#isHistoryWhole) return placed.ambiguous;
    return this.#advance(ms, ms === this.#cursorMs ? this.#cursorSeen : 0);
  }

  #advance(ms: number, ordinal: number): number {
    this.#cursorMs = ms;
    this.#cursorSeen = ordinal + 1;
    return ordinal > ordinalMax ? placed.crowded : ordinal;
  }
}
