/**
 * TRADE_ACTION_SLTP, MODIFY and REMOVE: changes to existing positions and orders. All values are
 * replaced. A request that changes nothing is answered with `no_changes`; near the market (freeze
 * level) nothing may be changed.
 */

import type { BrokerSymbol, ModifyRequest, RemoveRequest } from "../../models/mod.ts";
import { isPendingType, ok, type RetcodeName, type StopsRequest } from "../../models/mod.ts";
import { doneWith, type Judgement, refused } from "./approval.ts";
import {
  type BrokerContext,
  type BrokerOrder,
  type OpenPosition,
  putPosition,
  symbolOf,
} from "./broker_context.ts";
import { marginMinor } from "./margin.ts";
import { finishOrder, sideOf, updateOrder } from "./order_life.ts";
import { checkLifetime, checkPendingPrices } from "./pending_checks.ts";
import { checkStops, dealPrice, isFrozen } from "./price_rules.ts";
import { closePrice, viewPosition } from "./profit.ts";
import { tradable } from "./symbol_checks.ts";

export function judgeStops(context: BrokerContext, request: StopsRequest<BrokerSymbol>): Judgement {
  const position = context.state.positions.get(request.position);
  if (position === undefined) return refused("position_closed");
  if (position.symbol !== request.symbol) return refused("invalid");
  const found = tradable(context, position.symbol);
  if (!found.ok) return refused(found.error);
  const { stopLoss, takeProfit } = request;
  if (stopLoss === position.stopLoss && takeProfit === position.takeProfit) {
    return refused("no_changes");
  }
  const refusal = checkNewStops(context, position, request);
  if (refusal !== null) return refused(refusal);
  return ok({
    marginAfterMinor: marginMinor(context),
    run: () => {
      const changed = { ...position, stopLoss, takeProfit, updatedMs: context.state.nowMs };
      putPosition(context.state, changed);
      context.events.push({ kind: "position", position: viewPosition(context, changed) });
      return doneWith(null);
    },
  });
}

function checkNewStops(
  context: BrokerContext,
  position: OpenPosition,
  request: StopsRequest<BrokerSymbol>,
): RetcodeName | null {
  const symbol = symbolOf(context, position.symbol);
  const price = closePrice(context, position);
  if (isFrozen(symbol, [position.stopLoss, position.takeProfit], price)) return "frozen";
  return checkStops(symbol, request, { direction: position.direction, price });
}

export function judgeModify(context: BrokerContext, request: ModifyRequest): Judgement {
  const order = context.state.orders.get(request.order);
  if (order === undefined) return refused("invalid");
  const { type } = order;
  if (!isPendingType(type) || order.state !== "placed") return refused("invalid_order");
  const found = tradable(context, order.symbol);
  if (!found.ok) return refused(found.error);
  const { symbol, quote } = found.value;
  const { action: _, order: __, ...values } = request;
  const changed: BrokerOrder = { ...order, ...values };
  if (Object.keys(values).every((key) => isSame(order, changed, key))) return refused("no_changes");
  const refusal = (isNearMarket(context, order) ? "frozen" : null) ??
    checkLifetime(symbol, request, context.state.nowMs) ??
    checkPendingPrices(symbol, quote, { ...values, type });
  if (refusal !== null) return refused(refusal);
  return ok({
    marginAfterMinor: marginMinor(context),
    run: () => doneWith(updateOrder(context, changed).ticket),
  });
}

function isSame(before: BrokerOrder, after: BrokerOrder, key: string): boolean {
  return before[key as keyof BrokerOrder] === after[key as keyof BrokerOrder];
}

export function judgeRemove(context: BrokerContext, request: RemoveRequest): Judgement {
  const order = context.state.orders.get(request.order);
  if (order === undefined) return refused("invalid");
  if (order.state === "started") return refused("locked");
  if (isPendingType(order.type) && isNearMarket(context, order)) return refused("frozen");
  return ok({
    marginAfterMinor: marginMinor(context),
    run: () => doneWith(finishOrder(context, order, "canceled").ticket),
  });
}

function isNearMarket(context: BrokerContext, order: BrokerOrder): boolean {
  const quote = context.state.quotes.get(order.symbol);
  return quote !== undefined &&
    isFrozen(symbolOf(context, order.symbol), [order.price], dealPrice(quote, sideOf(order)));
}
