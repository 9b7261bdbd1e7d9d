/**
 * TRADE_ACTION_SLTP, MODIFY and REMOVE: changes of what is there. All values are rewritten; asking for what is
 * already so is `no_changes`; near the market (freeze level) nothing may be changed.
 */

import type { BrokerSymbol, ModifyRequest, RemoveRequest } from "../../models/mod.ts";
import { isPendingType, ok, type RetcodeName, type StopsRequest } from "../../models/mod.ts";
import { doneWith, type Judgement, refused } from "./approval.ts";
import { type BrokerOrder, type Desk, type OpenPosition, putPosition, symbolOf } from "./desk.ts";
import { marginMinor } from "./margin.ts";
import { finishOrder, sideOf, updateOrder } from "./order_life.ts";
import { checkLifetime, checkPendingPrices } from "./pending_checks.ts";
import { checkStops, dealPrice, isFrozen } from "./price_rules.ts";
import { closePrice, viewPosition } from "./profit.ts";
import { tradable } from "./symbol_checks.ts";

export function judgeStops(desk: Desk, request: StopsRequest<BrokerSymbol>): Judgement {
  const position = desk.book.positions.get(request.position);
  if (position === undefined) return refused("position_closed");
  if (position.symbol !== request.symbol) return refused("invalid");
  const found = tradable(desk, position.symbol);
  if (!found.ok) return refused(found.error);
  const { stopLoss, takeProfit } = request;
  if (stopLoss === position.stopLoss && takeProfit === position.takeProfit) {
    return refused("no_changes");
  }
  const refusal = checkNewStops(desk, position, request);
  if (refusal !== null) return refused(refusal);
  return ok({
    marginAfterMinor: marginMinor(desk),
    run: () => {
      const changed = { ...position, stopLoss, takeProfit, updatedMs: desk.book.nowMs };
      putPosition(desk.book, changed);
      desk.events.push({ kind: "position", position: viewPosition(desk, changed) });
      return doneWith(null);
    },
  });
}

function checkNewStops(
  desk: Desk,
  position: OpenPosition,
  request: StopsRequest<BrokerSymbol>,
): RetcodeName | null {
  const symbol = symbolOf(desk, position.symbol);
  const price = closePrice(desk, position);
  if (isFrozen(symbol, [position.stopLoss, position.takeProfit], price)) return "frozen";
  return checkStops(symbol, request, { direction: position.direction, price });
}

export function judgeModify(desk: Desk, request: ModifyRequest): Judgement {
  const order = desk.book.orders.get(request.order);
  if (order === undefined) return refused("invalid");
  const { type } = order;
  if (!isPendingType(type) || order.state !== "placed") return refused("invalid_order");
  const found = tradable(desk, order.symbol);
  if (!found.ok) return refused(found.error);
  const { symbol, quote } = found.value;
  const { action: _, order: __, ...values } = request;
  const changed: BrokerOrder = { ...order, ...values };
  if (Object.keys(values).every((key) => isSame(order, changed, key))) return refused("no_changes");
  const refusal = (isNearMarket(desk, order) ? "frozen" : null) ??
    checkLifetime(symbol, request, desk.book.nowMs) ??
    checkPendingPrices(symbol, quote, { ...values, type });
  if (refusal !== null) return refused(refusal);
  return ok({
    marginAfterMinor: marginMinor(desk),
    run: () => doneWith(updateOrder(desk, changed).ticket),
  });
}

function isSame(before: BrokerOrder, after: BrokerOrder, key: string): boolean {
  return before[key as keyof BrokerOrder] === after[key as keyof BrokerOrder];
}

export function judgeRemove(desk: Desk, request: RemoveRequest): Judgement {
  const order = desk.book.orders.get(request.order);
  if (order === undefined) return refused("invalid");
  if (order.state === "started") return refused("locked");
  if (isPendingType(order.type) && isNearMarket(desk, order)) return refused("frozen");
  return ok({
    marginAfterMinor: marginMinor(desk),
    run: () => doneWith(finishOrder(desk, order, "canceled").ticket),
  });
}

function isNearMarket(desk: Desk, order: BrokerOrder): boolean {
  const quote = desk.book.quotes.get(order.symbol);
  return quote !== undefined &&
    isFrozen(symbolOf(desk, order.symbol), [order.price], dealPrice(quote, sideOf(order)));
}
