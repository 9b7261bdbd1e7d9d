/** What is asked of a deal for the part of it that opens risk, whether it was ordered now or waited for its price. */

import type { Direction, RetcodeName } from "../../models/mod.ts";
import { type Desk, positionsOf } from "./desk.ts";
import { toUnits } from "./quantity.ts";
import { checkTradeMode } from "./symbol_checks.ts";
import type { TradingSymbol } from "./trading_symbol.ts";

interface OpeningDeal {
  readonly symbol: TradingSymbol;
  readonly direction: Direction;
  readonly units: number;
}

/** On a netting account, what goes beyond the position of the other direction; all of it on a hedging one. */
export function unitsOpened(desk: Desk, { symbol, direction, units }: OpeningDeal): number {
  const [held] = positionsOf(desk.book, symbol.name);
  if (desk.account.marginMode === "hedging" || held === undefined) return units;
  return held.direction === direction ? units : Math.max(0, units - toUnits(held.volumeLots));
}

/** Trade mode, opposite positions, number of positions. */
export function checkOpeningRules(desk: Desk, deal: OpeningDeal): RetcodeName | null {
  return checkTradeMode(deal.symbol, deal.direction) ?? checkHedge(desk, deal) ??
    checkPositionLimit(desk, deal);
}

function checkHedge({ account, book }: Desk, { symbol, direction }: OpeningDeal) {
  if (account.hedgeAllowed || account.marginMode !== "hedging") return null;
  const hasOpposite = positionsOf(book, symbol.name).some((one) => one.direction !== direction);
  return hasOpposite ? "hedge_prohibited" : null;
}

function checkPositionLimit({ account, book }: Desk, { symbol }: OpeningDeal) {
  const addsOne = account.marginMode === "hedging" || positionsOf(book, symbol.name).length === 0;
  const isFull = account.limitPositions > 0 && book.positions.size >= account.limitPositions;
  return addsOne && isFull ? "limit_positions" : null;
}
