/**
 * Turns a strategy's result into a `Signal`, or reports why it is invalid. The result comes from an
 * untrusted worker, so nothing about it is assumed.
 */

import {
  err,
  ok,
  type Result,
  roundPrice,
  type SeriesKey,
  type Signal,
  signalId,
  type TerminalId,
} from "../../models/mod.ts";
import type { BrokerMs, Direction, UnixMs } from "../../models/mod.ts";
import { hasHidden, withoutHidden } from "../strategy_error.ts";

/** Facts about the series and the moment for which the draft was made. */
export interface DraftOrigin {
  readonly terminal: TerminalId;
  readonly series: SeriesKey;
  readonly strategy: string;
  readonly digits: number;
  /** Entry price of a buy, and of a sell; the same on bars. */
  readonly buyPrice: number;
  readonly sellPrice: number;
  readonly barBrokerMs: BrokerMs;
  readonly asOfBrokerMs: BrokerMs;
  readonly createdMs: UnixMs;
  /** Current server time, or the latest possible one. */
  readonly serverNowMs: BrokerMs;
  readonly maxSignalAgeMs: number;
}

/** The draft cannot be traded; `detail` is for the strategy's author. */
export interface DraftRefusal {
  readonly code:
    | "draft_malformed"
    | "draft_direction_unknown"
    | "draft_price_invalid"
    | "draft_stop_on_wrong_side"
    | "draft_target_on_wrong_side"
    | "draft_reason_invalid";
  readonly detail: string;
}

/** Long enough for a sentence; longer reasons would clutter log and table. */
const maxReasonLength = 200;

/**
 * Prices are rounded to the symbol's digits before they are compared: a stop within half a point of
 * the price does not count as a stop.
 */
export function signalOf(draft: unknown, origin: DraftOrigin): Result<Signal, DraftRefusal> {
  if (typeof draft !== "object" || draft === null) {
    return refuse(
      "draft_malformed",
      `Returned ${typeof draft}, which is neither a signal draft nor null`,
    );
  }
  const { direction, stopLoss, takeProfit, reason } = draft as Record<string, unknown>;
  if (direction !== "buy" && direction !== "sell") {
    return refuse(
      "draft_direction_unknown",
      `Direction must be buy or sell, not ${show(direction)}`,
    );
  }
  const price = direction === "buy" ? origin.buyPrice : origin.sellPrice;
  const prices = roundPrices({ price, stopLoss, takeProfit }, origin.digits);
  if (!prices.ok) return prices;
  const wrongSide = checkSides(direction, prices.value);
  if (wrongSide !== null) return err(wrongSide);
  if (typeof reason !== "string" || !isSentence(reason)) {
    return refuse("draft_reason_invalid", `Reason must be one line of text, not ${show(reason)}`);
  }
  const { terminal, strategy, barBrokerMs, asOfBrokerMs, createdMs } = origin;
  const { symbol, timeframe } = origin.series;
  const key = { terminal, symbol, timeframe, strategy, barBrokerMs };
  return ok({
    ...key,
    ...prices.value,
    id: signalId(key),
    direction,
    asOfBrokerMs,
    createdMs,
    ...ageOf(origin),
    reason: reason.trim(),
  });
}

/** The message that closes a bar may be slightly ahead of the clock. */
function ageOf({ asOfBrokerMs, serverNowMs, maxSignalAgeMs }: DraftOrigin) {
  const ageMs = Math.max(0, serverNowMs - asOfBrokerMs);
  return { ageMs, isLate: ageMs > maxSignalAgeMs };
}

interface Prices<T = number> {
  readonly price: T;
  readonly stopLoss: T;
  readonly takeProfit: T;
}

const priceWords: Readonly<Record<keyof Prices, string>> = {
  price: "Price",
  stopLoss: "Stop loss",
  takeProfit: "Take profit",
};

function roundPrices(given: Prices<unknown>, digits: number): Result<Prices, DraftRefusal> {
  for (const [name, value] of Object.entries(given) as [keyof Prices, unknown][]) {
    if (typeof value !== "number" || !Number.isFinite(value) || roundPrice(value, digits) <= 0) {
      return refuse("draft_price_invalid", `${priceWords[name]} is ${show(value)}`);
    }
  }
  const { price, stopLoss, takeProfit } = given as Prices;
  return ok({
    price: roundPrice(price, digits),
    stopLoss: roundPrice(stopLoss, digits),
    takeProfit: roundPrice(takeProfit, digits),
  });
}

function checkSides(direction: Direction, prices: Prices): DraftRefusal | null {
  const { price, stopLoss, takeProfit } = prices;
  const sign = direction === "buy" ? 1 : -1;
  if ((price - stopLoss) * sign <= 0) {
    const detail = `Stop loss ${stopLoss} is ${
      placeOf(stopLoss, price)
    } the ${direction} price ${price}`;
    return { code: "draft_stop_on_wrong_side", detail };
  }
  if ((takeProfit - price) * sign <= 0) {
    const detail = `Take profit ${takeProfit} is ${
      placeOf(takeProfit, price)
    } the ${direction} price ${price}`;
    return { code: "draft_target_on_wrong_side", detail };
  }
  return null;
}

function placeOf(level: number, price: number): string {
  return level === price ? "at" : level > price ? "above" : "below";
}

/** Not empty and without hidden characters: a line break could forge a log line. */
function isSentence(reason: string): boolean {
  return reason.trim() !== "" && reason.length <= maxReasonLength && !hasHidden(reason);
}

function refuse(code: DraftRefusal["code"], detail: string): { ok: false; error: DraftRefusal } {
  return err({ code, detail });
}

/** An untrusted value, made safe to print. */
function show(value: unknown): string {
  if (typeof value === "string") return withoutHidden(JSON.stringify(value.slice(0, 40)));
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
