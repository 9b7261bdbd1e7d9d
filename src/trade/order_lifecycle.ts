/**
 * The state machine of an intent: how a fact changes its state. Pure; the diagram is in
 * `docs/orders.md`.
 *
 * Facts may be duplicated, late or out of order, so knowledge only grows: final states are never
 * left, the filled volume never exceeds the requested one, and an intent that may have been
 * executed becomes rejected only when the venue says so.
 */

import {
  type IntentState,
  isFinalIntent,
  lotsTolerance,
  type TradeIntent,
  type UnixMs,
  type VenueRequest,
} from "../models/mod.ts";
import { type Claim, claimOf, type IntentFact } from "./intent_claim.ts";

/** A higher rank is more certain; all final states rank equally. */
const rank: Readonly<Record<IntentState, number>> = {
  intended: 0,
  sent: 1,
  unknown: 2,
  accepted: 3,
  partially_filled: 4,
  filled: 5,
  rejected: 5,
  cancelled: 5,
  expired: 5,
};

/** The requested volume in lots; null when the request has none or means the whole position. */
export function requestedLots(request: VenueRequest): number | null {
  return request.kind === "open" || request.kind === "close_position" ? request.volumeLots : null;
}

/** The intent after the fact; the same object when the fact adds nothing. */
export function advance(intent: TradeIntent, fact: IntentFact, nowMs: UnixMs): TradeIntent {
  const claim = claimOf(intent, fact);
  if (claim === null) return intent;
  const next = isFinalIntent(intent.state) ? enriched(intent, claim) : merged(intent, claim);
  return isSame(intent, next) ? intent : { ...next, updatedMs: nowMs };
}

function merged(intent: TradeIntent, claim: Claim): TradeIntent {
  const filledLots = filledAfter(intent, claim);
  const state = stateAfter(intent, claim, filledLots);
  return {
    ...enriched(intent, claim),
    state,
    filledLots,
    explanation: state === intent.state && filledLots === intent.filledLots
      ? intent.explanation
      : explanationOf(intent, claim, filledLots),
  };
}

function filledAfter({ request, filledLots }: TradeIntent, claim: Claim): number {
  const most = requestedLots(request) ?? Infinity;
  return Math.min(most, Math.max(filledLots, claim.filledLots ?? 0));
}

function stateAfter(intent: TradeIntent, claim: Claim, filledLots: number): IntentState {
  const requested = requestedLots(intent.request);
  if (requested !== null && filledLots >= requested - lotsTolerance) return "filled";
  // An accepted or partially filled intent never becomes rejected or unknown.
  const isContradicted = claim.state === "rejected" &&
    (filledLots > 0 || rank[intent.state] >= rank.accepted);
  const reached = isContradicted || rank[claim.state] <= rank[intent.state]
    ? intent.state
    : claim.state;
  const isPart = filledLots > 0 && rank[reached] < rank.partially_filled;
  return isPart ? "partially_filled" : reached;
}

function explanationOf({ request }: TradeIntent, claim: Claim, filledLots: number): string {
  const requested = requestedLots(request);
  if (filledLots === 0 || requested === null) return claim.explanation;
  if (filledLots >= requested - lotsTolerance) return "Filled";
  const part = `${filledLots} of ${requested} lots are filled`;
  const isRestGone = claim.state === "cancelled" || claim.state === "expired";
  return isRestGone ? `${part}; the rest: ${claim.explanation}` : part;
}

/** Tickets and the broker's message may arrive after the final state. */
function enriched(intent: TradeIntent, claim: Claim): TradeIntent {
  return {
    ...intent,
    order: intent.order ?? claim.order ?? null,
    position: intent.position ?? claim.position ?? null,
    retcode: (claim.isDefinite === true ? claim.retcode : intent.retcode ?? claim.retcode) ?? null,
  };
}

function isSame(one: TradeIntent, other: TradeIntent): boolean {
  return one.state === other.state && one.filledLots === other.filledLots &&
    one.order === other.order && one.position === other.position &&
    one.retcode === other.retcode && one.explanation === other.explanation;
}
