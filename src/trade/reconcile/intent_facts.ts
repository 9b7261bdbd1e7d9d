/**
 * What a reading of the account reveals about an intent in flight. Pure.
 *
 * A missing order proves nothing by itself: its deal may reach the history a moment later. The
 * order has ended when two readings in a row miss it, the venue was queried for it in between, and
 * every deal in that reply has been read. One that no reading has listed yet may still appear: a
 * terminal lists an order some time after its answer.
 */

import {
  isFinalIntent,
  type TradeIntent,
  type VenueDeal,
  type VenueOrder,
  type VenuePosition,
  type VenueSnapshot,
} from "../../models/mod.ts";
import { hasTickets, type IntentFact } from "../intent_claim.ts";
import { requestedLots } from "../order_lifecycle.ts";
import type { VenueFound } from "../../venue/venue.ts";
import { sumLots } from "./deal_match.ts";

export interface IntentEvidence {
  readonly snapshot: VenueSnapshot;
  /** All known deals of the intent, read after the snapshot. */
  readonly deals: readonly VenueDeal[];
  /**
   * The venue's reply about this intent since the order was first missed; null when it was not
   * queried.
   */
  readonly found: VenueFound | null;
  /** Consecutive readings that did not list it, including this one. */
  readonly missedReadings: number;
  /** No reading has listed its order yet, and it was sent a moment ago. */
  readonly mayAppear: boolean;
}

/** How long after a request its order may appear in the terminal's list. */
export const appearsWithinMs = 30_000;

/** Whether the snapshot no longer lists the order of an accepted or partially filled intent. */
export function isMissing(intent: TradeIntent, snapshot: VenueSnapshot): boolean {
  if (isFinalIntent(intent.state)) return false;
  if (intent.state !== "accepted" && intent.state !== "partially_filled") return false;
  return !snapshot.orders.some((order) => order.ticket === intent.order);
}

export function intentFacts(intent: TradeIntent, evidence: IntentEvidence): IntentFact[] {
  const { deals } = evidence;
  const facts: IntentFact[] = [];
  const filledLots = sumLots(deals);
  if (filledLots > 0) facts.push({ kind: "dealt", filledLots, position: deals[0]!.position });
  const ended = isMissing(intent, evidence.snapshot)
    ? endOf(intent, evidence, filledLots)
    : shownEnd(intent, evidence.snapshot, filledLots);
  if (ended !== null) facts.push(ended);
  return facts;
}

/** How many readings must miss an order: see above. */
const missedReadingsMin = 2;

function endOf(
  { request }: TradeIntent,
  { snapshot, deals, found, missedReadings, mayAppear }: IntentEvidence,
  filledLots: number,
): IntentFact | null {
  if (missedReadings < missedReadingsMin || found === null) return null;
  const known = new Set(deals.map(({ ticket }) => ticket));
  const isOpenEnded = found.status === "sent" && !hasTickets(found);
  // Deals of a close-by belong to two positions and not to the intent, so the account's positions
  // decide.
  const areDealsRead = request.kind === "close_by" || found.deals.every((deal) => known.has(deal));
  if (isOpenEnded || !areDealsRead) return null;
  switch (request.kind) {
    case "open": {
      if (mayAppear) return null;
      const { expiresMs } = request;
      const isExpired = expiresMs !== null && snapshot.takenBrokerMs >= expiresMs;
      const state = isExpired ? "expired" : "cancelled";
      const explanation = isExpired ? "Expired" : "Cancelled at the broker";
      return { kind: "ended", state, filledLots, explanation };
    }
    case "close_position": {
      const isOpen = snapshot.positions.some(({ ticket }) => ticket === request.position);
      const isDone = !isOpen || filledLots >= (requestedLots(request) ?? Infinity);
      if (!isDone && mayAppear) return null;
      const explanation = isDone ? "Closed" : "The position is still open";
      return { kind: "ended", state: isDone ? "filled" : "cancelled", filledLots, explanation };
    }
    default: {
      const end = changeEnd(request, snapshot);
      const mayBeShown = end.state === "cancelled" && mayAppear;
      return mayBeShown ? null : { kind: "ended", ...end, filledLots: 0 };
    }
  }
}

/** The outcome of a change whose reply was lost, when the account shows the requested values. */
function shownEnd(
  { request, state }: TradeIntent,
  snapshot: VenueSnapshot,
  filledLots: number,
): IntentFact | null {
  if (state !== "unknown" || request.kind === "open") return null;
  if (request.kind === "close_position") {
    const isOpen = snapshot.positions.some(({ ticket }) => ticket === request.position);
    return isOpen ? null : { kind: "ended", state: "filled", filledLots, explanation: "Closed" };
  }
  const end = changeEnd(request, snapshot);
  if (end.state === "filled") return { kind: "ended", ...end, filledLots: 0 };
  if (isTargetThere(request, snapshot)) return null;
  const explanation = "The order or position no longer exists";
  return { kind: "ended", state: "cancelled", explanation, filledLots: 0 };
}

function isTargetThere(
  request: Exclude<TradeIntent["request"], { kind: "open" | "close_position" }>,
  { positions, orders }: VenueSnapshot,
): boolean {
  return request.kind === "modify_position"
    ? positions.some(({ ticket }) => ticket === request.position)
    : request.kind !== "modify_order" || orders.some(({ ticket }) => ticket === request.order);
}

/** A change that the broker had accepted is done when the account shows it. */
function changeEnd(
  request: Exclude<TradeIntent["request"], { kind: "open" | "close_position" }>,
  { positions, orders }: VenueSnapshot,
): { state: "filled" | "cancelled"; explanation: string } {
  const isDone = request.kind === "cancel_order"
    ? !orders.some(({ ticket }) => ticket === request.order)
    : request.kind === "close_by"
    ? !positions.some(({ ticket }) => ticket === request.position) ||
      !positions.some(({ ticket }) => ticket === request.by)
    : hasLevels(request, positions, orders);
  return isDone
    ? { state: "filled", explanation: "Confirmed by the account" }
    : { state: "cancelled", explanation: "Not found in the account" };
}

function hasLevels(
  request: Extract<TradeIntent["request"], { kind: "modify_order" | "modify_position" }>,
  positions: readonly VenuePosition[],
  orders: readonly VenueOrder[],
): boolean {
  const target = request.kind === "modify_order"
    ? orders.find(({ ticket }) => ticket === request.order)
    : positions.find(({ ticket }) => ticket === request.position);
  return target !== undefined && target.stopLoss === request.stopLoss &&
    target.takeProfit === request.takeProfit;
}
