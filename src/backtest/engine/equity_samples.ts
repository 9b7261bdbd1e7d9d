/**
 * Equity at the last tick of each bar, as columns that grow by whole chunks, so that a long run
 * copies nothing while it plays. Twelve bytes a bar.
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

  /** Adds the bar that began at this minute since 1970 in broker time. */
  add(minute: number, equityMinor: number): void {
    const at = this.length & (chunkBars - 1);
    if (at === 0) this.#addChunk();
    this.#minutes[at] = minute;
    this.#equities[at] = equityMinor;
    this.length++;
  }

  /** When each bar began, in minutes since 1970 in broker time. */
  minutes(): Int32Array {
    const all = new Int32Array(this.length);
    this.#chunks.forEach(({ minute }, index) => {
      const from = index * chunkBars;
      all.set(minute.subarray(0, this.length - from), from);
    });
    return all;
  }

  /** In minor units, as long as `minutes`. */
  equities(): Float64Array {
    const all = new Float64Array(this.length);
    this.#chunks.forEach(({ equityMinor }, index) => {
      const from = index * chunkBars;
      all.set(equityMinor.subarray(0, this.length - from), from);
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
