/**
 * The commission of a deal: lots x amount for each lot, plus a share of the deal's value (lots x
 * contract size x price, converted like a loss). Charged immediately on both sides, rounded to the
 * account's digits, never positive.
 */

import { profitRate } from "./conversion.ts";
import type { BrokerContext } from "./broker_context.ts";
import { toLots } from "./quantity.ts";
import { product, type Ratio, ratio, rounded } from "../../models/ratio.ts";
import type { TradingSymbol } from "./trading_symbol.ts";

/** In the smallest unit of the account's currency. */
export function commissionMinor(
  context: BrokerContext,
  symbol: TradingSymbol,
  deal: { readonly units: number; readonly price: number },
): number {
  const { perLot, percent } = symbol.commission;
  if (perLot === 0 && percent === 0) return 0;
  const { currencyDigits } = context.account;
  const rate = profitRate(context, symbol, false);
  return exactCommission(symbol, { ...deal, rate, currencyDigits });
}

/** The formula itself, shared with the backtest's account. */
export function exactCommission(
  { commission, contractSize }: Pick<TradingSymbol, "commission" | "contractSize">,
  { units, price, rate, currencyDigits }: {
    readonly units: number;
    readonly price: number;
    readonly rate: Ratio;
    readonly currencyDigits: number;
  },
): number {
  const { perLot, percent } = commission;
  const lots = ratio(toLots(units));
  const minor = ratio(10 ** currencyDigits);
  const value = product(lots, ratio(contractSize), ratio(price));
  const share = product(value, rate, ratio(percent), ratio(0.01));
  return 0 - rounded(product(sum(product(lots, ratio(perLot)), share), minor));
}

function sum(left: Ratio, right: Ratio): Ratio {
  return {
    over: left.over * right.under + right.over * left.under,
    under: left.under * right.under,
  };
}
