/**
 * Random scenarios for property tests: events of a broker as data that fast-check can generate and
 * shrink.
 */

import fc from "fast-check";
import { brokerMs, type BrokerSymbol, magicNumber } from "../../../src/models/mod.ts";
import { fromPoints, toPoints } from "../../../src/models/price.ts";
import type { PendingType } from "../../../src/models/mod.ts";
import type { BrokerEvent, Fault } from "../../../src/simulation/trading/mod.ts";
import { forexNights } from "../../../src/simulation/trading/trading_symbol.ts";
import { deal, monday, pending, Stage } from "./stage.ts";

const symbols = ["EURUSD", "USDJPY"] as const;
const startPoints = [110_000, 150_000];
const digits = [5, 3];

const pick = fc.nat({ max: 1_000 });
const market = fc.nat({ max: 1 });
const lots = fc.integer({ min: 1, max: 400 }).map((hundredths) => hundredths / 100);
const side = fc.constantFrom("buy" as const, "sell" as const);
const filling = fc.constantFrom("fok" as const, "ioc" as const, "return" as const);
/** Points away from the market. */
const distance = fc.integer({ min: 1, max: 300 });
const stop = fc.option(distance, { nil: null });
const origin = fc.constantFrom("expert" as const, "expert" as const, "mobile" as const);
const pendingType = fc.constantFrom<PendingType>(
  "buy_limit",
  "sell_limit",
  "buy_stop",
  "sell_stop",
  "buy_stop_limit",
  "sell_stop_limit",
);

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constant<Fault>({ kind: "refuse", retcode: "reject" }),
  fc.boolean().map((isExecuted): Fault => ({ kind: "lose_answer", isExecuted, says: "timeout" })),
  fc.integer({ min: 1, max: 20_000 }).map((delayMs): Fault => ({ kind: "delay", delayMs })),
  lots.map((volumeLots): Fault => ({ kind: "liquidity", volumeLots })),
  fc.integer({ min: 1, max: 50 }).map((points): Fault => ({ kind: "price_moves", points })),
);

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("quote" as const),
      market,
      moved: fc.integer({ min: -500, max: 500 }),
      spread: fc.nat({ max: 30 }),
      offered: fc.option(lots, { nil: null }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("deal" as const),
      market,
      side,
      lots,
      filling,
      stop,
      origin,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("close" as const), pick, lots, filling }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("pending" as const),
      market,
      type: pendingType,
      lots,
      filling,
      distance,
      stop,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("remove" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("modify" as const), pick, distance }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("stops" as const), pick, stop }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("close_by" as const), pick, by: pick }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("time" as const),
      ms: fc.integer({ min: 1, max: 40 * 3_600_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("fault" as const), fault }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("money" as const),
      amount: fc.integer({ min: -300_000, max: 300_000 }).map((cents) => cents / 100),
      type: fc.constantFrom("balance" as const, "credit" as const),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

export const scenario = fc.record({
  marginMode: fc.constantFrom("hedging" as const, "netting" as const),
  execution: fc.constantFrom("market" as const, "exchange" as const),
  commissionPerLot: fc.constantFrom(0, 3.5),
  steps: fc.array(step, { minLength: 1, maxLength: 80, size: "max" }),
});
export type Scenario = typeof scenario extends fc.Arbitrary<infer S> ? S : never;

export function stageFor({ marginMode, execution, commissionPerLot }: Scenario): Stage {
  const stage = new Stage({
    deposit: 4_000,
    symbols,
    account: { marginMode, leverage: 400 },
    terms: {
      execution,
      commission: { perLot: commissionPerLot, percent: 0 },
      swap: { mode: "points", long: -7.3, short: 2.1, nightsByWeekday: forexNights },
    },
  });
  symbols.forEach((_, at) => quoteAt(stage, at, { points: startPoints[at]!, spread: 10 }));
  return stage;
}

function quoteAt(
  stage: Stage,
  at: number,
  quote: { points: number; spread: number; offered?: number | null },
): readonly BrokerEvent[] {
  const price = (points: number) => fromPoints(points, digits[at]!);
  return stage.quote(price(quote.points), price(quote.points + quote.spread), {
    symbol: symbols[at]!,
    atMs: brokerMs(stage.broker.nowMs + 50),
    ...(typeof quote.offered === "number" ? { lots: quote.offered } : {}),
  });
}

/** Performs one step; a step whose target does not exist does nothing. */
export function perform(stage: Stage, step: Step): readonly BrokerEvent[] {
  const { broker } = stage;
  switch (step.do) {
    case "quote":
      return quoteAt(stage, step.market, {
        points: startPoints[step.market]! + step.moved,
        spread: step.spread,
        offered: step.offered,
      });
    case "deal": {
      const opposite = stopPoints(step.market, step.side === "buy" ? -1 : 1, step.stop);
      return stage.send(
        deal(step.side, step.lots, {
          symbol: symbols[step.market]! as BrokerSymbol,
          filling: step.filling,
          stopLoss: opposite,
        }),
        step.origin,
      );
    }
    case "close": {
      const position = at(broker.positions(), step.pick);
      if (position === undefined) return [];
      const direction = position.direction === "buy" ? "sell" : "buy";
      return stage.send(deal(direction, Math.min(step.lots, position.volumeLots), {
        symbol: position.symbol,
        position: position.ticket,
        filling: step.filling,
      }));
    }
    case "pending":
      return stage.send(pendingOf(step));
    case "remove": {
      const order = at(broker.orders(), step.pick);
      return order === undefined ? [] : stage.send({ action: "remove", order: order.ticket });
    }
    case "modify": {
      const order = at(broker.orders(), step.pick);
      if (order === undefined || order.price === null) return [];
      const market = symbols.indexOf(order.symbol as typeof symbols[number]);
      const { stopLoss, takeProfit, stopLimitPrice, lifetime, expirationMs } = order;
      const points = toPoints(order.price, digits[market]!) + step.distance - 150;
      return stage.send({
        action: "modify",
        order: order.ticket,
        price: fromPoints(points, digits[market]!),
        ...{ stopLoss, takeProfit, stopLimitPrice, lifetime, expirationMs },
      });
    }
    case "stops": {
      const position = at(broker.positions(), step.pick);
      if (position === undefined) return [];
      const market = symbols.indexOf(position.symbol as typeof symbols[number]);
      return stage.send({
        action: "sltp",
        symbol: position.symbol,
        position: position.ticket,
        stopLoss: stopPoints(market, position.direction === "buy" ? -1 : 1, step.stop),
        takeProfit: null,
      });
    }
    case "close_by": {
      const [position, by] = [at(broker.positions(), step.pick), at(broker.positions(), step.by)];
      if (position === undefined || by === undefined) return [];
      return stage.send({
        action: "close_by",
        position: position.ticket,
        positionBy: by.ticket,
        magic: magicNumber("7"),
        comment: "",
      });
    }
    case "time":
      return stage.passTo(broker.nowMs + step.ms);
    case "fault":
      return stage.apply({ kind: "fault", fault: step.fault });
    case "money":
      return stage.apply({ kind: "money", type: step.type, amount: step.amount, comment: "" });
  }
}

function at<T>(rows: readonly T[], pick: number): T | undefined {
  return rows[pick % Math.max(1, rows.length)];
}

function stopPoints(market: number, sign: number, stop: number | null): number | null {
  return stop === null
    ? null
    : fromPoints(startPoints[market]! + sign * (stop + 60), digits[market]!);
}

function pendingOf(step: Extract<Step, { do: "pending" }>) {
  const { market, type } = step;
  const up = type === "sell_limit" || type === "buy_stop" || type === "buy_stop_limit";
  const points = startPoints[market]! + (up ? step.distance : -step.distance);
  const price = fromPoints(points, digits[market]!);
  const back = type === "buy_stop_limit" ? -5 : 5;
  return pending(type, price, {
    symbol: symbols[market]! as BrokerSymbol,
    volumeLots: step.lots,
    filling: step.filling,
    stopLimitPrice: type.endsWith("stop_limit") ? fromPoints(points + back, digits[market]!) : null,
    lifetime: step.stop === null ? "gtc" : "specified",
    expirationMs: step.stop === null ? null : brokerMs(monday + step.stop * 600_000),
  });
}
