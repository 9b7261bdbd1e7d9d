/** Orders and positions that the bridge's own intents affect: their changes are expected. Pure. */

import { intentOfMagic, type TradeIntent } from "../../models/mod.ts";
import type { OpenTrades } from "../open_trades.ts";

/** `intents`: all that were in flight since the last reading. */
export function ownTickets(
  intents: readonly TradeIntent[],
  { positions, orders }: OpenTrades,
): Set<string> {
  const touched = new Set<string>();
  for (const intent of intents) {
    for (const ticket of ticketsOf(intent)) if (ticket !== null) touched.add(ticket);
  }
  const ids = new Set(intents.map(({ id }) => id));
  for (const one of [...positions, ...orders]) {
    const owner = intentOfMagic(one.magic);
    if (owner !== null && ids.has(owner)) touched.add(one.ticket);
  }
  return touched;
}

function ticketsOf({ request, order, position }: TradeIntent): (string | null)[] {
  switch (request.kind) {
    case "open":
      return [order, position];
    case "modify_order":
    case "cancel_order":
      return [request.order, order];
    case "modify_position":
    case "close_position":
      return [request.position, order, position];
    case "close_by":
      return [request.position, request.by, order, position];
  }
}
