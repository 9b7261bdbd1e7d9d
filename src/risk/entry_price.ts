/**
 * The price at which a proposal would be filled: its own when it waits, else the side of the quote
 * that it takes.
 */

import {
  isPendingType,
  orderDirection,
  type OrderProposal,
  worstFillPrice,
} from "../models/mod.ts";
import type { SeenPrice } from "./risk_facts.ts";

type Entry = Pick<OrderProposal, "type" | "price" | "stopLimitPrice">;

/** Null when there is no price to go by. */
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
 * At which stops of the order would be hit now: the other side of the quote; for an order that
 * waits, its entry.
 */
export function exitPriceOf(entry: Entry, seen: SeenPrice | null): number | null {
  if (isPendingType(entry.type)) return entryPriceOf(entry, seen);
  if (seen === null) return null;
  return sound(orderDirection(entry.type) === "buy" ? seen.bid : seen.ask);
}

/** Null when there is none, or what is there is no price. */
export function stopLossOf({ stopLoss }: Pick<OrderProposal, "stopLoss">): number | null {
  return sound(stopLoss);
}

function sound(price: number | null): number | null {
  return price !== null && Number.isFinite(price) && price > 0 ? price : null;
}
