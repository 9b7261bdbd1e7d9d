/** The book of a symbol: what stands at which price. */

/** In the order of MetaTrader's ENUM_BOOK_TYPE, whose first value is 1. */
export const depthSides = ["sell", "buy", "sell_market", "buy_market"] as const;
export type DepthSide = typeof depthSides[number];

export interface DepthLevel {
  readonly side: DepthSide;
  readonly price: number;
  readonly volumeLots: number;
}
