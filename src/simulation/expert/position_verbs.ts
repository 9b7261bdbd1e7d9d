/**
 * The verbs position_modify, position_close and position_close_by. Only moving a stop loss away
 * from the market passes the guards.
 */

import {
  err,
  lotsTolerance,
  magicNumber,
  ok,
  type PositionTicket,
  type Result,
  retcodes,
} from "../../models/mod.ts";
import type { CallArguments } from "../../mt5/call_schemas.ts";
import type { BrokerPosition, BrokerRequest } from "../trading/mod.ts";
import type { ExpertRefusal, Respond } from "./answer.ts";
import { execute, type ExecutionRequest, keepRefusal, repeatedAnswer } from "./execution.ts";
import type { ExpertContext } from "./expert_context.ts";
import { refusalToOpen } from "./opening_checks.ts";
import { commentOf, dealFilling, orNone, quoteOrRefusal } from "./order_requests.ts";
import { pendingCloseRefusal } from "./pending_closes.ts";
import {
  alignedPrices,
  alignedVolume,
  breaksRule,
  checkFrozen,
  type Levels,
  stopsRefusal,
} from "./symbol_rules.ts";

type Verb = "position_modify" | "position_close" | "position_close_by";
type Requested = Result<BrokerRequest, ExpertRefusal>;

export function positionModify(
  context: ExpertContext,
  args: CallArguments["position_modify"],
  respond: Respond,
): void {
  const { intent, ticket: target } = args;
  change(context, { verb: "position_modify", intent, magic: "0", target, respond }, () => {
    const position = openPosition(context, args.ticket);
    return position.ok ? newLevels(context, position.value, args) : position;
  });
}

export function positionClose(
  context: ExpertContext,
  args: CallArguments["position_close"],
  respond: Respond,
): void {
  const { intent, ticket: target, magic } = args;
  change(context, { verb: "position_close", intent, magic, target, respond }, () => {
    const position = openPosition(context, args.ticket);
    if (!position.ok) return position;
    const refusal = pendingCloseRefusal(context, args.ticket);
    return refusal === null ? closing(context, position.value, args) : err(refusal);
  });
}

export function positionCloseBy(
  context: ExpertContext,
  args: CallArguments["position_close_by"],
  respond: Respond,
): void {
  const { intent, ticket: target, magic } = args;
  change(context, { verb: "position_close_by", intent, magic, target, respond }, () => {
    const by = openPosition(context, args.by);
    if (!by.ok) return by;
    const position = openPosition(context, args.ticket);
    if (!position.ok) return position;
    return ok({
      action: "close_by",
      position: position.value.ticket,
      positionBy: by.value.ticket,
      magic: magicOr(args.magic, position.value),
      comment: commentOf("", args.intent),
    });
  });
}

/**
 * What all three verbs do: give the first answer to a repeat, record a refusal, or execute once.
 */
function change(
  context: ExpertContext,
  { respond, ...what }: ExecutionRequest & { readonly verb: Verb; readonly respond: Respond },
  requested: () => Requested,
): void {
  const repeated = repeatedAnswer(context, what);
  if (repeated !== null) return respond(repeated);
  const request = requested();
  if (!request.ok) return respond(keepRefusal(context, what, request.error));
  execute(context, what, { request: request.value, respond });
}

function openPosition(
  { broker }: ExpertContext,
  ticket: string,
): Result<BrokerPosition, ExpertRefusal> {
  const position = broker.position(ticket as PositionTicket);
  if (position !== undefined) return ok(position);
  const retcode = retcodes.position_closed.code;
  return err({ code: "unknown_ticket", message: `No position ${ticket} is open`, retcode });
}

/** Whether the stop loss is removed, or moved further from the market. */
function isWidened({ direction, stopLoss: current }: BrokerPosition, stopLoss: number): boolean {
  if (current === null) return false;
  if (stopLoss === 0) return true;
  return direction === "buy" ? stopLoss < current : stopLoss > current;
}

function newLevels(
  context: ExpertContext,
  position: BrokerPosition,
  { stopLoss, takeProfit }: Levels,
): Requested {
  const symbol = context.broker.symbol(position.symbol)!;
  const levels = alignedPrices(symbol, { stopLoss, takeProfit });
  if (!levels.ok) return levels;
  const isWider = isWidened(position, levels.value.stopLoss);
  const forbidden = isWider ? refusalToOpen(context, 0) : null;
  if (forbidden !== null) return err(forbidden);
  const quote = quoteOrRefusal(context.broker, symbol);
  if (!quote.ok) return quote;
  const { direction } = position;
  const market = direction === "buy" ? quote.value.bid : quote.value.ask;
  // An unchanged level may by now be closer to the market than a new one must be.
  const moved = (level: number, current: number | null) => level === current ? 0 : level;
  const broken = checkFrozen(symbol, position.stopLoss ?? 0, market) ??
    checkFrozen(symbol, position.takeProfit ?? 0, market) ??
    stopsRefusal(symbol, { direction, reference: market }, {
      stopLoss: moved(levels.value.stopLoss, position.stopLoss),
      takeProfit: moved(levels.value.takeProfit, position.takeProfit),
    });
  if (broken !== null) return err(broken);
  return ok({
    action: "sltp",
    symbol: symbol.name,
    position: position.ticket,
    stopLoss: orNone(levels.value.stopLoss),
    takeProfit: orNone(levels.value.takeProfit),
  });
}

/** An opposite deal that names the position, so that it opens no new one. */
function closing(
  context: ExpertContext,
  position: BrokerPosition,
  args: CallArguments["position_close"],
): Requested {
  const symbol = context.broker.symbol(position.symbol)!;
  // All of it, or the largest volume of one deal: the caller requests the rest again.
  const volume = args.volume === 0
    ? ok(Math.min(position.volumeLots, symbol.volumeMaxLots))
    : alignedVolume(symbol, args.volume);
  if (!volume.ok) return volume;
  if (volume.value > position.volumeLots + lotsTolerance) {
    return err(breaksRule("invalid_close_volume", `${position.volumeLots} lots are open`));
  }
  const filling = dealFilling(symbol, args.filling);
  if (filling === null) return err(breaksRule("invalid_fill", symbol.name));
  const quote = context.broker.quote(symbol.name);
  const isBuy = position.direction === "buy";
  return ok({
    action: "deal",
    symbol: symbol.name,
    direction: isBuy ? "sell" : "buy",
    volumeLots: volume.value,
    price: (isBuy ? quote?.bid : quote?.ask) ?? null,
    deviationPoints: args.deviationPoints,
    filling,
    position: position.ticket,
    stopLoss: null,
    takeProfit: null,
    magic: magicOr(args.magic, position),
    comment: commentOf("", args.intent),
  });
}

/** The given magic number, otherwise the position's. */
function magicOr(magic: string, position: BrokerPosition) {
  return magic === "0" ? position.magic : magicNumber(magic);
}
