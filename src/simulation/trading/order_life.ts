/**
 * Adds, changes and ends orders in the state. An ended order goes to the history and never comes
 * back.
 */

import type { Direction, OrderState } from "../../models/mod.ts";
import { isFinalState, orderDirection } from "../../models/mod.ts";
import { type BrokerContext, type BrokerOrder, nextOrderTicket } from "./broker_context.ts";

/** An order that has no ticket yet. */
export type OrderDraft = Omit<
  BrokerOrder,
  "ticket" | "volumeCurrentLots" | "setupMs" | "doneMs" | "positionBy"
>;

export function addOrder(context: BrokerContext, draft: OrderDraft): BrokerOrder {
  const order: BrokerOrder = {
    ...draft,
    ticket: nextOrderTicket(context.state),
    volumeCurrentLots: draft.volumeInitialLots,
    setupMs: context.state.nowMs,
    doneMs: null,
    positionBy: null,
  };
  context.state.orders.set(order.ticket, order);
  context.events.push({ kind: "order_add", order });
  return order;
}

export function updateOrder(context: BrokerContext, order: BrokerOrder): BrokerOrder {
  context.state.orders.set(order.ticket, order);
  context.events.push({ kind: "order_update", order });
  return order;
}

/** Ends an active order. */
export function finishOrder(
  context: BrokerContext,
  order: BrokerOrder,
  state: OrderState,
): BrokerOrder {
  if (!isFinalState(state)) throw new RangeError(`An order does not end as ${state}`);
  if (!context.state.orders.delete(order.ticket)) {
    throw new RangeError(`Order ${order.ticket} is not active`);
  }
  const done: BrokerOrder = { ...order, state, doneMs: context.state.nowMs };
  context.state.historyOrders.push(done);
  context.events.push({ kind: "order_delete", order: done }, { kind: "history_add", order: done });
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
