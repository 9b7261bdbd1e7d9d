/**
 * Swap at the end of each broker day, for the number of nights that the weekday counts for (three
 * on the triple day). Points: points x point x contract size x lots, converted; deposit currency:
 * amount x lots; interest: value at the current price x percent / 360. Rounded to the account's
 * digits each time and kept with the position until it closes.
 */

import type { BrokerMs } from "../../models/mod.ts";
import { profitRate } from "./conversion.ts";
import { type BrokerContext, type OpenPosition, putPosition, symbolOf } from "./broker_context.ts";
import { closePrice, viewPosition } from "./profit.ts";
import { fromMinor, toMinor } from "./quantity.ts";
import { product, type Ratio, ratio, rounded } from "../../models/ratio.ts";
import { weekdayOf } from "./trade_sessions.ts";
import type { TradingSymbol } from "./trading_symbol.ts";

/** Charges the swap of the day that ends at this midnight. */
export function rollOver(context: BrokerContext, midnightMs: BrokerMs): void {
  const weekday = weekdayOf(midnightMs - 1 as BrokerMs);
  const { currencyDigits } = context.account;
  for (const position of context.state.positions.values()) {
    const symbol = symbolOf(context, position.symbol);
    const minor = swapMinor(context, position, symbol.swap.nightsByWeekday[weekday] ?? 0);
    if (minor === 0) continue;
    const swap = fromMinor(toMinor(position.swap, currencyDigits) + minor, currencyDigits);
    const charged = { ...position, swap, updatedMs: context.state.nowMs };
    putPosition(context.state, charged);
    context.events.push({ kind: "position", position: viewPosition(context, charged) });
  }
}

function swapMinor(context: BrokerContext, position: OpenPosition, nights: number): number {
  const symbol = symbolOf(context, position.symbol);
  const rate = position.direction === "buy" ? symbol.swap.long : symbol.swap.short;
  if (nights === 0 || rate === 0 || symbol.swap.mode === "disabled") return 0;
  return exactSwap(symbol, {
    rate,
    nights,
    lots: position.volumeLots,
    price: closePrice(context, position),
    profitRate: profitRate(context, symbol, rate > 0),
    currencyDigits: context.account.currencyDigits,
  });
}

/** One charge of swap: its rate, the nights it counts for, and how it becomes money. */
export interface SwapCharge {
  readonly rate: number;
  readonly nights: number;
  readonly lots: number;
  /** The price at which the position could be closed. */
  readonly price: number;
  readonly profitRate: Ratio;
  readonly currencyDigits: number;
}

/** The formula itself, shared with the backtest's account. */
export function exactSwap(symbol: SwappedSymbol, charge: SwapCharge): number {
  return rounded(product(
    perLot(symbol, charge),
    ratio(charge.lots),
    ratio(charge.nights),
    ratio(10 ** charge.currencyDigits),
  ));
}

type SwappedSymbol = Pick<TradingSymbol, "digits" | "contractSize" | "swap">;

/** The swap of one lot for one night, in the account's currency. */
function perLot(symbol: SwappedSymbol, { rate, price, profitRate }: SwapCharge): Ratio {
  const { mode } = symbol.swap;
  if (mode === "currency_deposit") return ratio(rate);
  const contract = product(ratio(symbol.contractSize), profitRate);
  const point = { over: 1n, under: 10n ** BigInt(symbol.digits) };
  return mode === "points"
    ? product(contract, ratio(rate), point)
    : product(contract, ratio(price), ratio(rate), { over: 1n, under: 36_000n });
}
