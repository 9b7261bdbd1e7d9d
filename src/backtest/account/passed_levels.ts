/** What a price meets on its way from a quote to the next, as `passed_levels.ts` of the broker. */

import type { Direction } from "../../models/mod.ts";
import { metFirst } from "../../simulation/trading/passed_levels.ts";
import type { FastSymbol } from "./fast_symbol.ts";
import { oppositeSide } from "./fills.ts";
import type { Ledger } from "./ledger.ts";

/** The bid at which the first level before `toBid` is met; `toBid` when there is none. */
export function nextBidOnTheWay(
  ledger: Ledger,
  symbol: FastSymbol,
  { toBid, spread }: { readonly toBid: number; readonly spread: number },
): number {
  const { bid: from, index } = symbol;
  if (from === 0) return toBid;
  let bid = toBid;
  const meet = (level: number, closing: Direction) => {
    if (level !== 0) bid = metFirst(from, bid, closing === "sell" ? level : level - spread);
  };
  for (let at = 0; at < ledger.positionCount; at++) {
    const { symbol: held, direction, stopLoss, takeProfit } = ledger.positions[at]!;
    if (held !== index) continue;
    meet(stopLoss, oppositeSide(direction));
    meet(takeProfit, oppositeSide(direction));
  }
  for (let at = 0; at < ledger.orderCount; at++) {
    const order = ledger.orders[at]!;
    if (order.symbol === index && !order.isStarted) meet(order.price, order.direction);
  }
  return bid;
}
