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
  return rounded(product(
    perLot(context, { symbol, rate, price: closePrice(context, position) }),
    ratio(position.volumeLots),
    ratio(nights),
    ratio(10 ** context.account.currencyDigits),
  ));
}

/** The swap of one lot for one night, in the account's currency. */
function perLot(
  context: BrokerContext,
  { symbol, rate, price }: { symbol: TradingSymbol; rate: number; price: number },
): Ratio {
  const { mode } = symbol.swap;
  if (mode === "currency_deposit") return ratio(rate);
  const contract = product(ratio(symbol.contractSize), profitRate(context, symbol, rate > 0));
  const point = { over: 1n, under: 10n ** BigInt(symbol.digits) };
  return mode === "points"
    ? product(contract, ratio(rate), point)
    : product(contract, ratio(price), ratio(rate), { over: 1n, under: 36_000n });
}
