/** Random steps as plain numbers, which fast-check shrinks, and what they mean to an account. */

import fc from "fast-check";
import {
  isPendingType,
  magicNumber,
  type OpeningType,
  openingTypes,
  orderLifetimes,
} from "../../../src/models/mod.ts";
import { pointRequest } from "../../../src/backtest/account/point_request.ts";
import type { Random } from "../../../src/runtime/random.ts";
import { Oracle } from "../oracle.ts";
import type { World } from "../worlds.ts";

const kinds = {
  quote: 12,
  jump: 2,
  slide: 2,
  deal: 6,
  close: 4,
  pending: 4,
  stops: 2,
  modify: 2,
  remove: 1,
  close_by: 1,
  time: 1,
  night: 1,
  weekend: 1,
  deposit: 1,
} as const;
type StepKind = keyof typeof kinds;

/** All numbers are from 0 to 999. */
export interface Step {
  readonly kind: StepKind;
  readonly pick: number;
  readonly amount: number;
  readonly near: number;
  readonly far: number;
}

const share = fc.nat({ max: 999 });

export const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    ...Object.entries(kinds).map(([kind, weight]) => ({
      arbitrary: fc.constant(kind as StepKind),
      weight,
    })),
  ),
  pick: share,
  amount: share,
  near: share,
  far: share,
});

export function randomStep(random: Random): Step {
  const total = Object.values(kinds).reduce((sum, weight) => sum + weight, 0);
  let at = Math.floor(random() * total);
  const kind = Object.entries(kinds).find(([, weight]) => (at -= weight) < 0)![0] as StepKind;
  const draw = () => Math.floor(random() * 1_000);
  return { kind, pick: draw(), amount: draw(), near: draw(), far: draw() };
}

/** One account of a world on both sides, with the bid of each symbol. */
export class Play {
  readonly oracle: Oracle;
  readonly #world: World;
  readonly #bids: number[];
  readonly #mark: number;
  #nowMs = Date.UTC(2026, 0, 5, 10);

  constructor(world: World) {
    this.#world = world;
    this.#bids = [...world.startPoints];
    const { symbols, rules, slippagePoints } = world;
    this.oracle = new Oracle({ symbols, rules, slippagePoints, startMs: this.#nowMs });
    this.oracle.mark({ magic: magicNumber("0"), comment: "" });
    this.#mark = this.oracle.mark({ magic: magicNumber("77"), comment: "cross" });
    this.oracle.deposit(world.depositMinor);
    // The last symbol stays without a quote at first.
    for (let symbol = 0; symbol + 1 < symbols.length; symbol++) this.#quote(symbol, 5);
  }

  take(one: Step): void {
    const { oracle } = this;
    const symbol = one.pick % this.#world.symbols.length;
    const step = this.#stepPoints(symbol);
    switch (one.kind) {
      case "quote":
        this.#bids[symbol]! += (one.near % 61 - 30) * step;
        return this.#quote(symbol, one.far % 12);
      case "jump":
        this.#bids[symbol]! += (one.near - 500) * step;
        return this.#quote(symbol, one.far % 40);
      case "slide":
        this.#bids[symbol]! += (one.near - 500) * step;
        return this.#quote(symbol, one.far % 12, true);
      case "deal":
        return this.#open(symbol, one);
      case "close":
        return this.#close(one);
      case "pending":
        return this.#place(symbol, one);
      case "stops":
        return this.#moveStops(one);
      case "modify":
        return this.#modify(one);
      case "remove": {
        const order = oracle.fast.orderCount === 0
          ? 999
          : oracle.fast.orderAt(one.pick % oracle.fast.orderCount).ticket;
        return void oracle.request(pointRequest({ action: "remove", order }));
      }
      case "close_by":
        return this.#closeBy(one);
      case "time":
        return this.#pass(one.near * 60_000);
      case "night":
        return this.#pass(86_400_000 - this.#nowMs % 86_400_000 + one.near * 1_000);
      case "weekend":
        return this.#pass((one.far % 4) * 86_400_000 + one.near * 60_000);
      case "deposit":
        return oracle.deposit((one.near - 400) * 10);
    }
  }

  #pass(byMs: number): void {
    this.#nowMs += byMs;
    this.oracle.passTime(this.#nowMs);
  }

  #quote(symbol: number, spread: number, isOnTheWay = false): void {
    const step = this.#stepPoints(symbol);
    this.#bids[symbol] = Math.max(100 * step, this.#bids[symbol]!);
    const bid = this.#bids[symbol]!;
    this.#nowMs += 250;
    // Every eighth quote arrives late.
    const atMs = spread % 8 === 7 ? this.#nowMs - 1_000 : this.#nowMs;
    const quote = [bid, bid + spread * step] as const;
    if (isOnTheWay) this.oracle.slide(symbol, quote, atMs);
    else this.oracle.quote(symbol, quote, atMs);
  }

  #stepPoints(symbol: number): number {
    const { tickSize, digits } = this.#world.symbols[symbol]!;
    return Math.max(1, Math.round(tickSize * 10 ** digits));
  }

