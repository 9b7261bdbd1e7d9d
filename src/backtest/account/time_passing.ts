/**
 * What happens because time passes, in the broker's order: orders expire, days end, delayed
 * requests arrive, and between two such moments the margin is watched.
 */

import type { BrokerMs } from "../../models/mod.ts";
import { dayEndMs, weekdayOf } from "../../simulation/trading/trade_sessions.ts";
import { fastSwap } from "./fast_money.ts";
import type { Ledger } from "./ledger.ts";
import { closingPoints } from "./market_price.ts";
import { executeDelayed } from "./requests.ts";
import { watchMarginOf } from "./stop_out.ts";

/** Advances time; a time in the past changes nothing. */
export function passTimeTo(ledger: Ledger, toMs: BrokerMs): void {
  while (ledger.nowMs < toMs) {
    const nextMs = Math.min(toMs, nextMoment(ledger)) as BrokerMs;
    const isDayOver = nextMs === dayEndMs(ledger.nowMs as BrokerMs);
    ledger.nowMs = nextMs;
    expireOrders(ledger);
    if (isDayOver) chargeNight(ledger, nextMs);
    landRequests(ledger);
    if (nextMs < toMs) watchMarginOf(ledger);
  }
}

function nextMoment(ledger: Ledger): number {
  return ledger.positionCount > 0
    ? Math.min(dayEndMs(ledger.nowMs as BrokerMs), nextArrival(ledger))
    : nextArrival(ledger);
}

/** When the next order expires or the next request arrives. */
export function nextArrival(ledger: Ledger): number {
  let nextMs = Infinity;
  for (const { dueMs } of ledger.delayed) nextMs = Math.min(nextMs, dueMs);
  for (let at = 0; at < ledger.orderCount; at++) {
    nextMs = Math.min(nextMs, ledger.orders[at]!.endsMs);
  }
  return nextMs;
}

function expireOrders(ledger: Ledger): void {
  for (let at = 0; at < ledger.orderCount;) {
    const order = ledger.orders[at]!;
    if (order.endsMs <= ledger.nowMs) ledger.removeOrder(order);
    else at++;
  }
}

function chargeNight(ledger: Ledger, midnightMs: BrokerMs): void {
  ledger.lineSymbol = null;
  const weekday = weekdayOf(midnightMs - 1 as BrokerMs);
  const { currencyDigits } = ledger;
  for (let at = 0; at < ledger.positionCount; at++) {
    const position = ledger.positions[at]!;
    const symbol = ledger.symbols[position.symbol]!;
    const { long, short, nightsByWeekday } = symbol.terms.swap;
    const held = {
      rate: position.direction === "buy" ? long : short,
      units: position.units,
      pricePoints: closingPoints(symbol, position),
    };
    const nights = nightsByWeekday[weekday] ?? 0;
    position.swapMinor += fastSwap(symbol, held, { nights, currencyDigits });
  }
}

function landRequests(ledger: Ledger): void {
  if (ledger.delayed.length === 0) return;
  const { nowMs } = ledger;
  const landed = ledger.delayed.filter(({ dueMs }) => dueMs <= nowMs);
  if (landed.length === 0) return;
  ledger.delayed = ledger.delayed.filter(({ dueMs }) => dueMs > nowMs);
  for (const held of landed) {
    const answer = executeDelayed(ledger, held);
    held.onAnswer(answer, held.order === 0 ? ledger.lastOrder : held.order);
  }
}
