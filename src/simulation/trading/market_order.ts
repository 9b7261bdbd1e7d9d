/**
 * Fills a market order. If less than its volume is available: FOK fills all or nothing (checked
 * before), IOC cancels the rest, RETURN leaves the order active until later quotes fill it.
 */

import type { RequestOutcome } from "./approval.ts";
import { fillOrder } from "./record_deal.ts";
import type { BrokerContext, BrokerOrder } from "./broker_context.ts";
import { takeFromQuote } from "./execution.ts";
import { addOrder, finishOrder, type OrderDraft, sideOf, updateOrder } from "./order_life.ts";
import { toLots, toUnits } from "./quantity.ts";

export interface MarketExecution {
  readonly draft: OrderDraft;
  /** The order, if it is already among the active ones. */
  readonly shown: BrokerOrder | null;
  readonly price: number;
  /** How much of it is available, at most the order's volume. */
  readonly fillable: number;
}

export function executeMarket(context: BrokerContext, execution: MarketExecution): RequestOutcome {
  const order = execution.shown ?? addOrder(context, execution.draft);
  const { price, fillable } = execution;
  if (fillable === 0) {
    updateOrder(context, { ...order, state: "placed" });
    return { retcode: "placed", order: order.ticket, deal: null, volumeLots: 0, price: null };
  }
  const filled = fillAtMarket(context, order, { units: fillable, price });
  const isWhole = fillable === toUnits(order.volumeCurrentLots);
  return {
    retcode: isWhole ? "done" : "done_partial",
    order: order.ticket,
    deal: filled.deal.ticket,
    volumeLots: toLots(fillable),
    price,
  };
}

/** Fills the order completely or in part; with IOC the rest is cancelled. */
export function fillAtMarket(
  context: BrokerContext,
  order: BrokerOrder,
  { units, price }: { readonly units: number; readonly price: number },
) {
  takeFromQuote(context, order.symbol, { direction: sideOf(order), units });
  const filled = fillOrder(context, { order, units, price });
  if (filled.order.state === "partial" && order.filling === "ioc") {
    finishOrder(context, filled.order, "canceled");
  }
  return filled;
}
