/**
 * The value of a whole unit of price to a position, derived from its profit. It is used for symbols
 * that are not configured, or whose tick value the terminal does not report. Near the opening price
 * the rounded profit does not give the value, but still an upper bound.
 */

import type { VenuePosition } from "../../models/mod.ts";
import { type MoneyUnit, smallestAmount } from "../../models/currency.ts";

/** Below this many of the smallest amount, rounding changes the profit by half a percent. */
const tellingAmounts = 100;

/** Null near the opening price. */
export function moneyPerPriceOf(position: VenuePosition, currency: MoneyUnit): number | null {
  const isTelling = Math.abs(position.profit) > tellingAmounts * smallestAmount(currency);
  const perPrice = isTelling ? position.profit / gainOf(position) : NaN;
  return Number.isFinite(perPrice) && perPrice > 0 ? perPrice : null;
}

/**
 * The profit is rounded by less than the smallest amount. Null at the opening price, and for a
 * profit that contradicts the prices.
 */
export function mostMoneyPerPriceOf(position: VenuePosition, currency: MoneyUnit): number | null {
  const gain = gainOf(position);
  const most = (Math.sign(gain) * position.profit + smallestAmount(currency)) / Math.abs(gain);
  return Number.isFinite(most) && most > 0 ? most : null;
}

function gainOf({ direction, openPrice, currentPrice }: VenuePosition): number {
  return direction === "buy" ? currentPrice - openPrice : openPrice - currentPrice;
}
