/**
 * The verbs positions, orders and deals: what the account holds now and what it did, in pages by
 * ascending ticket.
 */

import { brokerMs } from "../../models/mod.ts";
import type { CallArguments } from "../../mt5/call_schemas.ts";
import type { WirePage } from "../../mt5/wire_trading.ts";
import type { SimulatedBroker } from "../trading/mod.ts";
import { type ExpertAnswer, loadingAnswer, okAnswer } from "./answer.ts";
import { dealRow, orderRow, positionRow } from "./trade_rows.ts";

export function positionsAnswer(
  broker: SimulatedBroker,
  args: CallArguments["positions"],
): ExpertAnswer {
  return listed(broker, () => {
    const { rows, more } = pageOf(broker.positions(), args);
    return { positions: rows.map(positionRow), more };
  });
}

export function ordersAnswer(broker: SimulatedBroker, args: CallArguments["orders"]): ExpertAnswer {
  return listed(broker, () => {
    const { rows, more } = pageOf(broker.orders(), args);
    return { orders: rows.map(orderRow), more };
  });
}

export function listDeals(broker: SimulatedBroker, args: CallArguments["deals"]): ExpertAnswer {
  return listed(broker, () => {
    const period = { fromMs: brokerMs(args.from), toMs: brokerMs(args.to) };
    const { rows, more } = pageOf(broker.deals(period), args);
    return { deals: rows.map(dealRow), more };
  });
}

/** Without a connection to the broker the lists could be outdated. */
function listed({ switches }: SimulatedBroker, list: () => object): ExpertAnswer {
  if (switches.isConnected) return okAnswer(list());
  return loadingAnswer("The terminal is not connected to its broker");
}

function pageOf<T extends { readonly ticket: string }>(
  all: readonly T[],
  { after, limit }: WirePage,
): { readonly rows: readonly T[]; readonly more: boolean } {
  const behind = BigInt(after === "" ? 0 : after);
  const rows = all.filter(({ ticket }) => BigInt(ticket) > behind)
    .sort((a, b) => BigInt(a.ticket) < BigInt(b.ticket) ? -1 : 1);
  return { rows: rows.slice(0, limit), more: rows.length > limit };
}
