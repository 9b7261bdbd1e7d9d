/**
 * Checks the sequence numbers of one terminal's stream across reconnects: missing messages are
 * counted and reported; duplicates, and late ones already counted as missing, are dropped.
 */

/**
 * A number this far back is not a late message: the terminal has restarted its count without a new
 * epoch.
 */
const restartDistance = 10_000;

export type Sequenced =
  /** In order: use it. */
  | { readonly verdict: "next" }
  /** Use it; `missed` messages before it did not arrive. */
  | { readonly verdict: "gap"; readonly missed: number }
  /** Drop it. */
  | { readonly verdict: "repeat" }
  /** The epoch was not announced by a hello: drop it. */
  | { readonly verdict: "foreign" };

export class StreamSequence {
  #epoch: string | null = null;
  #lastSeq: number | null = null;
  #gaps = 0;
  #repeats = 0;
  #foreign = 0;

  /** A hello of this epoch: a new epoch restarts the count, the same one continues it. */
  begin(epoch: string): void {
    if (epoch === this.#epoch) return;
    this.#epoch = epoch;
    this.#lastSeq = null;
  }

  take(epoch: string, seq: number): Sequenced {
    if (epoch !== this.#epoch) {
      this.#foreign += 1;
      return { verdict: "foreign" };
    }
    const last = this.#lastSeq;
    if (last === null || seq === last + 1) {
      this.#lastSeq = seq;
      return { verdict: "next" };
    }
    if (seq <= last && last - seq < restartDistance) {
      this.#repeats += 1;
      return { verdict: "repeat" };
    }
    this.#lastSeq = seq;
    this.#gaps += 1;
    return { verdict: "gap", missed: seq > last ? seq - last - 1 : 1 };
  }

  /** Sequence number of the last accepted message; -1 before the first. */
  get lastSeq(): number {
    return this.#lastSeq ?? -1;
  }

  /** How many times messages were missing. */
  get gaps(): number {
    return this.#gaps;
  }

  /** Messages dropped because no hello had announced their epoch. */
  get foreign(): number {
    return this.#foreign;
  }

  /** Messages dropped as duplicates. */
  get repeats(): number {
    return this.#repeats;
  }
}
