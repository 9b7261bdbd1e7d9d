/**
 * Makes the steps of a wish on one account, in its prices and with what the source has open there.
 * They are carried out like those of a strategy with columns. Pure.
 */

import type { Direction } from "../models/direction.ts";
import {
  type OutsideEntry,
  type OutsideLevel,
  type OutsideRefusal,
  type OutsideWish,
} from "../models/outside_signal.ts";
import type { OwnPosition, StrategyOwnTrades } from "../models/own_trades.ts";
import { alignPrice, type PriceGrid } from "../models/price_grid.ts";
import { ok, type Result } from "../models/result.ts";
import type { Signal, SignalId } from "../models/signal.ts";
import type { SignalEntry } from "../models/signal_entry.ts";
import type { StrategyChange, StrategyStep } from "../models/strategy_step.ts";
import {
  changeTrace,
  entryTrace,
  ownerText,
  type StrategyOwner,
} from "../models/strategy_trace.ts";
import type { BrokerMs, UnixMs } from "../models/time.ts";
import { entryNumber, sentMsOfEntry } from "./entry_number.ts";
import { refusal } from "./refusal.ts";

/** The prices of the account on which it is carried out. */
export interface OutsideMarket {
  readonly bid: number;
  readonly ask: number;
  readonly grid: PriceGrid;
  /** The average true range in price; null when there are too few bars. */
  readonly atr: number | null;
}

export interface WishPlace {
  readonly owner: StrategyOwner;
  /** The number of the message. */
  readonly message: number;
  readonly market: OutsideMarket;
  /** What the source has open there; nothing in safety mode. */
  readonly trades: StrategyOwnTrades;
  readonly brokerNowMs: BrokerMs;
  readonly nowMs: UnixMs;
  /** The most that the sender's price may differ from ours, in percent. */
  readonly priceTolerancePct: number;
}

type Steps = Result<readonly StrategyStep[], OutsideRefusal>;

export function stepsOfWish(wish: OutsideWish, place: WishPlace): Steps {
  switch (wish.want.kind) {
    case "enter":
      return entrySteps(wish, wish.want, place);
    case "close":
      return closeSteps(wish, wish.want, place);
    case "cancel":
      return changed(cancelSteps(wish, wish.want.side, place), "pending order");
    case "move":
      return moveSteps(wish, wish.want, place);
  }
}

function entrySteps(wish: OutsideWish, want: OutsideEntry, place: WishPlace): Steps {
  const { direction, isReversal } = want;
  const seen = priceProblem(want, place);
  if (seen !== null) return seen;
  const signals = signalsOf(wish, want, place);
  if (!signals.ok) return signals;
  const other: Direction = direction === "buy" ? "sell" : "buy";
  const first = isReversal ? wholeClose(wish, other, place) : [];
  return ok([...first, ...signals.value.map((signal) => ({ kind: "enter", signal }) as const)]);
}

/** The sender may mean another product, or quote it in another way. */
function priceProblem({ order, price }: OutsideEntry, { market, priceTolerancePct }: WishPlace) {
  const ours = (market.bid + market.ask) / 2;
  if (price === null || order !== "market") return null;
  const pct = Math.abs(price - ours) / ours * 100;
  if (pct <= priceTolerancePct) return null;
  return refusal(
    "price_too_far",
    `The sender's price ${price} is ${pct.toFixed(2)} % from ${ours.toFixed(market.grid.digits)} ` +
      `(limit ${priceTolerancePct} %: SIGNAL_PRICE_TOLERANCE_PCT)`,
  );
}

