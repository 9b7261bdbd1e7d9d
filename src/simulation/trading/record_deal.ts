/**
 * Turns a fill into a deal: positions change, money is recorded, the volume of the order shrinks or
 * the order ends.
 */

import type { DealReason, DealType } from "../../models/mod.ts";
import { magicNumber } from "../../models/mod.ts";
import { commissionMinor } from "./commission.ts";
import {
  type BrokerContext,
  type BrokerDeal,
  type BrokerOrder,
  nextDealTicket,
  symbolOf,
} from "./broker_context.ts";
import { hedgeFill } from "./hedging.ts";
import { netFill } from "./netting.ts";
import { finishOrder, sideOf, updateOrder } from "./order_life.ts";
import type { Fill, PositionEffect } from "./position_effect.ts";
import { fromMinor, toLots, toMinor, toUnits } from "./quantity.ts";

export interface FilledOrder {
  readonly deal: BrokerDeal;
  readonly order: BrokerOrder;
}

export function fillOrder(context: BrokerContext, fill: Fill): FilledOrder {
  const effect = context.account.marginMode === "hedging"
    ? hedgeFill(context, fill)
    : netFill(context, fill);
  const commission = commissionMinor(context, symbolOf(context, fill.order.symbol), fill);
  const deal = recordDeal(
    context,
    dealOf(context, fill, { ...effect, commissionMinor: commission }),
  );
  const left = toUnits(fill.order.volumeCurrentLots) - fill.units;
  const order: BrokerOrder = {
    ...fill.order,
    position: effect.position,
    volumeCurrentLots: toLots(left),
  };
  return {
    deal,
    order: left === 0
      ? finishOrder(context, order, "filled")
      : updateOrder(context, { ...order, state: "partial" }),
  };
}

export type DealDraft = Omit<BrokerDeal, "ticket" | "brokerMs" | "fee">;

/**
 * Numbers a deal and records its money: the balance is the sum of all deals, the credit that of the
 * credit deals.
 */
export function recordDeal(context: BrokerContext, draft: DealDraft): BrokerDeal {
  const { state } = context;
  const deal: BrokerDeal = {
    ...draft,
    fee: 0,
    ticket: nextDealTicket(state),
    brokerMs: state.nowMs,
  };
  const minor = (amount: number) => toMinor(amount, context.account.currencyDigits);
  const amountMinor = minor(deal.profit) + minor(deal.swap) + minor(deal.commission);
  if (deal.type === "credit") state.creditMinor += amountMinor;
  else state.balanceMinor += amountMinor;
  state.deals.push(deal);
  context.events.push({ kind: "deal_add", deal });
  return deal;
}

function dealOf(
  context: BrokerContext,
  { order, units, price }: Fill,
  effect: PositionEffect & { readonly commissionMinor: number },
): DealDraft {
  const money = (minor: number) => fromMinor(minor, context.account.currencyDigits);
  return {
    order: order.ticket,
    position: effect.position,
    symbol: order.symbol,
    type: sideOf(order),
    entry: effect.entry,
    volumeLots: toLots(units),
    price,
    stopLoss: order.stopLoss,
    takeProfit: order.takeProfit,
    profit: money(effect.profitMinor),
    swap: money(effect.swapMinor),
    commission: money(effect.commissionMinor),
    magic: order.magic,
    comment: order.comment,
    reason: order.reason,
  };
}

/** Types of money deals that a broker records manually. */
export type MoneyType = Extract<
  DealType,
  "balance" | "credit" | "charge" | "correction" | "bonus"
>;

/** A deal that only moves money: a deposit, a withdrawal (negative), a credit. */
export function moneyDeal(
  context: BrokerContext,
  money: { readonly type: MoneyType; readonly amount: number; readonly comment: string },
): BrokerDeal {
  const reason: DealReason = "client";
  const { currencyDigits } = context.account;
  return recordDeal(context, {
    order: null,
    position: null,
    symbol: null,
    type: money.type,
    entry: "in",
    volumeLots: 0,
    price: 0,
    stopLoss: null,
    takeProfit: null,
    profit: fromMinor(toMinor(money.amount, currencyDigits), currencyDigits),
    swap: 0,
    commission: 0,
    magic: magicNumber("0"),
    comment: money.comment,
    reason,
  });
}
