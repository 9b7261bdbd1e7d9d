/**
 * Which pending orders are to be cancelled because another entry of their group was filled. It
 * follows from what the account shows, so that a restart changes nothing. Pure.
 */

import type { BrokerMs, OpenRequest, OrderTicket, TracedEntry } from "../models/mod.ts";

/** An entry and the request that was made of it. */
export interface GroupedEntry {
  readonly entry: TracedEntry;
  readonly request: Pick<OpenRequest, "type" | "price" | "stopLimitPrice">;
}

export interface GroupedOrder extends GroupedEntry {
  readonly order: OrderTicket;
  readonly setupMs: BrokerMs;
}

export interface GroupedFill extends GroupedEntry {
  readonly filledMs: BrokerMs;
}

/** A fill from before the order was placed belongs to an earlier use of the group's name. */
export function outdoneOrders(
  orders: readonly GroupedOrder[],
  fills: readonly GroupedFill[],
): readonly GroupedOrder[] {
  return orders.filter((one) =>
    fills.some((fill) => {
      const isOfGroup = fill.entry.owner === one.entry.owner &&
        fill.entry.group === one.entry.group && one.entry.group !== 0;
      const isOfBar = fill.entry.barBrokerMs === one.entry.barBrokerMs;
      if (!isOfGroup || isPartOfSame(one, fill)) return false;
      return isOfBar || fill.filledMs >= one.setupMs;
    })
  );
}

/** The parts of an entry with several targets wait at the same price. */
function isPartOfSame(one: GroupedEntry, other: GroupedEntry): boolean {
  return one.entry.barBrokerMs === other.entry.barBrokerMs &&
    one.request.type === other.request.type && one.request.price === other.request.price &&
    one.request.stopLimitPrice === other.request.stopLimitPrice;
}
