/**
 * The price at which a proposal would be filled: its own price for a pending order, otherwise the
 * bid or ask that it would be filled at.
 */

import {
  isPendingType,
  orderDirection,
  type OrderProposal,
  worstFillPrice,
} from "../../models/mod.ts";
import type { SeenPrice } from "./risk_facts.ts";

type Entry = Pick<OrderProposal, "type" | "price" | "stopLimitPrice">;

/** Null when no price is known. */
export function entryPriceOf(
  order: Entry,
  seen: SeenPrice | null,
): number | null {
  const { type } = order;
  if (isPendingType(type)) return sound(worstFillPrice(order));
  if (seen === null) return null;
  return sound(orderDirection(type) === "buy" ? seen.ask : seen.bid);
}

/**
 * The price that would trigger the order's stops now: the opposite side of the quote, or the entry
 * price of a pending order.
 */
export function exitPriceOf(entry: Entry, seen: SeenPrice | null): number | null {
  if (isPendingType(entry.type)) return entryPriceOf(entry, seen);
  if (seen === null) return null;
  return sound(orderDirection(entry.type) === "buy" ? seen.bid : seen.ask);
}

/** Null when there is none or it is not a valid price. */
export function stopLossOf({ stopLoss }: Pick<OrderProposal, "stopLoss">): number | null {
  return sound(stopLoss);
}

function sound(price: number | null): number | null {
  return price !== null && Number.isFinite(price) && price > 0 ? price : null;
}
