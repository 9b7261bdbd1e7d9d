/**
 * The value of a currency in the account's, as the broker finds it (`conversion.ts`): as a double
 * for estimates, and as an exact fraction where the estimate does not decide.
 */

import type { Direction } from "../../models/mod.ts";
import { one, type Ratio } from "../../models/ratio.ts";
import type { ConversionPair, FastSymbol, RateSource } from "./fast_symbol.ts";

/** The value of one unit of the profit currency: a gain is sold, a loss is bought. */
export function profitRateOf(symbol: FastSymbol, isGain: boolean): number {
  if (symbol.profitSource.isOne) return 1;
  const pair = quotedPair(symbol.profitSource);
  return pair === null ? symbol.tickRate : pairRate(pair, isGain ? "sell" : "buy");
}

export function exactRateOf(symbol: FastSymbol, isGain: boolean): Ratio {
  if (symbol.profitSource.isOne) return one;
  const pair = quotedPair(symbol.profitSource);
  if (pair === null) return symbol.tickRatio;
  const points = BigInt(pointsOf(pair, isGain ? "sell" : "buy"));
  const scale = 10n ** BigInt(pair.symbol.digits);
  const units = BigInt(pair.units);
  return pair.isDirect
    ? { over: points * units, under: scale }
    : { over: scale * units, under: points };
}

/** The value of one unit of the margin currency, for a position opened now at this price. */
export function marginRateOf(symbol: FastSymbol, direction: Direction, price: number): number {
  const { isOne } = symbol.marginSource;
  if (isOne) return 1;
  const pair = quotedPair(symbol.marginSource);
  if (pair !== null) return pairRate(pair, direction);
  const rate = profitRateOf(symbol, false);
  return symbol.terms.marginCurrency === symbol.terms.baseCurrency ? rate * price : rate;
}

/** The pair that is used now; null while none has a quote. */
export function quotedPair({ pairs }: RateSource): ConversionPair | null {
  for (const pair of pairs) {
    if (pair.symbol.bid > 0) return pair;
  }
  return null;
}

function pairRate(pair: ConversionPair, direction: Direction): number {
  const points = pointsOf(pair, direction);
  const { pointScale } = pair.symbol;
  return (pair.isDirect ? points / pointScale : pointScale / points) * pair.units;
}

/** A direct pair is bought at the ask; to buy what an inverse pair is quoted in, it is sold. */
function pointsOf({ symbol, isDirect }: ConversionPair, direction: Direction): number {
  return (direction === "buy") === isDirect ? symbol.ask : symbol.bid;
}
