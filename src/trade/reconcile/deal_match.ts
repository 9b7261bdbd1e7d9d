/** Which deals belong to an intent, and how many lots of it they filled. Pure. */

import {
  commentOfIntent,
  type IntentId,
  intentOfMagic,
  orderDirection,
  type TradeIntent,
  type VenueDeal,
  type VenuePosition,
} from "../../models/mod.ts";

/** Deals initiated by the broker keep the position's magic number but belong to no intent. */
const brokersOwn: ReadonlySet<string> = new Set(["sl", "tp", "so", "rollover", "vmargin", "split"]);

/**
 * Matches by order ticket if known. Otherwise by comment, which closing deals carry as well (they
 * have the magic number of the position they close), or by magic number and side for an opening
 * deal.
 */
export function isDealOf(intent: TradeIntent, deal: VenueDeal): boolean {
  const { request, order, id } = intent;
  if (request.kind !== "open" && request.kind !== "close_position") return false;
  if (deal.type !== "buy" && deal.type !== "sell") return false;
  if (order !== null && deal.order === order) return true;
  if (brokersOwn.has(deal.reason)) return false;
  if (request.kind === "open" && orderDirection(request.type) !== deal.type) return false;
  const isNamed = deal.comment.includes(commentOfIntent(id));
  return isNamed || (request.kind === "open" && intentOfMagic(deal.magic) === id);
}

/** Filled volume of intents in flight; each deal counts once, however often it is read. */
export class FilledLots {
  readonly #lots = new Map<IntentId, Map<VenueDeal["ticket"], VenueDeal>>();

  /** Takes the deals of these intents out of a reading; says how many of each were new. */
  add(
    intents: readonly TradeIntent[],
    deals: readonly VenueDeal[],
  ): (readonly [TradeIntent, number])[] {
    return intents.map((intent) => {
      const known = this.#lots.get(intent.id) ?? new Map();
      const before = known.size;
      for (const deal of deals) if (isDealOf(intent, deal)) known.set(deal.ticket, deal);
      if (known.size > 0) this.#lots.set(intent.id, known);
      return [intent, known.size - before];
    });
  }

  dealsOf(intent: IntentId): readonly VenueDeal[] {
    return [...this.#lots.get(intent)?.values() ?? []];
  }

  forget(intent: IntentId): void {
    this.#lots.delete(intent);
  }
}

/**
 * How many lots of these deals the positions of a netting account contain already. A position was
 * read after a deal when it has changed at that time or later; one that a deal closed is gone.
 */
export function lotsContained(
  deals: readonly VenueDeal[],
  positions: readonly VenuePosition[],
): number {
  return sumLots(deals.filter(({ position, entry, brokerMs }) => {
    const held = positions.find(({ identifier }) => identifier === position);
    return held === undefined ? entry === "out" : held.updatedMs >= brokerMs;
  }));
}

/** A sum of volumes without rounding errors of doubles. */
export function sumLots(deals: readonly VenueDeal[]): number {
  return Number(deals.reduce((sum, { volumeLots }) => sum + volumeLots, 0).toFixed(8));
}
