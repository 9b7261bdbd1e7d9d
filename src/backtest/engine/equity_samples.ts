/**
 * Equity at the last tick of each bar, as columns that grow by whole chunks, so that a long run
 * copies nothing while it plays. Four bytes a bar, eight where equity is more than 32 bits hold;
 * times and balance are kept where they are not what was expected.
 */

/** Bars in a chunk; a power of two. */
const chunkBars = 65_536;

/** Balances in a chunk; a power of two. */
const chunkBalances = 4_096;

type EquityChunk = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

export class EquitySamples {
  length = 0;
  readonly #periodMinutes: number;
  readonly #chunks: EquityChunk[] = [];
  /** The last chunk. */
  #equities: EquityChunk = new Int32Array(0);
  #isWide = false;
  /** Minutes that do not follow the bar before, and the samples that have them. */
  readonly #minutes: number[] = [];
  readonly #minutesFrom: number[] = [];
  #nextMinute = -1;
  /** Balances, each after the first sample that has it. */
  readonly #balances: Float64Array<ArrayBuffer>[] = [];
  #balanceCount = 0;
  #balance = NaN;

  /** `periodMinutes`: the time from one bar to the next. */
  constructor(periodMinutes: number) {
    this.#periodMinutes = periodMinutes;
  }

  /** Adds the bar that began at this minute since 1970 in broker time. */
  add(minute: number, equityMinor: number, balanceMinor: number): void {
    const at = this.length & (chunkBars - 1);
    if (at === 0) this.#addChunk();
    if ((equityMinor | 0) !== equityMinor && !this.#isWide) this.#widen();
    this.#equities[at] = equityMinor;
    if (minute !== this.#nextMinute) {
      this.#minutes.push(minute);
      this.#minutesFrom.push(this.length);
    }
    this.#nextMinute = minute + this.#periodMinutes;
    if (balanceMinor !== this.#balance) this.#addBalance(balanceMinor);
    this.length++;
  }

  #addBalance(balanceMinor: number): void {
    this.#balance = balanceMinor;
    const at = this.#balanceCount++ & (chunkBalances - 1);
    if (at === 0) this.#balances.push(new Float64Array(2 * chunkBalances));
    const chunk = this.#balances[this.#balances.length - 1]!;
    chunk[2 * at] = this.length;
    chunk[2 * at + 1] = balanceMinor;
  }

  /** When each bar began, in broker time. */
  get brokerMs(): Float64Array<ArrayBuffer> {
    const all = new Float64Array(this.length);
    this.#minutes.forEach((minute, index) => {
      const from = this.#minutesFrom[index]!;
      const to = this.#minutesFrom[index + 1] ?? this.length;
      for (let at = from; at < to; at++) {
        all[at] = (minute + (at - from) * this.#periodMinutes) * 60_000;
      }
    });
    return all;
  }

  /** In minor units, as long as `brokerMs`. */
  get equityMinor(): Float64Array<ArrayBuffer> {
    const all = new Float64Array(this.length);
    this.#chunks.forEach((chunk, index) => {
      const from = index * chunkBars;
      all.set(chunk.subarray(0, this.length - from), from);
    });
    return all;
  }

  get balanceMinor(): Float64Array<ArrayBuffer> {
    const all = new Float64Array(this.length);
    let to = this.length;
    for (let index = this.#balanceCount - 1; index >= 0; index--) {
      const chunk = this.#balances[Math.floor(index / chunkBalances)]!;
      const at = 2 * (index & (chunkBalances - 1));
      all.fill(chunk[at + 1]!, chunk[at], to);
      to = chunk[at]!;
    }
    return all;
  }

  #addChunk(): void {
    this.#equities = new Int32Array(chunkBars);
    this.#isWide = false;
    this.#chunks.push(this.#equities);
  }

  /** From here on the chunk has doubles. */
  #widen(): void {
    this.#equities = Float64Array.from(this.#equities);
    this.#isWide = true;
    this.#chunks[this.#chunks.length - 1] = this.#equities;
  }
}
