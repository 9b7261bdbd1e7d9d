/** Takes a request: checks it, executes it, or holds it for as long as it takes to arrive. */

import {
  assertNever,
  type BrokerMs,
  type PendingType,
  type RetcodeName,
} from "../../models/mod.ts";
import { expiresAtMs, pendingDirection } from "../../simulation/trading/pending_checks.ts";
import { checkDeal, sideOfDeal } from "./deal_checks.ts";
import type { FastOrder } from "./fast_order.ts";
import { fillCloseBy, fillWhole } from "./fills.ts";
import type { DelayedRequest, Ledger } from "./ledger.ts";
import {
  checkCloseBy,
  checkModify,
  checkNewLevels,
  checkPlacement,
  checkRemove,
} from "./order_checks.ts";
import type { PointRequest } from "./point_request.ts";

/** Executes at the current quotes; `done`, or the refusal. */
export function performRequest(ledger: Ledger, request: PointRequest): RetcodeName {
  const refusal = checkPointRequest(ledger, request);
  if (refusal !== null) return refusal;
  execute(ledger, request, null);
  return "done";
}

/** Why the broker would refuse it now; null when it would not. */
export function checkPointRequest(ledger: Ledger, request: PointRequest): RetcodeName | null {
  switch (request.action) {
    case "deal":
      return checkDeal(ledger, request);
    case "pending":
      return checkPlacement(ledger, request);
    case "sltp":
      return checkNewLevels(ledger, request);
    case "modify":
      return checkModify(ledger, request);
    case "remove":
      return checkRemove(ledger, request);
    case "close_by":
      return checkCloseBy(ledger, request);
    default:
      return assertNever(request.action);
  }
}

/**
 * Holds a request until `dueMs`; null, or the refusal that it meets at once. A deal is shown as an
 * order that has not reached the market.
 */
export function holdRequest(
  ledger: Ledger,
  request: PointRequest,
  { dueMs, onAnswer }: Pick<DelayedRequest, "dueMs" | "onAnswer">,
): RetcodeName | null {
  const refusal = checkPointRequest(ledger, request);
  if (refusal !== null) return refusal;
  const order = request.action === "deal" ? marketOrder(ledger, request).ticket : 0;
  ledger.delayed.push({ request: { ...request }, dueMs, order, onAnswer });
  return null;
}

/** Executes a held request at the quotes of the moment; refused, its order ends. */
export function executeDelayed(ledger: Ledger, held: DelayedRequest): RetcodeName {
  const shown = held.order === 0 ? null : ledger.orderOf(held.order);
  // While it is checked, the order does not count; afterwards it is the last of the list.
  if (shown !== null) ledger.removeOrder(shown);
  const refusal = checkPointRequest(ledger, held.request);
  if (refusal !== null) return refusal;
  if (shown !== null) ledger.restoreOrder(shown);
  execute(ledger, held.request, shown);
  return "done";
}

function execute(ledger: Ledger, request: PointRequest, shown: FastOrder | null): void {
  switch (request.action) {
    case "deal":
      return fillWhole(ledger, shown ?? marketOrder(ledger, request), ledger.plannedPoints);
    case "pending":
      return placeOrder(ledger, request);
    case "sltp": {
      const position = ledger.positionOf(request.position)!;
      position.stopLoss = request.stopLossPoints;
      position.takeProfit = request.takeProfitPoints;
      return;
    }
    case "modify":
      return setTerms(ledger.orderOf(request.order)!, request);
    case "remove":
      return ledger.removeOrder(ledger.orderOf(request.order)!);
    case "close_by": {
      const position = ledger.positionOf(request.position)!;
      return fillCloseBy(ledger, [position, ledger.positionOf(request.positionBy)!], request.mark);
    }
    default:
      return assertNever(request.action);
  }
}

function marketOrder(ledger: Ledger, request: PointRequest): FastOrder {
  const order = describedOrder(ledger, request);
  order.type = sideOfDeal(request);
  order.direction = order.type;
  order.isStarted = true;
  order.seenPrice = request.pricePoints;
  order.price = 0;
  order.stopLimit = 0;
  order.lifetime = "gtc";
  order.expirationMs = 0;
  order.endsMs = Infinity;
  const closed = request.position === 0 ? null : ledger.positionOf(request.position);
  order.position = closed?.identifier ?? 0;
  return order;
}

function placeOrder(ledger: Ledger, request: PointRequest): void {
  const order = describedOrder(ledger, request);
  order.type = request.type;
  order.direction = pendingDirection(request.type as PendingType);
  order.isStarted = false;
  order.position = 0;
  setTerms(order, request);
}

function describedOrder(ledger: Ledger, request: PointRequest): FastOrder {
  const order = ledger.addOrder();
  order.symbol = request.symbol;
  order.units = request.units;
  order.stopLoss = request.stopLossPoints;
  order.takeProfit = request.takeProfitPoints;
  order.filling = request.filling;
  order.setupMs = ledger.nowMs;
  order.mark = request.mark;
  return order;
}

/** The terms of a pending order, all of them replaced. */
function setTerms(order: FastOrder, request: PointRequest): void {
  order.price = request.pricePoints;
  order.stopLimit = request.stopLimitPoints;
  order.stopLoss = request.stopLossPoints;
  order.takeProfit = request.takeProfitPoints;
  order.lifetime = request.lifetime;
  order.expirationMs = request.expirationMs;
  const expirationMs = request.expirationMs === 0 ? null : request.expirationMs as BrokerMs;
  const { lifetime } = request;
  order.endsMs = expiresAtMs({ lifetime, expirationMs }, order.setupMs as BrokerMs) ?? Infinity;
}