function signalsOf(
  wish: OutsideWish,
  want: OutsideEntry,
  place: WishPlace,
): Result<readonly Signal[], OutsideRefusal> {
  const { direction, order } = want;
  const { market } = place;
  const sign = direction === "buy" ? 1 : -1;
  const price = order === "market"
    ? direction === "buy" ? market.ask : market.bid
    : alignPrice(want.price!, market.grid);
  const limit = want.limitPrice === null ? null : alignPrice(want.limitPrice, market.grid);
  const entryPrice = limit ?? price;
  const stop = priceOf(want.stop, { from: entryPrice, sign: -sign, market, name: "Stop loss" });
  if (!stop.ok) return stop;
  const signals: Signal[] = [];
  const targets = want.targets.length === 0 ? [{ level: null, part: 1 }] : want.targets;
  for (const [part, { level }] of targets.entries()) {
    const target = priceOf(level, { from: entryPrice, sign, market, name: "Take profit" });
    if (!target.ok) return target;
    const entry: SignalEntry = {
      number: entryNumber(wish.sentMs, place.message, part),
      type: order === "market" ? direction : `${direction}_${order}`,
      stopLimitPrice: limit,
      expiresMs: expiryOf(wish, want, place),
      size: want.size,
      parts: targets.map((one) => one.part),
      part,
    };
    const levels = { price, stopLoss: stop.value, takeProfit: target.value };
    signals.push(signalOf(wish, { direction, ...levels, entry }, place));
  }
  return ok(signals);
}

function expiryOf(wish: OutsideWish, { expiresMinutes }: OutsideEntry, place: WishPlace) {
  return expiresMinutes === null
    ? null
    : sentBrokerMs(wish, place) + Math.round(expiresMinutes * 60_000) as BrokerMs;
}

/** In the broker's time it was sent as long ago as by this computer's clock. */
function sentBrokerMs({ sentMs }: OutsideWish, { brokerNowMs, nowMs }: WishPlace): BrokerMs {
  return brokerNowMs - Math.max(0, nowMs - sentMs) as BrokerMs;
}

/** The same at every attempt, unlike the broker's time of it, which is measured. */
function tracedMs({ sentMs }: OutsideWish): BrokerMs {
  return sentMs as number as BrokerMs;
}

type Levels = Pick<Signal, "direction" | "price" | "stopLoss" | "takeProfit"> & {
  readonly entry: SignalEntry;
};

function signalOf(wish: OutsideWish, levels: Levels, place: WishPlace): Signal {
  const { owner, nowMs } = place;
  const asOfBrokerMs = sentBrokerMs(wish, place);
  const { number } = levels.entry;
  // Planned again, it has the same trace: whatever goes wrong, it is one order.
  const traced = { owner: ownerText(owner), barBrokerMs: tracedMs(wish), number, group: 0 };
  const { terminal, symbol, timeframe, strategy } = owner;
  return {
    id: entryTrace(traced) as string as SignalId,
    ...{ terminal, symbol, timeframe, strategy, asOfBrokerMs, barBrokerMs: asOfBrokerMs },
    ...{ createdMs: nowMs, ageMs: Math.max(0, nowMs - wish.sentMs), isLate: false },
    reason: wish.reason,
    ...levels,
  };
}

interface LevelPlace {
  /** The price from which distances count. */
  readonly from: number;
  /** 1 above it, -1 below it. */
  readonly sign: number;
  readonly market: OutsideMarket;
  readonly name: string;
}

/** Null for no level. */
function priceOf(
  level: OutsideLevel | null,
  { from, sign, market, name }: LevelPlace,
): Result<number | null, OutsideRefusal> {
  if (level === null || level.kind === "entry") return ok(null);
  const distance = level.kind === "price" ? null : distanceOf(level, from, market);
  if (distance !== null && !distance.ok) return distance;
  const raw = level.kind === "price" ? level.price : from + sign * distance!.value;
  const price = alignPrice(raw, market.grid);
  if (price > 0 && sign * (price - from) > 0) return ok(price);
  const side = sign > 0 ? "above" : "below";
  return refusal("wrong_side", `${name} ${price} has to be ${side} ${from}`);
}

function distanceOf(
  { kind, distance }: Extract<OutsideLevel, { readonly distance: number }>,
  from: number,
  { grid, atr }: OutsideMarket,
): Result<number, OutsideRefusal> {
  if (kind === "points") return ok(distance * 10 ** -grid.digits);
  if (kind === "percent") return ok(from * distance / 100);
  return atr === null
    ? refusal("no_atr", "There are too few bars for an average true range (ATR)")
    : ok(distance * atr);
}

