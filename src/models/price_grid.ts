/**
 * The prices at which a symbol may be quoted: whole numbers of its tick size, which may be larger
 * than a point (0.25 with two digits). Every price is rounded to the nearest of them before it is
 * checked and sent.
 */

import type { SymbolName } from "./ids.ts";
import { err, ok, type Result } from "./result.ts";

export interface PriceGrid {
  readonly digits: number;
  /** Not positive when the terminal does not report it: then a point is used. */
  readonly tickSize: number;
}

/** MetaTrader supports no finer prices than this. */
export const finestGrid: PriceGrid = { digits: 8, tickSize: 1e-8 };

/** The nearest price that can be quoted; not positive or NaN when there is none. */
export function alignPrice(price: number, { digits, tickSize }: PriceGrid): number {
  const point = 10 ** -digits;
  const step = tickSize > point ? tickSize : point;
  return Number((Math.round(price / step) * step).toFixed(digits));
}

/** A price that cannot be rounded to a valid one. */
export interface NoPrice {
  readonly name: string;
  readonly price: number;
}

const nameOf: Readonly<Record<string, string>> = {
  price: "price",
  stopLimitPrice: "limit price",
  stopLoss: "stop loss",
  takeProfit: "take profit",
};

export function noPriceText({ name, price }: NoPrice, symbol: SymbolName | null): string {
  return `The ${nameOf[name] ?? name} ${price} is not a price at which ${
    symbol ?? "the symbol"
  } can be quoted`;
}

/** Rounds all prices to the tick size; null means no price and stays null. */
export function alignPrices<P extends { readonly [name: string]: number | null }>(
  prices: P,
  grid: PriceGrid,
): Result<P, NoPrice> {
  const aligned: Record<string, number | null> = {};
  for (const [name, price] of Object.entries(prices)) {
    const fit = price === null ? null : alignPrice(price, grid);
    if (price !== null && !(fit! > 0 && Number.isFinite(fit))) return err({ name, price });
    aligned[name] = fit;
  }
  return ok(aligned as P); // the same names, and null where null was
}
