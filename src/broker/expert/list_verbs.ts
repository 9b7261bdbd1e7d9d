/** positions, orders, deals: what the account holds now and what it did, in pages by ascending ticket. */

import { brokerMs } from "../../models/mod.ts";
import type {
  TradingArguments,
  WireDeal,
  WireOrder,
  WirePage,
  WirePosition,
} from "../../mt5/wire_trading.ts";
import type { BrokerDeal, BrokerOrder, BrokerPosition, SimulatedBroker } from "../trading/mod.ts";
import { type Answer, loadingAnswer, okAnswer } from "./answer.ts";

export function listPositions(
  broker: SimulatedBroker,
  args: TradingArguments["positions"],
): Answer {
  return listed(broker, () => {
    const { rows, more } = pageOf(broker.positions(), args);
    return { positions: rows.map(positionRow), more };
  });
}

export function listOrders(broker: SimulatedBroker, args: TradingArguments["orders"]): Answer {
  return listed(broker, () => {
    const { rows, more } = pageOf(broker.orders(), args);
    return { orders: rows.map(orderRow), more };
  });
}

export function listDeals(broker: SimulatedBroker, args: TradingArguments["deals"]): Answer {
  return listed(broker, () => {
    const period = { fromMs: brokerMs(args.from), toMs: brokerMs(args.to) };
    const { rows, more } = pageOf(broker.deals(period), args);
    return { deals: rows.map(dealRow), more };
  });
}

/** Without a connection the lists may be those of an earlier hour. */
function listed({ switches }: SimulatedBroker, list: () => object): Answer {
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

function positionRow(position: BrokerPosition): WirePosition {
  const { ticket, identifier, symbol, direction, volumeLots, openPrice, currentPrice } = position;
  const { swap, profit, magic, comment, openedMs, updatedMs } = position;
  return {
    ticket,
    identifier,
    symbol,
    direction,
    volume: volumeLots,
    openPrice,
    currentPrice,
    ...levelsOf(position),
    swap,
    profit,
    magic,
    comment,
    openedMs,
    updatedMs,
  };
}

function orderRow(order: BrokerOrder): WireOrder {
  const { ticket, symbol, type, state, magic, comment } = order;
  return {
    ticket,
    symbol,
    type,
    state,
    volume: order.volumeInitialLots,
    remainingVolume: order.volumeCurrentLots,
    price: order.price ?? 0,
    stopLimitPrice: order.stopLimitPrice ?? 0,
    ...levelsOf(order),
    position: order.position ?? "",
    magic,
    comment,
    placedMs: order.setupMs,
    expiresMs: order.expirationMs ?? 0,
  };
}

function dealRow(deal: BrokerDeal): WireDeal {
  const { ticket, type, entry, reason, price, commission, fee, swap, profit } = deal;
  return {
    ticket,
    order: deal.order ?? "",
    position: deal.position ?? "",
    symbol: deal.symbol ?? "",
    type,
    entry,
    reason,
    volume: deal.volumeLots,
    price,
    commission,
    fee,
    swap,
    profit,
    magic: deal.magic,
    comment: deal.comment,
    timeMs: deal.brokerMs,
  };
}

function levelsOf({ stopLoss, takeProfit }: {
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
}) {
  return { stopLoss: stopLoss ?? 0, takeProfit: takeProfit ?? 0 };
}
