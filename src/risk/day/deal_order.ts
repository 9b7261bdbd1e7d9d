/** The order in which deals were made. */

import type { VenueDeal } from "../../models/mod.ts";

type Dated = Pick<VenueDeal, "brokerMs" | "ticket">;

/**
 * For sorting, the earliest first. Two targets of an entry are filled in one millisecond: between
 * them only the tickets tell which deal the account contained first.
 */
export function inDealOrder(one: Dated, other: Dated): number {
  const [shorter, longer] = [one.ticket.length, other.ticket.length];
  return one.brokerMs - other.brokerMs || shorter - longer ||
    (one.ticket === other.ticket ? 0 : one.ticket < other.ticket ? -1 : 1);
}
