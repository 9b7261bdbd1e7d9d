/**
 * Open positions at the latest price. The profit in the terminal's last reading is exact, but up to
 * half a minute old; from there on it is updated with the price. Pure.
 */

import type { Instrument, UnixMs, VenuePosition } from "../models/mod.ts";

/** A position with the time of its price and its profit. */
export interface Priced {
  /** Null: not known. */
  readonly pricedMs: UnixMs | null;
}

/** The latest price of a symbol, and when it came. */
export interface ReceivedPrice {
  readonly bid: number;
  readonly ask: number;
  readonly atMs: UnixMs;
}

export type PriceWorth = Pick<Instrument, "tickSize" | "tickValue">;

export interface PriceFacts {
  /** When the position was read from its terminal; null: in an earlier life of the bridge. */
  readonly readMs: UnixMs | null;
  /** Null while none is to be had. */
  readonly price: ReceivedPrice | null;
  /** Null before the broker has described the symbol. */
  readonly instrument: PriceWorth | null;
}

/** The price at which it could be closed, and the profit there, with their time. */
export function priced<P extends VenuePosition>(
  position: P,
  { readMs, price, instrument }: PriceFacts,
): P & Priced {
  const asRead = { ...position, pricedMs: readMs };
  if (price === null || instrument === null || !(instrument.tickSize > 0)) return asRead;
  if (readMs !== null && price.atMs <= readMs) return asRead;
  const isBuy = position.direction === "buy";
  const currentPrice = isBuy ? price.bid : price.ask;
  const moved = (currentPrice - position.currentPrice) * (isBuy ? 1 : -1);
  const worth = moved / instrument.tickSize * instrument.tickValue * position.volumeLots;
  const profit = Number((position.profit + worth).toFixed(profitDecimals));
  return { ...position, currentPrice, profit, pricedMs: price.atMs };
}

/** As many as an account in bitcoin has. */
const profitDecimals = 8;
