/**
 * Equity at the last tick of each bar, as columns that grow by whole chunks, so that a long run
 * copies nothing while it plays. Twenty bytes a bar.
 */

/** Bars in a chunk; a power of two. */
const chunkBars = 65_536;

interface SampleChunk {
  readonly minute: Int32Array<ArrayBuffer>;
  readonly equityMinor: Float64Array<ArrayBuffer>;
  readonly balanceMinor: Float64Array<ArrayBuffer>;
}

export class EquitySamples {
  length = 0;
  readonly #chunks: SampleChunk[] = [];
  #minutes = new Int32Array(0);
  #equities = new Float64Array(0);
  #balances = new Float64Array(0);

  /** Adds the bar that began at this minute since 1970 in broker time. */
  add(minute: number, equityMinor: number, balanceMinor: number): void {
    const at = this.length & (chunkBars - 1);
    if (at === 0) this.#addChunk();
    this.#minutes[at] = minute;
    this.#equities[at] = equityMinor;
    this.#balances[at] = balanceMinor;
    this.length++;
  }

  /** When each bar began, in broker time. */
  get brokerMs(): Float64Array<ArrayBuffer> {
    return this.#joined(({ minute }) => minute).map((minute) => minute * 60_000);
  }

  /** In minor units, as long as `brokerMs`. */
  get equityMinor(): Float64Array<ArrayBuffer> {
    return this.#joined(({ equityMinor }) => equityMinor);
  }

  get balanceMinor(): Float64Array<ArrayBuffer> {
    return this.#joined(({ balanceMinor }) => balanceMinor);
  }

  #joined(column: (chunk: SampleChunk) => Int32Array | Float64Array): Float64Array<ArrayBuffer> {
    const all = new Float64Array(this.length);
    this.#chunks.forEach((chunk, index) => {
      const from = index * chunkBars;
      all.set(column(chunk).subarray(0, this.length - from), from);
    });
    return all;
  }

  #addChunk(): void {
    const minute = new Int32Array(chunkBars);
    const equityMinor = new Float64Array(chunkBars);
    const balanceMinor = new Float64Array(chunkBars);
    this.#chunks.push({ minute, equityMinor, balanceMinor });
    this.#minutes = minute;
    this.#equities = equityMinor;
    this.#balances = balanceMinor;
  }
}
