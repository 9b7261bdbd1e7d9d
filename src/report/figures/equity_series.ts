/**
 * Equity over time, as columns of equal length: one row for each bar of the tested timeframe, or
 * for any other steps. Times are the broker's, like those of the deals.
 */

export interface EquitySeries {
  readonly timeMs: Float64Array;
  readonly balance: Float64Array;
  readonly equity: Float64Array;
  /** In percent; 0 or NaN where no margin was used. */
  readonly marginLevel?: Float64Array;
}
