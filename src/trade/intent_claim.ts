/**
 * Facts about an intent, and the claim that each one makes on its own, before it is merged with
 * what is already known. Pure.
 */

import {
  assertNever,
  type IntentState,
  type OrderTicket,
  type PositionId,
  retcodes,
  type TradeIntent,
  type VenueRequest,
} from "../models/mod.ts";
import { retcodeMeaning } from "./retcode_meaning.ts";
import type { VenueAnswer, VenueFound } from "../venue/venue.ts";

/** New information about an intent. */
export type IntentFact =
  /** From now on the venue may have received it. */
  | { readonly kind: "send_began" }
  /** It was not sent: the last check before the send refused it. */
  | { readonly kind: "withheld"; readonly reason: string }
  | { readonly kind: "answered"; readonly answer: VenueAnswer }
  /** The request got no reply. */
  | { readonly kind: "unanswered"; readonly detail: string }
  /** The bridge has restarted since. */
  | { readonly kind: "bridge_restarted" }
  /** `canStillArrive`: the request may still arrive, so an empty result proves nothing. */
  | { readonly kind: "found"; readonly found: VenueFound; readonly canStillArrive: boolean }
  /** All deals of the intent known so far. */
  | { readonly kind: "dealt"; readonly filledLots: number; readonly position: PositionId | null }
  /** Nothing of the intent is open at the venue any more; `filledLots` is final. */
  | {
    readonly kind: "ended";
    readonly state: "filled" | "rejected" | "cancelled" | "expired";
    readonly filledLots: number;
    readonly explanation: string;
  }
  /** A person has checked the terminal and confirms that nothing was executed. */
  | { readonly kind: "settled_by_hand"; readonly by: string };

/** What a fact says on its own, before it is merged with what is already known. */
export interface Claim {
  readonly state: IntentState;
  readonly filledLots?: number;
  readonly order?: OrderTicket | null;
  readonly position?: PositionId | null;
  readonly retcode?: number | null;
  /** The retcode is the venue's final answer, not a report of an unknown outcome. */
  readonly isDefinite?: boolean;
  readonly explanation: string;
}

/** Null when the fact says nothing about an intent in this state. */
export function claimOf(intent: TradeIntent, fact: IntentFact): Claim | null {
  const { state, request } = intent;
  switch (fact.kind) {
    case "send_began":
      return { state: "sent", explanation: "" };
    case "withheld":
      return state !== "intended" && state !== "sent"
        ? null
        : { state: "rejected", explanation: fact.reason };
    case "answered":
      return answerClaim(request, fact.answer);
    case "unanswered":
      return { state: "unknown", explanation: `No answer from the terminal: ${fact.detail}` };
    case "bridge_restarted":
      return restartClaim(state);
    case "found":
      return foundClaim(request, fact.found, fact.canStillArrive);
    case "dealt":
      return fact.filledLots <= 0 ? null : {
        state: "accepted",
        filledLots: fact.filledLots,
        position: fact.position,
        explanation: "",
      };
    case "ended":
      return { ...fact };
    case "settled_by_hand":
      return state !== "unknown" ? null : {
        state: "rejected",
        explanation: `Settled manually as not executed (${fact.by})`,
      };
    default:
      return assertNever(fact);
  }
}

function answerClaim(request: VenueRequest, answer: VenueAnswer): Claim {
  switch (answer.status) {
    case "executed": {
      const { order, position, volumeLots } = answer.result;
      const { retcode } = answer;
      return { ...doneClaim(request, retcode, volumeLots), order, position };
    }
    case "refused": {
      const words = answer.retcode === 0 ? answer.message : retcodeMeaning(answer.retcode);
      const explanation = answer.message === "" || words === answer.message
        ? words
        : `${words} (${answer.message})`;
      return { state: "rejected", retcode: answer.retcode, isDefinite: true, explanation };
    }
    case "not_sent":
      return { state: "rejected", explanation: `Never sent: ${answer.detail}` };
    case "unknown":
      return {
        state: "unknown",
        retcode: answer.retcode === 0 ? null : answer.retcode,
        explanation: `Outcome unknown: ${answer.detail}`,
      };
    default:
      return assertNever(answer);
  }
}

/**
 * The venue reports the request as done or accepted. For pending orders only deals prove a fill.
 */
function doneClaim(request: VenueRequest, retcode: number, volumeLots: number): Claim {
  const explanation = retcodeMeaning(retcode);
  const claim = { retcode, isDefinite: true, explanation };
  if (retcode === retcodes.placed.code) return { ...claim, state: "accepted" };
  switch (request.kind) {
    case "open": {
      const isMarket = request.type === "buy" || request.type === "sell";
      return { ...claim, state: "accepted", filledLots: isMarket ? volumeLots : 0 };
    }
    case "close_position": {
      const isAll = request.volumeLots === null && retcode === retcodes.done.code;
      return {
        ...claim,
        state: isAll && volumeLots > 0 ? "filled" : "accepted",
        filledLots: volumeLots,
      };
    }
    case "modify_order":
    case "cancel_order":
    case "modify_position":
    case "close_by":
      return { ...claim, state: "filled" };
    default:
      return assertNever(request);
  }
}

/**
 * The journal records `sent` before the send, so an intent that is still `intended` was never sent.
 */
function restartClaim(state: IntentState): Claim | null {
  if (state === "intended") {
    return { state: "cancelled", explanation: "Never sent: the bridge stopped first" };
  }
  return state !== "sent" ? null : {
    state: "unknown",
    explanation: "The bridge stopped before the reply arrived",
  };
}

function foundClaim(request: VenueRequest, found: VenueFound, canStillArrive: boolean): Claim {
  const { retcode, position } = found;
  switch (found.status) {
    case "done":
      // The filled volume comes from its deals.
      return { ...doneClaim(request, retcode, 0), order: found.orders[0] ?? null, position };
    case "refused":
      return {
        state: "rejected",
        retcode,
        isDefinite: true,
        explanation: retcode === 0 ? "The terminal refused it" : retcodeMeaning(retcode),
      };
    case "sent":
      // Orders and deals at the broker take precedence over the terminal's own file.
      if (hasTickets(found)) {
        const order = found.orders[0] ?? null;
        return { state: "accepted", order, position, explanation: "Found at the broker" };
      }
      return {
        state: "unknown",
        explanation: "The terminal sent it to the broker and does not know the outcome",
      };
    case "none":
      return canStillArrive
        ? { state: "unknown", explanation: "The terminal does not have it yet" }
        : { state: "rejected", explanation: "It never reached the terminal" };
    default:
      return assertNever(found.status);
  }
}

/** Whether the broker has an order or deal of the intent. */
export function hasTickets({ orders, deals }: VenueFound): boolean {
  return orders.length > 0 || deals.length > 0;
}
