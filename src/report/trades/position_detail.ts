/**
 * What the maker of a report may know of a position beyond its deals: a backtest knows everything,
 * an imported report nothing. Money is in the account's currency.
 */

export interface PositionDetail {
  /** The best and the worst floating result while it was open, swaps included (MFE, MAE). */
  readonly bestProfit?: number;
  readonly worstProfit?: number;
  /** The stop with which it was opened, when the opening deal does not tell it. */
  readonly initialStop?: number;
  /** What it would have lost at that stop, as a positive amount. */
  readonly initialRisk?: number;
  /** What the spread took, as a positive amount; known where both sides of the price are. */
  readonly spreadCost?: number;
  /** What worse fills than asked for took; negative when they were better. */
  readonly slippageCost?: number;
  readonly strategy?: string;
}
