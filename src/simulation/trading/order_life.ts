/** Orders in the book: added, changed, ended. An ended order goes to the history and never comes back. */

import type { Direction, OrderState } from "../../models/mod.ts";
import { isFinalState, orderDirection } from "../../models/mod.ts";
import { type BrokerOrder, type Desk, nextOrderTicket } from "./desk.ts";

/** An order before the broker has numbered it. */
export type OrderDraft = Omit<
  BrokerOrder,
  "ticket" | "volumeCurrentLots" | "setupMs" | "doneMs" | "positionBy"
>;

export function addOrder(desk: Desk, draft: OrderDraft): BrokerOrder {
  const order: BrokerOrder = {
    ...draft,
    ticket: nextOrderTicket(desk.book),
    volumeCurrentLots: draft.volumeInitialLots,
    setupMs: desk.book.nowMs,
    doneMs: null,
    positionBy: null,
  };
  desk.book.orders.set(order.ticket, order);
  desk.events.push({ kind: "order_add", order });
  return order;
}

export function updateOrder(desk: Desk, order: BrokerOrder): BrokerOrder {
  desk.book.orders.set(order.ticket, order);
  desk.events.push({ kind: "order_update", order });
  return order;
}

/** Ends an active order. */
export function finishOrder(desk: Desk, order: BrokerOrder, state: OrderState): BrokerOrder {
  if (!isFinalState(state)) throw new RangeError(`An order does not end as ${state}`);
  if (!desk.book.orders.delete(order.ticket)) {
    throw new RangeError(`Order ${order.ticket} is not active`);
  }
  const done: BrokerOrder = { ...order, state, doneMs: desk.book.nowMs };
  desk.book.historyOrders.push(done);
  desk.events.push({ kind: "order_delete", order: done }, { kind: "history_add", order: done });
  return done;
}

/** The side of an order that buys or sells. */
export function sideOf(order: BrokerOrder): Direction {
  const direction = orderDirection(order.type);
  if (direction === null) throw new RangeError(`Order ${order.ticket} has no side`);
  return direction;
}

export function oppositeOf(direction: Direction): Direction {
  return direction === "buy" ? "sell" : "buy";
}
