/**
 * What has to be sent to bring a halted account to where its policy wants it. Pure; asked again
 * after each reading of the account, until nothing is left.
 */

import {
  type HaltPolicy,
  type IntentId,
  intentOfMagic,
  isPendingType,
  type SymbolName,
  type TradeIntent,
  type VenueOrder,
  type VenuePosition,
  type VenueRequest,
} from "../models/mod.ts";
import { dealsToClose } from "./closing_parts.ts";

export interface FlattenFacts {
  readonly policy: HaltPolicy;
  readonly positions: readonly VenuePosition[];
  readonly orders: readonly VenueOrder[];
  /** Not final: what is on its way is not asked for twice. */
  readonly intents: readonly TradeIntent[];
  readonly deviationPoints: number;
  /** The largest volume of one deal; null where it is not known. */
  readonly largestLots: (symbol: SymbolName) => number | null;
  /** How long ago an intent was handed over. */
  readonly sinceSendMs: (id: IntentId) => number;
}

/**
 * A close or a cancel whose answer was lost is asked for again after so long, as a new request: it
 * names its position or order, so a second one finds nothing left to do. Longer than the link's own
 * deadline.
 */
const askAgainAfterMs = 15_000;

/**
 * A terminal is asked for so many deals of one position at once; what is left then is asked for in
 * the next round.
 */
const dealsMax = 100;

/**
 * With `flatten` everything on the account, trades by hand too: it is the account that is at risk,
 * whoever opened it. With `block` only the bridge's own pending orders, which would open risk by
 * themselves. Orders first, so that none fills behind a position that is being closed.
 */
export function flattenPlan(facts: FlattenFacts): VenueRequest[] {
  const { policy, positions, orders, intents, deviationPoints } = facts;
  const busy = targetsOf(intents.filter((intent) => !isAskedAgain(intent, facts)));
  const waiting = orders.filter(({ type, magic, ticket }) =>
    isPendingType(type) && !busy.has(ticket) &&
    (policy === "flatten" || intentOfMagic(magic) !== null)
  );
  const cancels = waiting.map(({ ticket }) => ({ kind: "cancel_order", order: ticket } as const));
  if (policy === "block") return cancels;
  const closes = positions.filter(({ ticket }) => !busy.has(ticket)).flatMap((position) =>
    // Each closes what is left, or as much as one deal may: asked for too often, it finds nothing
    // left to do.
    Array<VenueRequest>(
      Math.min(dealsMax, dealsToClose(position.volumeLots, facts.largestLots(position.symbol))),
    ).fill({
      kind: "close_position",
      position: position.ticket,
      volumeLots: null,
      deviationPoints,
    })
  );
  return [...cancels, ...closes];
}

/** Whether the halt has nothing left to do: what is unknown or on its way may still come. */
export function isFlat(facts: FlattenFacts): boolean {
  const { policy, positions, orders, intents } = facts;
  if (policy === "block") {
    return !orders.some(({ type, magic }) => isPendingType(type) && intentOfMagic(magic) !== null);
  }
  return positions.length === 0 && orders.length === 0 &&
    !intents.some(({ request }) => request.kind === "open");
}

function isAskedAgain({ state, id }: TradeIntent, { sinceSendMs }: FlattenFacts): boolean {
  return state === "unknown" && sinceSendMs(id) >= askAgainAfterMs;
}

/** Tickets that an intent under way closes or cancels. */
function targetsOf(intents: readonly TradeIntent[]): Set<string> {
  const targets = intents.flatMap(({ request }): string[] => {
    switch (request.kind) {
      case "cancel_order":
        return [request.order];
      case "close_position":
        return [request.position];
      case "close_by":
        return [request.position, request.by];
      default:
        return [];
    }
  });
  return new Set(targets);
}
