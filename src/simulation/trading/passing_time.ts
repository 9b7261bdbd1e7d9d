/**
 * What happens only because time passes, in chronological order: orders expire, days end, delayed
 * requests arrive. When several are due at the same moment, they happen in this order as well.
 */

import type { BrokerMs } from "../../models/mod.ts";
import type { BrokerContext, BrokerOrder } from "./broker_context.ts";
import { finishOrder } from "./order_life.ts";
import { expiresAtMs } from "./pending_checks.ts";
import { landRequest } from "./requests.ts";
import { rollOver } from "./rollover.ts";
import { watchMargin } from "./stop_out.ts";
import { dayEndMs } from "./trade_sessions.ts";

/** Advances time to `toMs`; a time in the past changes nothing. */
export function passTime(context: BrokerContext, toMs: BrokerMs): void {
  const { state } = context;
  while (state.nowMs < toMs) {
    const nextMs = Math.min(toMs, nextMomentMs(context)) as BrokerMs;
    const isDayOver = nextMs === dayEndMs(state.nowMs);
    state.nowMs = nextMs;
    expireOrders(context);
    if (isDayOver) rollOver(context, nextMs);
    landRequests(context);
    if (nextMs < toMs) watchMargin(context);
  }
}

function nextMomentMs({ state }: BrokerContext): number {
  let nextMs = state.positions.size > 0 ? dayEndMs(state.nowMs) : Infinity;
  for (const { dueMs } of state.inFlight) nextMs = Math.min(nextMs, dueMs);
  for (const order of state.orders.values()) {
    nextMs = Math.min(nextMs, expiryOf(order) ?? Infinity);
  }
  return nextMs;
}

function expireOrders(context: BrokerContext): void {
  for (const order of context.state.orders.values()) {
    const endMs = expiryOf(order);
    if (endMs !== null && endMs <= context.state.nowMs) finishOrder(context, order, "expired");
  }
}

function expiryOf(order: BrokerOrder): BrokerMs | null {
  return expiresAtMs(order, order.setupMs);
}

function landRequests(context: BrokerContext): void {
  const { inFlight, nowMs } = context.state;
  const landed = inFlight.filter(({ dueMs }) => dueMs <= nowMs);
  if (landed.length === 0) return;
  inFlight.splice(0, inFlight.length, ...inFlight.filter(({ dueMs }) => dueMs > nowMs));
  for (const held of landed) landRequest(context, held);
}
