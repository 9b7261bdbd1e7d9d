/**
 * Repairs a paper account whose times are later than the broker's, because a quote with a wrong
 * time had moved its clock: without the repair, no quote would be processed until the broker's time
 * has caught up. Swaps charged in the meantime are kept, because they cannot be distinguished from
 * those that were due.
 */

import { type BrokerMs, brokerMs } from "../../models/mod.ts";
import type { PaperState } from "./paper_state.ts";

/** Nothing in the result is later than `nowMs`. */
export function repairTimes(state: PaperState, nowMs: BrokerMs): PaperState {
  const { broker } = state;
  const atMost = (ms: BrokerMs) => brokerMs(Math.min(ms, nowMs));
  const orderAtMost = <T extends typeof broker.orders[number]>(order: T): T => ({
    ...order,
    setupMs: atMost(order.setupMs),
    doneMs: order.doneMs === null ? null : atMost(order.doneMs),
  });
  const lastTickMs = Object.entries(state.lastTickMs).map(([symbol, ms]) =>
    [symbol, Math.min(ms, nowMs)] as const
  );
  return {
    ...state,
    lastTickMs: Object.fromEntries(lastTickMs),
    offsets: state.offsets.map((one) => ({ ...one, fromBrokerMs: atMost(one.fromBrokerMs) })),
    broker: {
      ...broker,
      nowMs: atMost(broker.nowMs),
      orders: broker.orders.map(orderAtMost),
      historyOrders: broker.historyOrders.map(orderAtMost),
      deals: broker.deals.map((deal) => ({ ...deal, brokerMs: atMost(deal.brokerMs) })),
      positions: broker.positions.map((position) => ({
        ...position,
        openedMs: atMost(position.openedMs),
        updatedMs: atMost(position.updatedMs),
      })),
      inFlight: broker.inFlight.map((one) => ({ ...one, dueMs: atMost(one.dueMs) })),
      requestTimesMs: broker.requestTimesMs.filter((ms) => ms <= nowMs),
    },
  };
}