  #open(symbol: number, one: Step): void {
    const isBuy = one.amount % 2 === 0;
    const step = this.#stepPoints(symbol);
    const bid = this.#bids[symbol]!;
    const away = (one.far % 200) * step * (isBuy ? -1 : 1);
    const request = pointRequest({
      symbol: one.near === 7 ? 99 : symbol,
      type: isBuy ? "buy" : "sell",
      units: this.#units(symbol, one.amount),
      pricePoints: bid + (isBuy ? one.near % 8 * step : 0),
      deviationPoints: one.near % 20,
      stopLossPoints: one.far % 3 === 0 ? 0 : bid + away,
      takeProfitPoints: one.far % 4 === 0 ? bid - 2 * away : 0,
      filling: one.near === 3 ? "return" : "fok",
      mark: one.near % 2 === 0 ? this.#mark : 0,
    });
    this.oracle.request(request, one.near % 9 === 0 ? one.far * 10 : 0);
  }

  #units(symbol: number, amount: number): number {
    const least = this.#world.unitsMin[symbol]!;
    return amount % 50 === 49 ? least / 2 : least * (1 + amount % 40);
  }

  #close(one: Step): void {
    const { fast } = this.oracle;
    const position = fast.positionCount === 0
      ? null
      : fast.positionAt(one.pick % fast.positionCount);
    const units = position === null
      ? 1e6
      : one.amount % 3 === 0
      ? Math.ceil(position.units / 2e6) * 1e6
      : position.units;
    const request = pointRequest({
      symbol: position?.symbol ?? 0,
      type: position?.direction === "buy" ? "sell" : "buy",
      units,
      position: position?.ticket ?? 12_345,
      pricePoints: this.#bids[position?.symbol ?? 0]!,
      deviationPoints: 50,
      mark: this.#mark,
    });
    this.oracle.request(request, one.near % 11 === 0 ? one.far * 10 : 0);
  }

  #place(symbol: number, one: Step): void {
    const type = openingTypes[2 + one.amount % 6] as OpeningType;
    const step = this.#stepPoints(symbol);
    const isUp = type === "sell_limit" || type === "buy_stop" || type === "buy_stop_limit";
    const bid = this.#bids[symbol]!;
    const price = bid + (isUp ? 1 : -1) * (one.near % 60) * step + (isUp ? 6 : 0) * step;
    const isBuy = type.startsWith("buy");
    const limit = price + (isBuy ? -1 : 1) * (one.far % 30) * step;
    const lifetime = orderLifetimes[one.pick % 4]!;
    this.oracle.request(
      pointRequest({
        action: "pending",
        symbol,
        type,
        units: this.#units(symbol, one.amount),
        pricePoints: price,
        stopLimitPoints: type.endsWith("stop_limit") ? limit : 0,
        stopLossPoints: one.far % 2 === 0 ? 0 : price + (isBuy ? -1 : 1) * one.far * step,
        takeProfitPoints: one.far % 5 === 0 ? price - (isBuy ? -1 : 1) * 90 * step : 0,
        filling: "return",
        lifetime,
        expirationMs: lifetime.startsWith("specified")
          ? this.#nowMs + one.far * 200_000 - 1_000
          : 0,
        mark: this.#mark,
      }),
      one.near % 13 === 0 ? one.far : 0,
    );
  }

  #moveStops(one: Step): void {
    const { fast } = this.oracle;
    if (fast.positionCount === 0) return;
    const position = fast.positionAt(one.pick % fast.positionCount);
    const step = this.#stepPoints(position.symbol);
    const sign = position.direction === "buy" ? 1 : -1;
    const bid = this.#bids[position.symbol]!;
    this.oracle.request(pointRequest({
      action: "sltp",
      symbol: position.symbol,
      position: position.ticket,
      stopLossPoints: one.near % 5 === 0 ? 0 : bid - sign * (one.near % 90) * step,
      takeProfitPoints: one.far % 3 === 0 ? 0 : bid + sign * (one.far % 90) * step,
    }));
  }

  #modify(one: Step): void {
    const { fast } = this.oracle;
    if (fast.orderCount === 0) return;
    const order = fast.orderAt(one.pick % fast.orderCount);
    const moved = isPendingType(order.type)
      ? (one.near % 40 - 20) * this.#stepPoints(order.symbol)
      : 0;
    this.oracle.request(pointRequest({
      action: "modify",
      symbol: order.symbol,
      order: order.ticket,
      pricePoints: order.price + moved,
      stopLimitPoints: order.stopLimit === 0 ? 0 : order.stopLimit + moved,
      stopLossPoints: order.stopLoss,
      takeProfitPoints: order.takeProfit,
      lifetime: order.lifetime,
      expirationMs: order.expirationMs,
    }));
  }

  #closeBy(one: Step): void {
    const { fast } = this.oracle;
    if (fast.positionCount < 2) return;
    const [first, second] = [one.pick, one.far].map((at) =>
      fast.positionAt(at % fast.positionCount)
    );
    this.oracle.request(
      pointRequest({
        action: "close_by",
        position: first!.ticket,
        positionBy: second!.ticket,
        mark: this.#mark,
      }),
      one.near % 5 === 0 ? one.amount : 0,
    );
  }
}
