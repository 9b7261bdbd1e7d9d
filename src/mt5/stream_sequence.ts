/**
 * Watches the sequence numbers of one terminal's stream, across its reconnects: what is missing is
 * counted and told, what comes twice (or late, after it was counted as missing) is dropped.
 */

/** A number this far back is no late message: the terminal counts anew without saying so. */
const restartDistance = 10_000;

export type Sequenced =
  /** In order: use it. */
  | { readonly verdict: "next" }
  /** Use it; `missed` messages before it did not come. */
  | { readonly verdict: "gap"; readonly missed: number }
  /** Drop it. */
  | { readonly verdict: "repeat" }
  /** Of an epoch that no hello announced: drop it. */
  | { readonly verdict: "foreign" };

export class StreamSequence {
  #epoch: string | null = null;
  #lastSeq: number | null = null;
  #gaps = 0;
  #repeats = 0;

  /** A hello of this epoch: a new one begins anew, the same one goes on. */
  begin(epoch: string): void {
    if (epoch === this.#epoch) return;
    this.#epoch = epoch;
    this.#lastSeq = null;
  }

  take(epoch: string, seq: number): Sequenced {
    if (epoch !== this.#epoch) return { verdict: "foreign" };
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

  /** Of the last message that was used; -1 before the first. */
  get lastSeq(): number {
    return this.#lastSeq ?? -1;
  }

  /** Times that messages were missing. */
  get gaps(): number {
    return this.#gaps;
  }

  /** Messages dropped because they had come before. */
  get repeats(): number {
    return this.#repeats;
  }
}
