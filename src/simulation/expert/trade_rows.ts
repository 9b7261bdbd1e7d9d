/**
 * The simulated broker's positions, orders and deals in the form in which a terminal lists them.
 */

import type { WireDeal, WireOrder, WirePosition } from "../../mt5/wire_trading.ts";
import type { BrokerDeal, BrokerOrder, BrokerPosition } from "../trading/mod.ts";

export function positionRow(position: BrokerPosition): WirePosition {
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

export function orderRow(order: BrokerOrder): WireOrder {
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

export function dealRow(deal: BrokerDeal): WireDeal {
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
