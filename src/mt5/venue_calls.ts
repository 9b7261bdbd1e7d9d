/**
 * Converts a venue request into a call to the terminal: verb and arguments. A request that no
 * terminal accepts is an error.
 */

import { assertNever } from "../models/assert_never.ts";
import type { BrokerSymbol, SymbolName } from "../models/ids.ts";
import { smallestLots } from "../models/lots.ts";
import { err, ok, type Result } from "../models/result.ts";
import type { OpenRequest, VenueRequest } from "../models/trade_intent.ts";
import { commentOfIntent, type IntentId, magicOfIntent } from "../models/trace.ts";
import { callArgumentTexts } from "./call_arguments.ts";
import type { CallArguments } from "./call_schemas.ts";
import type { WireOrderRequest } from "./wire_trading.ts";

/** Verbs that trade, each with its arguments. */
export type TradeCall = {
  readonly [V in TradeVerb]: { readonly verb: V; readonly args: CallArguments[V] };
}[TradeVerb];

export type TradeVerb =
  | "order_send"
  | "order_modify"
  | "order_cancel"
  | "position_modify"
  | "position_close"
  | "position_close_by";

export interface TradeCallParts {
  readonly intent: IntentId;
  readonly request: VenueRequest;
  /** The broker's names of the configured symbols. */
  readonly brokerNames: ReadonlyMap<SymbolName, BrokerSymbol>;
}

/** The call, or a sentence on why the request cannot be sent. */
export function tradeCall(parts: TradeCallParts): Result<TradeCall, string> {
  const call = callOf(parts);
  if (!call.ok) return call;
  const { verb, args } = call.value;
  const checked = checkedArguments(verb, args);
  return checked.ok ? call : checked;
}

/** Arguments of `order_check`. */
export function checkArguments(
  parts: TradeCallParts & { readonly request: OpenRequest },
): Result<WireOrderRequest, string> {
  const order = orderRequest(parts, parts.request);
  if (!order.ok) return order;
  const checked = checkedArguments("order_check", order.value);
  return checked.ok ? order : checked;
}

function callOf(parts: TradeCallParts): Result<TradeCall, string> {
  const { intent, request } = parts;
  const magic = magicOfIntent(intent);
  switch (request.kind) {
    case "open": {
      const order = orderRequest(parts, request);
      return order.ok ? ok({ verb: "order_send", args: order.value }) : order;
    }
    case "modify_order": {
      const args = { intent, ticket: request.order, price: request.price, ...limits(request) };
      return ok({ verb: "order_modify", args });
    }
    case "cancel_order":
      return ok({ verb: "order_cancel", args: { intent, ticket: request.order } });
    case "modify_position": {
      const args = { intent, ticket: request.position, ...stops(request) };
      return ok({ verb: "position_modify", args });
    }
    case "close_position": {
      const { position: ticket, volumeLots, deviationPoints } = request;
      // On the wire 0 means the whole position: a tiny volume must not be rounded to that.
      if (volumeLots !== null && volumeLots < smallestLots) {
        return err(`Closing ${volumeLots} lots closes nothing`);
      }
      const args = { intent, ticket, volume: volumeLots ?? 0, deviationPoints };
      return ok({ verb: "position_close", args: { ...args, filling: "auto", magic } });
    }
    case "close_by": {
      const args = { intent, ticket: request.position, by: request.by, magic };
      return ok({ verb: "position_close_by", args });
    }
    default:
      return assertNever(request);
  }
}

function orderRequest(
  { intent, brokerNames }: TradeCallParts,
  request: OpenRequest,
): Result<WireOrderRequest, string> {
  const symbol = brokerNames.get(request.symbol);
  if (symbol === undefined) {
    return err(`The broker does not offer ${request.symbol}, or it is not configured`);
  }
  return ok({
    intent,
    symbol,
    type: request.type,
    volume: request.volumeLots,
    price: request.price ?? 0,
    ...limits(request),
    deviationPoints: request.deviationPoints,
    filling: "auto",
    magic: magicOfIntent(intent),
    comment: commentOfIntent(intent),
  });
}

function stops(
  { stopLoss, takeProfit }: {
    readonly stopLoss: number | null;
    readonly takeProfit: number | null;
  },
) {
  return { stopLoss: stopLoss ?? 0, takeProfit: takeProfit ?? 0 };
}

function limits(
  request: Pick<OpenRequest, "stopLimitPrice" | "stopLoss" | "takeProfit" | "expiresMs">,
) {
  const { stopLimitPrice, expiresMs } = request;
  return { stopLimitPrice: stopLimitPrice ?? 0, ...stops(request), expiresMs: expiresMs ?? 0 };
}

/** Arguments that the terminal would refuse are not sent. */
function checkedArguments<V extends TradeVerb | "order_check">(
  verb: V,
  args: CallArguments[V],
): Result<null, string> {
  const texts = callArgumentTexts(verb, args);
  return texts.ok ? ok(null) : err(`${texts.error.where}: ${texts.error.detail}`);
}
