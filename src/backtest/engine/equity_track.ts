/**
 * The extremes of equity over all ticks, by MetaTrader's definitions: the largest fall from a peak
 * in money and the largest as a share of the peak, the lowest equity and the lowest margin level.
 */

/** A fall from the highest equity so far; money in minor units. */
export interface Drawdown {
  readonly minor: number;
  readonly pct: number;
}

export class EquityTrack {
  #peak = 0;
  #lowest = 0;
  #maximalMinor = 0;
  #maximalPct = 0;
  #relativeMinor = 0;
  #relativePct = 0;
  #lowestLevelPct = Infinity;
  /** The least equity since the peak: only less is a larger fall, for which shares are divided. */
  #leastOfPeak = 0;
  /** The same for the level of one margin. */
  #margin = 0;
  #leastOfMargin = 0;

  /** Begins with the deposit. */
  constructor(equityMinor: number) {
    this.#peak = equityMinor;
    this.#lowest = equityMinor;
    this.#leastOfPeak = equityMinor;
  }

  /** Takes the equity of one moment, and the margin then. */
  look(equity: number, margin: number): void {
    if (margin > 0 && (margin !== this.#margin || equity < this.#leastOfMargin)) {
      this.#margin = margin;
      this.#leastOfMargin = equity;
      if (equity / margin * 100 < this.#lowestLevelPct) {
        this.#lowestLevelPct = equity / margin * 100;
      }
    }
    if (equity >= this.#peak) {
      if (equity > this.#peak) this.#leastOfPeak = equity;
      this.#peak = equity;
      return;
    }
    if (equity >= this.#leastOfPeak) return;
    this.#leastOfPeak = equity;
    if (equity < this.#lowest) this.#lowest = equity;
    const minor = this.#peak - equity;
    const pct = minor / this.#peak * 100;
    if (minor > this.#maximalMinor) {
      this.#maximalMinor = minor;
      this.#maximalPct = pct;
    }
    if (pct > this.#relativePct) {
      this.#relativeMinor = minor;
      this.#relativePct = pct;
    }
  }

  /** The highest equity so far. */
  get peakMinor(): number {
    return this.#peak;
  }

  /** Whether equity from `least` to the peak would change nothing here. */
  isKnown(least: number, margin: number): boolean {
    const fall = this.#peak - least;
    return fall <= this.#maximalMinor && fall / this.#peak * 100 <= this.#relativePct &&
      (margin <= 0 || least / margin * 100 >= this.#lowestLevelPct);
  }

  /** The largest fall in money. */
  get maximal(): Drawdown {
    return { minor: this.#maximalMinor, pct: this.#maximalPct };
  }

  /** The largest fall as a share of the peak. */
  get relative(): Drawdown {
    return { minor: this.#relativeMinor, pct: this.#relativePct };
  }

  get lowestMinor(): number {
    return this.#lowest;
  }

  /** In percent; null when there never was a margin. */
  get lowestMarginLevelPct(): number | null {
    return this.#lowestLevelPct === Infinity ? null : this.#lowestLevelPct;
  }
}
