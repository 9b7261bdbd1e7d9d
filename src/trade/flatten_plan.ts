/**
 * The requests that bring a halted account to the state its policy demands. Pure; computed again
 * after each reading of the account until nothing is left.
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
  /** Intents in flight: their requests are not repeated. */
  readonly intents: readonly TradeIntent[];
  readonly deviationPoints: number;
  /** The largest volume of one deal; null when unknown. */
  readonly largestLots: (symbol: SymbolName) => number | null;
  readonly isNetting: boolean;
  /** How long ago an intent was sent. */
  readonly sinceSendMs: (id: IntentId) => number;
}

/**
 * A close or cancel whose reply was lost is sent again after this time as a new request. It names
 * its position or order, so a duplicate does nothing. Longer than the link's own timeout.
 */
const askAgainAfterMs = 15_000;

/**
 * On a netting account a server may ignore which position a close names: a second one, when the
 * first is executed late, opens the opposite position. Such a close is sent again only after this
 * time, when no server executes the first any more.
 */
export const nettingAskAgainAfterMs = 120_000;

/** The most deals of one position requested at once; the rest follows in the next round. */
const dealsMax = 100;

/**
 * With `flatten`, everything on the account, including manual trades, because the whole account is
 * at risk. With `block`, only the bridge's own pending orders, which would open risk when filled.
 * Orders go first, so that none fills while positions are being closed.
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
    // Each closes what is left, up to one deal's volume: an extra request does nothing.
    Array<VenueRequest>(requestsFor(position, facts)).fill({
      kind: "close_position",
      position: position.ticket,
      volumeLots: null,
      deviationPoints,
    })
  );
  return [...cancels, ...closes];
}

/**
 * Whether the halt has nothing left to do; unknown intents and those in flight may still be
 * executed.
 */
export function isFlat(facts: FlattenFacts): boolean {
  const { policy, positions, orders, intents } = facts;
  if (policy === "block") {
    return !orders.some(({ type, magic }) => isPendingType(type) && intentOfMagic(magic) !== null);
  }
  return positions.length === 0 && orders.length === 0 &&
    !intents.some(({ request }) => request.kind === "open");
}

/** One at a time on a netting account, where one too many would open the opposite position. */
function requestsFor({ symbol, volumeLots }: VenuePosition, facts: FlattenFacts): number {
  const deals = dealsToClose(volumeLots, facts.largestLots(symbol));
  return facts.isNetting ? 1 : Math.min(dealsMax, deals);
}

/** Whether a request whose reply was lost may be sent again. */
export function isAskedAgain(
  { state, request, id }: TradeIntent,
  { isNetting, sinceSendMs }: Pick<FlattenFacts, "isNetting" | "sinceSendMs">,
): boolean {
  const isOnce = isNetting && request.kind !== "cancel_order";
  const afterMs = isOnce ? nettingAskAgainAfterMs : askAgainAfterMs;
  return state === "unknown" && sinceSendMs(id) >= afterMs;
}

/** Tickets that an intent in flight closes or cancels. */
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
