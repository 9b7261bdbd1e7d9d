/**
 * Checks the part of a deal that opens risk, both for market orders and for pending orders that
 * have reached their price.
 */

import type { Direction, RetcodeName } from "../../models/mod.ts";
import { type BrokerContext, positionsOf } from "./broker_context.ts";
import { toUnits } from "./quantity.ts";
import { checkTradeMode } from "./symbol_checks.ts";
import type { TradingSymbol } from "./trading_symbol.ts";

interface OpeningDeal {
  readonly symbol: TradingSymbol;
  readonly direction: Direction;
  readonly units: number;
}

/**
 * On a netting account, the volume that exceeds the position of the other direction; on a hedging
 * account, the whole volume.
 */
export function unitsOpened(
  context: BrokerContext,
  { symbol, direction, units }: OpeningDeal,
): number {
  const [held] = positionsOf(context.state, symbol.name);
  if (context.account.marginMode === "hedging" || held === undefined) return units;
  return held.direction === direction ? units : Math.max(0, units - toUnits(held.volumeLots));
}

/** Checks trade mode, opposite positions and the number of positions. */
export function checkOpeningRules(context: BrokerContext, deal: OpeningDeal): RetcodeName | null {
  return checkTradeMode(deal.symbol, deal.direction) ?? checkHedge(context, deal) ??
    checkPositionLimit(context, deal);
}

function checkHedge({ account, state }: BrokerContext, { symbol, direction }: OpeningDeal) {
  if (account.hedgeAllowed || account.marginMode !== "hedging") return null;
  const hasOpposite = positionsOf(state, symbol.name).some((one) => one.direction !== direction);
  return hasOpposite ? "hedge_prohibited" : null;
}

function checkPositionLimit({ account, state }: BrokerContext, { symbol }: OpeningDeal) {
  const addsOne = account.marginMode === "hedging" || positionsOf(state, symbol.name).length === 0;
  const isFull = account.limitPositions > 0 && state.positions.size >= account.limitPositions;
  return addsOne && isFull ? "limit_positions" : null;
}
