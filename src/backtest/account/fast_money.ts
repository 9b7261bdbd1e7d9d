/**
 * Money in whole minor units by the broker's formulas. A double decides where its error cannot
 * matter; next to a half, where rounding could go either way, the broker's exact fraction does.
 */

import { one, rounded } from "../../models/ratio.ts";
import { exactCommission } from "../../simulation/trading/commission.ts";
import { exactProfit } from "../../simulation/trading/profit.ts";
import { exactSwap } from "../../simulation/trading/rollover.ts";
import { exactRateOf, profitRateOf } from "./fast_rates.ts";
import type { FastSymbol } from "./fast_symbol.ts";

/** Sixteen roundings of a double: more than any of the estimates below has. */
const errorShare = 2 ** -49;

/** Rounds half away from zero; NaN when the estimate's error could change the result. */
export function surelyRounded(estimate: number): number {
  const magnitude = Math.abs(estimate);
  const whole = Math.floor(magnitude);
  const part = magnitude - whole;
  if (Math.abs(part - 0.5) <= magnitude * errorShare) return NaN;
  const nearest = part > 0.5 ? whole + 1 : whole;
  return estimate < 0 ? 0 - nearest : nearest;
}

/**
 * What one point of so much volume is worth in minor units, when that is a whole number and needs
 * no conversion: then profit is a product of whole numbers. 0 otherwise.
 */
export function wholePointMinor(symbol: FastSymbol, units: number): number {
  if (symbol.pointUnits === units) return symbol.pointMinor;
  const estimate = 1000 * units * symbol.milliFactor;
  const nearest = Math.round(estimate);
  const isNear = Math.abs(estimate - nearest) <= estimate * errorShare;
  symbol.pointUnits = units;
  symbol.pointMinor = symbol.profitSource.isOne && isNear && isExact(symbol, units, nearest)
    ? nearest
    : 0;
  return symbol.pointMinor;
}

/** Ten more digits: what is missing there does not add up to half a unit at any price. */
const moreDigits = 10;

function isExact({ terms, currencyDigits }: FastSymbol, units: number, minor: number): boolean {
  const finer = minor * 10 ** moreDigits;
  const digits = currencyDigits + moreDigits;
  const point = { gainedMilli: 1000, units, rate: one, currencyDigits: digits };
  return Number.isSafeInteger(finer) && exactProfit(terms, point) === finer;
}

/** The profit of `units` that gained so many thousandths of a point. */
export function fastProfit(
  symbol: FastSymbol,
  move: { readonly gainedMilli: number; readonly units: number },
  currencyDigits: number,
): number {
  const { gainedMilli, units } = move;
  if (gainedMilli === 0) return 0;
  const rate = profitRateOf(symbol, gainedMilli > 0);
  const minor = surelyRounded(gainedMilli * units * symbol.milliFactor * rate);
  if (!Number.isNaN(minor)) return minor;
  const exact = exactRateOf(symbol, gainedMilli > 0);
  return exactProfit(symbol.terms, { gainedMilli, units, rate: exact, currencyDigits });
}

/** The commission of a deal, never positive. */
export function fastCommission(
  symbol: FastSymbol,
  deal: { readonly units: number; readonly pricePoints: number },
  currencyDigits: number,
): number {
  const { perLot, percent } = symbol.terms.commission;
  if (perLot === 0 && percent === 0) return 0;
  const { units, pricePoints } = deal;
  if (percent === 0) return fixedCommission(symbol, units, currencyDigits);
  const price = pricePoints / symbol.pointScale;
  const value = units / 1e8 * symbol.terms.contractSize * price * profitRateOf(symbol, false);
  const share = value * percent / 100;
  const minor = surelyRounded((units / 1e8 * perLot + share) * 10 ** currencyDigits);
  if (!Number.isNaN(minor) && perLot >= 0 && percent >= 0) return 0 - minor;
  const rate = exactRateOf(symbol, false);
  return exactCommission(symbol.terms, { units, price, rate, currencyDigits });
}

/** What does not depend on the price is the same for the same volume. */
function fixedCommission(symbol: FastSymbol, units: number, currencyDigits: number): number {
  if (symbol.commissionUnits !== units) {
    const rate = exactRateOf(symbol, false);
    const price = 0;
    symbol.commissionMinor = exactCommission(symbol.terms, { units, price, rate, currencyDigits });
    symbol.commissionUnits = units;
  }
  return symbol.commissionMinor;
}

/** The swap of a position for some nights; it happens once a day, so it is always exact. */
export function fastSwap(
  symbol: FastSymbol,
  held: { readonly rate: number; readonly units: number; readonly pricePoints: number },
  { nights, currencyDigits }: { readonly nights: number; readonly currencyDigits: number },
): number {
  const { rate, units, pricePoints } = held;
  if (nights === 0 || rate === 0 || symbol.terms.swap.mode === "disabled") return 0;
  return exactSwap(symbol.terms, {
    rate,
    nights,
    lots: units / 1e8,
    price: pricePoints / symbol.pointScale,
    profitRate: exactRateOf(symbol, rate > 0),
    currencyDigits,
  });
}

/** The part of an amount that belongs to `units` of `total`, rounded. */
export function volumeShare(amount: number, units: number, total: number): number {
  if (amount === 0 || units === total) return amount;
  const minor = surelyRounded(amount * units / total);
  return Number.isNaN(minor)
    ? rounded({ over: BigInt(amount) * BigInt(units), under: BigInt(total) })
    : minor;
}

/** The average price of two volumes, in thousandths of a point. */
export function averageMilli(
  held: { readonly milli: number; readonly units: number },
  added: { readonly milli: number; readonly units: number },
): number {
  const total = held.units + added.units;
  // The distance is small, so that its product with the volume is accurate.
  const moved = surelyRounded((added.milli - held.milli) * added.units / total);
  if (!Number.isNaN(moved)) return held.milli + moved;
  const over = BigInt(held.milli) * BigInt(held.units) + BigInt(added.milli) * BigInt(added.units);
  return rounded({ over, under: BigInt(total) });
}