function closeSteps(
  wish: OutsideWish,
  { side, part }: { readonly side: Direction | null; readonly part: number },
  place: WishPlace,
): Steps {
  const steps = part === 1
    ? wholeClose(wish, side, place)
    : positionsOf(wish, side, place).map((one, index) =>
      closeStep(wish, one, { part, index, place })
    );
  return changed(steps, "position");
}

/** Positions are closed and pending orders cancelled: they would open them again. */
function wholeClose(
  wish: OutsideWish,
  side: Direction | null,
  place: WishPlace,
): readonly StrategyChange[] {
  return [
    ...cancelSteps(wish, side, place),
    ...positionsOf(wish, side, place).map((one, index) =>
      closeStep(wish, one, { part: 1, index, place })
    ),
  ];
}

function closeStep(
  wish: OutsideWish,
  { number }: OwnPosition,
  { part, index, place }: {
    readonly part: number;
    readonly index: number;
    readonly place: WishPlace;
  },
): StrategyChange {
  const trace = traceOf(wish, place, { kind: "close", index });
  return { kind: "close", trace, number, part, reason: wish.reason };
}

function cancelSteps(
  wish: OutsideWish,
  side: Direction | null,
  place: WishPlace,
): readonly StrategyChange[] {
  return place.trades.orders
    .filter(({ number, direction }) => isMeant(wish, { number, direction }, side))
    .map(({ number }, index) => ({
      ...{ kind: "cancel", number, reason: wish.reason },
      trace: traceOf(wish, place, { kind: "cancel", index }),
    }));
}

function moveSteps(
  wish: OutsideWish,
  { side, stop, target }: Extract<OutsideWish["want"], { readonly kind: "move" }>,
  place: WishPlace,
): Steps {
  const steps: StrategyChange[] = [];
  for (const [index, position] of positionsOf(wish, side, place).entries()) {
    const { direction, number } = position;
    const sign = direction === "buy" ? 1 : -1;
    const { market } = place;
    const from = direction === "buy" ? market.bid : market.ask;
    const stopLoss = movedTo(stop, position, { from, sign: -sign, market, name: "Stop loss" });
    if (!stopLoss.ok) return stopLoss;
    const takeProfit = movedTo(target, position, { from, sign, market, name: "Take profit" });
    if (!takeProfit.ok) return takeProfit;
    const trace = traceOf(wish, place, { kind: "move", index });
    const levels = { stopLoss: stopLoss.value, takeProfit: takeProfit.value };
    steps.push({ kind: "move", trace, number, ...levels, reason: wish.reason });
  }
  return changed(steps, "position");
}

function movedTo(
  level: OutsideLevel | null,
  { entryPrice }: OwnPosition,
  place: LevelPlace,
): Result<number | null, OutsideRefusal> {
  return level?.kind === "entry"
    ? priceOf({ kind: "price", price: entryPrice }, place)
    : priceOf(level, place);
}

function positionsOf(wish: OutsideWish, side: Direction | null, { trades }: WishPlace) {
  return trades.positions.filter((one) => isMeant(wish, one, side));
}

/** What was sent after the wish is none of its business. */
function isMeant(
  { sentMs }: OutsideWish,
  { number, direction }: { readonly number: number; readonly direction: Direction },
  side: Direction | null,
): boolean {
  return (side === null || direction === side) && sentMsOfEntry(number) <= sentMs;
}

function changed(steps: readonly StrategyStep[], what: string): Steps {
  return steps.length > 0
    ? ok(steps)
    : refusal("nothing_open", `The source has no ${what} there that this is about`);
}

/** More than a source has open on a symbol. */
const changesMax = 1_000;

function traceOf(
  wish: OutsideWish,
  place: WishPlace,
  { kind, index }: { readonly kind: StrategyChange["kind"]; readonly index: number },
) {
  const row = place.message * changesMax + index;
  return changeTrace(ownerText(place.owner), { barBrokerMs: tracedMs(wish), kind, row });
}
