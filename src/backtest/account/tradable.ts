/** Whether a symbol may be traded now, and what opening and closing in it are allowed. */

import type { BrokerMs, Direction, RetcodeName } from "../../models/mod.ts";
import { isFrozen } from "../../simulation/trading/price_rules.ts";
import { checkTradeMode } from "../../simulation/trading/symbol_checks.ts";
import { sessionEndMs } from "../../simulation/trading/trade_sessions.ts";
import type { FastPosition } from "./fast_position.ts";
import type { FastSymbol } from "./fast_symbol.ts";
import type { Ledger } from "./ledger.ts";
import { closingPoints } from "./market_price.ts";

export function checkTradable(ledger: Ledger, symbol: FastSymbol | undefined): RetcodeName | null {
  if (symbol === undefined) return "invalid";
  if (symbol.terms.tradeMode === "disabled") return "trade_disabled";
  if (!isOpenNow(ledger, symbol)) return "market_closed";
  return symbol.bid === 0 ? "price_off" : null;
}

/** Whether its session is open. Time never goes back, so the end of an open one is remembered. */
export function isOpenNow(ledger: Ledger, symbol: FastSymbol): boolean {
  const { nowMs } = ledger;
  if (nowMs < symbol.openUntilMs) return true;
  symbol.openUntilMs = sessionEndMs(symbol.terms.sessions, nowMs as BrokerMs) ?? 0;
  return symbol.openUntilMs > 0;
}

export interface OpeningFill {
  readonly symbol: number;
  readonly direction: Direction;
  readonly units: number;
}

/** What a deal opens beyond the opposite position that it nets. */
export function openedUnits(ledger: Ledger, { symbol, direction, units }: OpeningFill): number {
  if (ledger.isHedging) return units;
  const held = ledger.firstPositionIn(symbol);
  if (held === null || held.direction === direction) return units;
  return Math.max(0, units - held.units);
}

/** Trade mode, opposite positions, and the number of positions. */
export function checkOpening(ledger: Ledger, fill: OpeningFill): RetcodeName | null {
  const { rules, isHedging } = ledger;
  const refusal = checkTradeMode(ledger.symbols[fill.symbol]!.terms, fill.direction);
  if (refusal !== null) return refusal;
  if (isHedging && !rules.hedgeAllowed && hasOpposite(ledger, fill)) return "hedge_prohibited";
  if (rules.limitPositions === 0 || ledger.positionCount < rules.limitPositions) return null;
  const addsOne = isHedging || ledger.firstPositionIn(fill.symbol) === null;
  return addsOne ? "limit_positions" : null;
}

function hasOpposite(ledger: Ledger, { symbol, direction }: OpeningFill): boolean {
  for (let at = 0; at < ledger.positionCount; at++) {
    const position = ledger.positions[at]!;
    if (position.symbol === symbol && position.direction !== direction) return true;
  }
  return false;
}

/** Positions and orders of one direction, with what is added, within the symbol's limit. */
export function checkVolumeTotal(
  ledger: Ledger,
  symbol: FastSymbol,
  { direction, units }: { readonly direction: Direction; readonly units: number },
): RetcodeName | null {
  const limit = Math.round(symbol.terms.volumeLimitLots * 1e8);
  if (limit === 0 || units === 0) return null;
  let total = units;
  for (let at = 0; at < ledger.positionCount; at++) {
    const position = ledger.positions[at]!;
    if (position.symbol === symbol.index && position.direction === direction) {
      total += position.units;
    }
  }
  for (let at = 0; at < ledger.orderCount; at++) {
    const order = ledger.orders[at]!;
    if (order.symbol === symbol.index && order.direction === direction) total += order.units;
  }
  return total > limit ? "limit_volume" : null;
}

/** Whether a position may be closed: no order does so already, and no level is too near. */
export function checkFreeToClose(ledger: Ledger, position: FastPosition): RetcodeName | null {
  if (isBeingClosed(ledger, position)) return "close_order_exist";
  return isPositionFrozen(ledger, position) ? "frozen" : null;
}

export function isPositionFrozen(ledger: Ledger, position: FastPosition): boolean {
  const symbol = ledger.symbols[position.symbol]!;
  if (symbol.terms.freezeLevelPoints === 0) return false;
  const levels = [levelOf(symbol, position.stopLoss), levelOf(symbol, position.takeProfit)];
  return isFrozen(symbol.terms, levels, closingPoints(symbol, position) / symbol.pointScale);
}

/** A level as the broker's rules take it: a price, or null for none. */
export function levelOf(symbol: FastSymbol, points: number): number | null {
  return points === 0 ? null : points / symbol.pointScale;
}

function isBeingClosed(ledger: Ledger, { identifier, ticket }: FastPosition): boolean {
  for (let at = 0; at < ledger.orderCount; at++) {
    const order = ledger.orders[at]!;
    if (order.position === identifier && order.ticket !== identifier) return true;
  }
  if (ledger.delayed.length === 0) return false;
  return ledger.delayed.some(({ request: { action, position, positionBy } }) =>
    action === "close_by" && (position === ticket || positionBy === ticket)
  );
}
