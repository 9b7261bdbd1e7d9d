/**
 * Log lines of orders: where they were filled and how far from the requested price, why they were
 * refused, or that the outcome is unknown.
 */

import {
  assertNever,
  orderDirection,
  traceOrigin,
  type TradeIntent,
} from "../../../src/models/mod.ts";
import { countText } from "../../../src/models/figure_text.ts";
import { requestSummary } from "../../../src/trade/request_summary.ts";
import type { VenueAnswer } from "../../../src/venue/venue.ts";
import type { TradeContext } from "../trade_context.ts";

type LogContext = Pick<TradeContext, "log" | "counts">;

interface Reply {
  readonly answer: VenueAnswer | null;
  /** Decimals of the symbol's prices; null where unknown. */
  readonly digits: number | null;
}

/** Logs the first reply to a request. */
export function logOutcome(
  { log, counts }: LogContext,
  intent: TradeIntent,
  reply: Reply,
): void {
  const fields = fieldsOf(intent);
  switch (intent.state) {
    case "filled":
    case "partially_filled":
      counts.ordersFilled += 1;
      return logDone(log, intent, reply);
    case "rejected":
      counts.ordersRefused += 1;
      return log.warning("order_rejected", fields);
    case "unknown":
      counts.ordersUnknown += 1;
      return log.warning("order_unknown", fields);
    default:
      return log.info("order_accepted", fields);
  }
}

/** The deal of a close is logged when it is read: it has the symbol and the result. */
function logDone(log: LogContext["log"], intent: TradeIntent, reply: Reply): void {
  const fields = fieldsOf(intent);
  switch (intent.request.kind) {
    case "open":
      return log.info("order_filled", { ...fields, ...fillOf(intent, reply) });
    case "close_position":
    case "close_by":
      return log.debug("order_filled", { ...fields, ...fillOf(intent, reply) });
    case "modify_order":
    case "modify_position":
    case "cancel_order":
      return log.info("order_changed", fields);
    default:
      return assertNever(intent.request);
  }
}

/**
 * Logs a change that was stored but not sent. For an opening order, the part that requested it logs
 * this.
 */
export function logWithheld({ log }: LogContext, intent: TradeIntent, reason: string): void {
  if (intent.request.kind === "open") return;
  const { terminal, request, by, trace } = fieldsOf(intent);
  log.warning("order_withheld", { terminal, request, by, reason, trace });
}

/** Logs what was found out later. */
export function logProgress({ log, counts }: LogContext, before: TradeIntent, after: TradeIntent) {
  if (before.state === after.state) return;
  if (after.state === "filled") counts.ordersFilled += 1;
  log.info("order_progress", { ...fieldsOf(after), before: before.state });
}

function fieldsOf(intent: TradeIntent) {
  const { id, trace, terminal, state, attempt, explanation, order, retcode } = intent;
  const request = requestSummary(intent.request);
  const by = traceOrigin(trace);
  return { terminal, request, by, intent: id, state, explanation, trace, attempt, order, retcode };
}

/**
 * The fill price, and how much worse (positive) or better (negative) it is than the requested one.
 */
function fillOf(
  { request, filledLots }: TradeIntent,
  { answer, digits }: Reply,
) {
  const price = answer?.status === "executed" ? answer.result.price : null;
  if (request.kind !== "open" || price === null || request.price === null) {
    return { filledLots, price, slippage: null, slipped: null };
  }
  const sign = orderDirection(request.type) === "buy" ? 1 : -1;
  const slippage = Number(((price - request.price) * sign).toFixed(8));
  return {
    filledLots,
    price,
    slippage,
    slipped: digits === null ? null : slippageText(Math.round(slippage * 10 ** digits)),
  };
}

/** `12 points`, `-35 points (in your favour)`. */
function slippageText(points: number): string {
  return `${countText(points, "point")}${points < 0 ? " (in your favour)" : ""}`;
}
