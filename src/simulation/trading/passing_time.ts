/**
 * What happens by time alone, in the order of its moments: orders expire, days end, requests that were on their way
 * arrive. At one moment in this order too.
 */

import type { BrokerMs } from "../../models/mod.ts";
import type { BrokerOrder, Desk } from "./desk.ts";
import { finishOrder } from "./order_life.ts";
import { expiresAtMs } from "./pending_checks.ts";
import { landRequest } from "./requests.ts";
import { rollOver } from "./rollover.ts";
import { watchMargin } from "./stop_out.ts";
import { dayEndMs } from "./trade_sessions.ts";

/** Lets time pass up to `toMs`; a time that is past already changes nothing. */
export function passTime(desk: Desk, toMs: BrokerMs): void {
  const { book } = desk;
  while (book.nowMs < toMs) {
    const nextMs = Math.min(toMs, nextMomentMs(desk)) as BrokerMs;
    const isDayOver = nextMs === dayEndMs(book.nowMs);
    book.nowMs = nextMs;
    expireOrders(desk);
    if (isDayOver) rollOver(desk, nextMs);
    landRequests(desk);
    if (nextMs < toMs) watchMargin(desk);
  }
}

function nextMomentMs({ book }: Desk): number {
  let nextMs = book.positions.size > 0 ? dayEndMs(book.nowMs) : Infinity;
  for (const { dueMs } of book.inFlight) nextMs = Math.min(nextMs, dueMs);
  for (const order of book.orders.values()) {
    nextMs = Math.min(nextMs, expiryOf(order) ?? Infinity);
  }
  return nextMs;
}

function expireOrders(desk: Desk): void {
  for (const order of desk.book.orders.values()) {
    const endMs = expiryOf(order);
    if (endMs !== null && endMs <= desk.book.nowMs) finishOrder(desk, order, "expired");
  }
}

function expiryOf(order: BrokerOrder): BrokerMs | null {
  return expiresAtMs(order, order.setupMs);
}

function landRequests(desk: Desk): void {
  const { inFlight, nowMs } = desk.book;
  const landed = inFlight.filter(({ dueMs }) => dueMs <= nowMs);
  if (landed.length === 0) return;
  inFlight.splice(0, inFlight.length, ...inFlight.filter(({ dueMs }) => dueMs > nowMs));
  for (const held of landed) landRequest(desk, held);
}
