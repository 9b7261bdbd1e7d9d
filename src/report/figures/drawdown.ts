/**
 * Drawdowns as MetaTrader has them: absolute from the deposit, maximal in money, relative in
 * percent of the peak. Values are added one by one, so that a backtest can follow equity at every
 * tick.
 */

/** A fall from a peak, in money and in percent of that peak. */
export interface Fall {
  readonly amount: number;
  readonly percent: number;
}

export interface Drawdowns {
  /** How far the lowest value was below the deposit. */
  readonly absolute: number;
  /** The largest fall in money, with its percent. */
  readonly maximal: Fall;
  /** The largest fall in percent, with its money. */
  readonly relative: Fall;
}

const noFall: Fall = { amount: 0, percent: 0 };

/** What a fall from a peak is in percent; a peak of nothing cannot be lost. */
export function percentOfPeak(amount: number, peak: number): number {
  return peak > 0 ? Math.max(0, amount / peak * 100) : 0;
}

export class DrawdownTally {
  readonly #deposit: number;
  #peak: number;
  #lowest: number;
  /** The lowest value since the peak: every larger fall from it is a deeper one in both senses. */
  #trough: number;
  #maximal = noFall;
  #relative = noFall;
  /** What was paid in since: it is neither gain nor loss. */
  #paidIn = 0;

  constructor(deposit: number) {
    this.#deposit = deposit;
    this.#peak = deposit;
    this.#lowest = deposit;
    this.#trough = deposit;
  }

  add(value: number): void {
    if (value > this.#peak) {
      this.#peak = value;
      this.#trough = value;
      return;
    }
    // Also no number at all.
    if (!(value < this.#trough)) return;
    this.#trough = value;
    this.#lowest = Math.min(this.#lowest, value - this.#paidIn);
    const amount = this.#peak - value;
    const percent = percentOfPeak(amount, this.#peak);
    if (amount > this.#maximal.amount) this.#maximal = { amount, percent };
    if (percent > this.#relative.percent) this.#relative = { amount, percent };
  }

  /** Money was paid in, or out when negative, before the next value. */
  shift(amount: number): void {
    this.#paidIn += amount;
    this.#peak += amount;
    this.#trough += amount;
  }

  get drawdowns(): Drawdowns {
    return {
      absolute: Math.max(0, this.#deposit - this.#lowest),
      maximal: this.#maximal,
      relative: this.#relative,
    };
  }
}
