/**
 * Equity at the last tick of each bar, as columns that grow by whole chunks, so that a long run
 * copies nothing while it plays. Twelve bytes a bar; balance is kept where it changes.
 */

/** Bars in a chunk; a power of two. */
const chunkBars = 65_536;

interface SampleChunk {
  readonly minute: Int32Array<ArrayBuffer>;
  readonly equityMinor: Float64Array<ArrayBuffer>;
}

export class EquitySamples {
  length = 0;
  readonly #chunks: SampleChunk[] = [];
  #minutes = new Int32Array(0);
  #equities = new Float64Array(0);
  /** Balances, and the first sample of each. */
  readonly #balances: number[] = [];
  readonly #balancesFrom: number[] = [];
  #balance = NaN;

  /** Adds the bar that began at this minute since 1970 in broker time. */
  add(minute: number, equityMinor: number, balanceMinor: number): void {
    const at = this.length & (chunkBars - 1);
    if (at === 0) this.#addChunk();
    this.#minutes[at] = minute;
    this.#equities[at] = equityMinor;
    if (balanceMinor !== this.#balance) {
      this.#balance = balanceMinor;
      this.#balances.push(balanceMinor);
      this.#balancesFrom.push(this.length);
    }
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
    const all = new Float64Array(this.length);
    this.#balances.forEach((balance, index) => {
      all.fill(balance, this.#balancesFrom[index], this.#balancesFrom[index + 1] ?? this.length);
    });
    return all;
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
    this.#chunks.push({ minute, equityMinor });
    this.#minutes = minute;
    this.#equities = equityMinor;
  }
}
