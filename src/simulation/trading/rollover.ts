/**
 * Swap at the end of each broker day, for each night the weekday stands for (three on the triple day). Points: points x
 * point x contract size x lots, converted; deposit currency: amount x lots; interest: value at the
 * price of now x percent / 360. Rounded to the account's digits each time and kept on the position until it closes.
 */

import type { BrokerMs } from "../../models/mod.ts";
import { profitRate } from "./conversion.ts";
import { type Desk, type OpenPosition, putPosition, symbolOf } from "./desk.ts";
import { closePrice, viewPosition } from "./profit.ts";
import { fromMinor, toMinor } from "./quantity.ts";
import { product, type Ratio, ratio, rounded } from "../../models/ratio.ts";
import { weekdayOf } from "./trade_sessions.ts";
import type { TradingSymbol } from "./trading_symbol.ts";

/** Charges the day that ends at this midnight. */
export function rollOver(desk: Desk, midnightMs: BrokerMs): void {
  const weekday = weekdayOf(midnightMs - 1 as BrokerMs);
  const { currencyDigits } = desk.account;
  for (const position of desk.book.positions.values()) {
    const symbol = symbolOf(desk, position.symbol);
    const minor = swapMinor(desk, position, symbol.swap.nightsByWeekday[weekday] ?? 0);
    if (minor === 0) continue;
    const swap = fromMinor(toMinor(position.swap, currencyDigits) + minor, currencyDigits);
    const charged = { ...position, swap, updatedMs: desk.book.nowMs };
    putPosition(desk.book, charged);
    desk.events.push({ kind: "position", position: viewPosition(desk, charged) });
  }
}

function swapMinor(desk: Desk, position: OpenPosition, nights: number): number {
  const symbol = symbolOf(desk, position.symbol);
  const rate = position.direction === "buy" ? symbol.swap.long : symbol.swap.short;
  if (nights === 0 || rate === 0 || symbol.swap.mode === "disabled") return 0;
  return rounded(product(
    perLot(desk, { symbol, rate, price: closePrice(desk, position) }),
    ratio(position.volumeLots),
    ratio(nights),
    ratio(10 ** desk.account.currencyDigits),
  ));
}

/** Swap of a lot and night in the account's currency. */
function perLot(
  desk: Desk,
  { symbol, rate, price }: { symbol: TradingSymbol; rate: number; price: number },
): Ratio {
  const { mode } = symbol.swap;
  if (mode === "currency_deposit") return ratio(rate);
  const contract = product(ratio(symbol.contractSize), profitRate(desk, symbol, rate > 0));
  const point = { over: 1n, under: 10n ** BigInt(symbol.digits) };
  return mode === "points"
    ? product(contract, ratio(rate), point)
    : product(contract, ratio(price), ratio(rate), { over: 1n, under: 36_000n });
}
