/**
 * The prices of a symbol at which equity is known to be no record and above its limit, while no
 * deal is made: bars within them need no calculation. Whole numbers only, because this is asked for
 * each bar.
 */

/** More than any price in points, and less than any. */
const above = 2 ** 31 - 1;
const below = -1;

export class KnownPrices {
  #low = above;
  #high = below;
  #spread = below;
  #peakMinor = 0;
  #floorMinor = 0;
  #deals = -1;

  /** Whether a bar lies within the known prices. */
  hold(low: number, high: number, spread: number): boolean {
    return low >= this.#low && high <= this.#high && spread === this.#spread;
  }

  /** Forgets everything unless the number of deals, the peak and the limit are as before. */
  keepFor(deals: number, peakMinor: number, floorMinor: number): void {
    const isSame = deals === this.#deals && peakMinor === this.#peakMinor &&
      floorMinor === this.#floorMinor;
    if (isSame) return;
    this.forget();
    this.#deals = deals;
    this.#peakMinor = peakMinor;
    this.#floorMinor = floorMinor;
  }

  forget(): void {
    this.#low = above;
    this.#high = below;
  }

  /** Equity is no record at any of these prices. */
  add(low: number, high: number, spread: number): void {
    const isApart = low > this.#high || high < this.#low || spread !== this.#spread;
    this.#low = isApart || low < this.#low ? low : this.#low;
    this.#high = isApart || high > this.#high ? high : this.#high;
    this.#spread = spread;
  }
}
