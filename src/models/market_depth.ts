/** The book of a symbol: what stands at which price. */

/** In the order of MetaTrader's ENUM_BOOK_TYPE, whose first value is 1. */
export const bookSides = ["sell", "buy", "sell_market", "buy_market"] as const;
export type BookSide = typeof bookSides[number];

export interface BookLevel {
  readonly side: BookSide;
  readonly price: number;
  readonly volumeLots: number;
}
