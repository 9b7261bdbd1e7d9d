/**
 * Strategies with columns in the running bridge: what they see, what is stored, and that a restart
 * continues where the last decision ended.
 */

import assert from "node:assert/strict";
import type { StrategyConfig } from "../../actors/strategy/protocol.ts";
import { entryOfTrace, type StrategyStep, type TraceId } from "../../src/models/mod.ts";
import type { StrategyChoice } from "../../src/strategy/runner/runner_messages.ts";
import { eventually } from "../support/eventually.ts";
import { barsOfPoints, firstBarMs } from "./series.ts";
import { btcusd, StrategyWorld } from "./strategy_world.ts";

function columns(onBar: string, more = ""): StrategyChoice {
  const source = `export default {
    barsNeeded: () => 3, ${more}
    columns: ({ bars }) => ({ close: bars.close }),
    onBar(at, { columns, positions, orders, closedTrades, memory }) { ${onBar} },
  };`;
  return { name: "own", parameters: {}, source };
}

/** Buys on each bar; its reason tells how many bars it remembers, and what it sees. */
const counts = columns(`
  memory.seen = [...(memory.seen ?? []), at.brokerMs];
  return at.buy({
    stopLoss: at.close - 0.001,
    reason: [memory.seen.length, columns.close[at.index] === at.close, at.index].join(" "),
  });`);

const bars = barsOfPoints(Array.from({ length: 40 }, (_, index) => 110_000 + index));

const paper: Partial<StrategyConfig> = {
  tradingMode: "paper",
  wanted: [
    { symbol: btcusd, assetClass: "forex", timeframe: "M1" },
  ],
};

function minuteOf(steps: readonly StrategyStep[]): number[] {
  return steps.map((step) => {
    const trace = step.kind === "enter" ? step.signal.id as string as TraceId : step.trace;
    return (Number(/\/(\d+)\.[^/]*$/.exec(trace)![1]) - firstBarMs) / 60_000;
  });
}

async function withWorld(
  config: Partial<StrategyConfig>,
  use: (world: StrategyWorld) => Promise<void>,
  store?: StrategyWorld["store"],
): Promise<StrategyWorld["store"]> {
  const world = new StrategyWorld({ ...paper, ...config }, store);
  try {
    await use(world);
    return world.store;
  } finally {
    await world.actor.stop?.();
  }
}

async function decideOn(world: StrategyWorld, last: number, ageMs = 0): Promise<void> {
  await world.tellBar(bars, last, btcusd, ageMs);
  await world.actor.onAsk.analyze({ assetClass: "forex" });
}

Deno.test("a strategy with columns decides on each closed bar, with the bars it needs and its memory", () =>
  withWorld({ strategies: [counts] }, async (world) => {
    for (const bar of [10, 11, 12]) await decideOn(world, bar);
    const reasons = [...world.store.signals.values()].map(({ reason }) => reason);
    assert.deepEqual(reasons, ["1 true 2", "2 true 2", "3 true 2"]);
    assert.deepEqual(world.carried.flatMap(({ steps }) => minuteOf(steps)), [10, 11, 12]);
    assert.deepEqual(world.published, [], "its entries are carried out, not told as well");
    const numbers = [...world.store.signals.keys()].map((id) =>
      entryOfTrace(id as TraceId)?.number
    );
    assert.deepEqual(numbers, [1, 2, 3]);
  }).then(() => {}));

Deno.test("after a restart it decides on the bars since its last decision, each once, with its memory", async () => {
  const store = await withWorld({ strategies: [counts] }, async (world) => {
    for (const bar of [10, 11]) await decideOn(world, bar);
  });
  await withWorld({ strategies: [counts] }, async (world) => {
    await decideOn(world, 14);
    const reasons = [...world.store.signals.values()].map(({ reason }) => reason);
    assert.deepEqual(reasons.map((reason) => reason[0]), ["1", "2", "3", "4", "5"]);
    const [first, ...rest] = world.carried;
    assert.deepEqual([first?.isRepeated, minuteOf(first!.steps)], [true, [11]]);
    assert.deepEqual(rest.flatMap(({ steps }) => minuteOf(steps)), [14], "late ones are history");
    assert.deepEqual([...world.store.signals.values()].map(({ isLate }) => isLate), [
      ...[false, false, true, true, false],
    ]);
  }, store);
});

Deno.test("what was decided before a restart is carried out after it, without another bar", async () => {
  const store = await withWorld({ strategies: [counts] }, (world) => decideOn(world, 10));
  await withWorld({ strategies: [counts] }, async (world) => {
    await decideOn(world, 10);
    const carried = world.carried.map(({ steps, isRepeated }) => [...minuteOf(steps), isRepeated]);
    assert.deepEqual(carried, [[10, true]]);
  }, store);
});

Deno.test("while its trades are unknown nothing is decided, and then every bar is", () =>
  withWorld({ strategies: [counts], maxSignalAgeMs: 600_000 }, async (world) => {
    await decideOn(world, 10);
    world.tradeFailure = { code: "not_ready", message: "The account is away" };
    await decideOn(world, 11);
    await decideOn(world, 12);
    assert.equal(world.store.signals.size, 1);
    world.tradeFailure = null;
    await decideOn(world, 12);
    assert.deepEqual(world.carried.flatMap(({ steps }) => minuteOf(steps)), [10, 11, 12]);
  }).then(() => {}));

Deno.test("what was decided is carried out before the next decision, however often that fails", () =>
  withWorld({ strategies: [counts] }, async (world) => {
    world.carryOutFailure = { code: "not_ready", message: "The account is away" };
    for (const bar of [10, 11]) await decideOn(world, bar);
    assert.equal(world.store.signals.size, 1, "the second bar waits");
    world.carryOutFailure = null;
    await decideOn(world, 11);
    const carried = world.carried.map(({ steps, isRepeated }) => [...minuteOf(steps), isRepeated]);
    assert.deepEqual(carried.at(0), [10, false]);
    assert.deepEqual(carried.slice(-2), [[10, true], [11, false]]);
  }).then(() => {}));

Deno.test("it sees its own positions, orders and closed trades, and changes them by their numbers", () =>
  withWorld({
    strategies: [columns(`
      const [position] = positions, [order] = orders, [trade] = closedTrades;
      if (position === undefined) return null;
      return [
        at.closePosition(position, "half of " + position.volumeLots, 0.5),
        at.moveStop(position, position.entryPrice, "risk " + position.initialRisk.toFixed(3)),
        at.cancel(order, "after " + trade.profit),
      ];`)],
  }, async (world) => {
    const opened = { direction: "buy", volumeLots: 0.2, stopLoss: 1.1, takeProfit: null } as const;
    world.ownTrades = {
      positions: [{
        ...{
          number: 4,
          ...opened,
          entryPrice: 1.102,
          openedBrokerMs: firstBarMs,
          initialRisk: 0.002,
        },
      }],
      orders: [{ number: 5, ...opened, price: 1.2, placedBrokerMs: firstBarMs }],
      closedTrades: [{
        ...{ number: 3, direction: "sell", volumeLots: 1, entryPrice: 1, exitPrice: 2, profit: -7 },
        ...{ openedBrokerMs: firstBarMs, closedBrokerMs: firstBarMs },
      }],
    };
    await decideOn(world, 10);
    const [carried] = world.carried;
    assert.deepEqual(
      carried?.steps.map((step) => step.kind === "enter" ? step : { ...step, trace: "" }),
      [
        { kind: "close", number: 4, part: 0.5, reason: "half of 0.2", trace: "" },
        {
          ...{ kind: "move", number: 4, stopLoss: 1.102, takeProfit: null, trace: "" },
          reason: "risk 0.002",
        },
        { kind: "cancel", number: 5, reason: "after -7", trace: "" },
      ],
    );
  }).then(() => {}));

Deno.test("in safety mode its entries are stored and logged, and nothing is carried out", () =>
  withWorld({ strategies: [counts], tradingMode: "safety" }, async (world) => {
    await decideOn(world, 10);
    assert.equal(world.store.signals.size, 1);
    assert.equal(world.logged("signal_not_executed").length, 1);
    assert.deepEqual(world.carried, []);
  }).then(() => {}));

/** Has one position at a time, and tells what it sees. */
const oneAtATime = columns(`
  const seen = [positions, orders, closedTrades].map(({ length }) => length).join("");
  const own = positions.map(({ number, label, volumeLots }) => [number, label, volumeLots]);
  memory.seen = [...(memory.seen ?? []), seen + " " + own.join(";")];
  if (positions.length > 0) return at.trail(0.0001);
  return at.buy({ stopLoss: at.close - 0.0001, label: "mine", reason: memory.seen.join(", ") });`);

Deno.test("in safety mode it sees the trades that it would have, also after a restart", async () => {
  // Rises for three bars, then falls below the trailing stop.
  const shapes = [0, 0, 0, 0, 1, 2, 3, -20, -20, -20].map((step) => 110_000 + 10 * step);
  const prices = barsOfPoints(shapes);
  const config = { strategies: [oneAtATime], tradingMode: "safety" as const };
  const decide = async (world: StrategyWorld, last: number) => {
    await world.tellBar(prices, last, btcusd);
    await world.actor.onAsk.analyze({ assetClass: "forex" });
  };
  const store = await withWorld(config, async (world) => {
    for (const bar of [3, 4, 5]) await decide(world, bar);
    assert.deepEqual(world.store.asked.includes("own_trades"), false);
  });
  await withWorld(config, async (world) => {
    for (const bar of [6, 7]) await decide(world, bar);
    const reasons = [...world.store.signals.values()].map(({ reason }) => reason);
    assert.deepEqual(reasons, [
      "000",
      "000 , 100 1,mine,1, 100 1,mine,1, 100 1,mine,1, 001",
    ]);
    assert.deepEqual(world.carried, []);
  }, store);
});

Deno.test("a decision that throws leaves memory as it was, and the next bar is decided", () =>
  withWorld({
    strategies: [columns(`
      memory.count = (memory.count ?? 0) + 1;
      if (at.brokerMs === ${firstBarMs + 11 * 60_000}) throw new Error("on purpose");
      return at.buy({ stopLoss: at.close - 0.001, reason: "bar " + memory.count });`)],
  }, async (world) => {
    for (const bar of [10, 11, 12]) await decideOn(world, bar);
    assert.deepEqual([...world.store.signals.values()].map(({ reason }) => reason), [
      ...["bar 1", "bar 2"],
    ]);
    assert.match(String(world.logged("strategy_failed")[0]?.fields["error"]), /on purpose/);
  }).then(() => {}));

Deno.test("a longer timeframe shows the bars that were closed when its own bar closed", () =>
  withWorld({
    strategies: [{
      ...{ name: "own", parameters: {} },
      source: `export default {
        barsNeeded: () => 3,
        series: { long: { timeframe: "M5" } },
        columns: ({ bars, long }) => ({ long: long.align(long.close) }),
        onBar(at, { columns }) {
          return at.buy({ stopLoss: at.close / 2, reason: columns.long[at.index].toFixed(5) });
        },
      };`,
    }],
  }, async (world) => {
    await decideOn(world, 13); // opens at minute 13: the five minutes until 10 are closed
    await decideOn(world, 14); // closes at 15, together with the next five minutes
    const reasons = [...world.store.signals.values()].map(({ reason }) => reason);
    assert.deepEqual(reasons, [bars.close[9]!.toFixed(5), bars.close[14]!.toFixed(5)]);
  }).then(() => {}));

Deno.test("a series that the bridge does not keep is told once, and the strategy does not decide", () =>
  withWorld({
    strategies: [columns("return null;", `series: { other: { symbol: "XAUUSD" } },`)],
  }, async (world) => {
    await decideOn(world, 10);
    await decideOn(world, 11);
    assert.equal(world.logged("strategy_not_deciding").length, 1);
    assert.equal(world.store.decisions.size, 0);
  }).then(() => {}));

Deno.test("it waits for the bar of another symbol that closes at the same time", () =>
  withWorld({
    wanted: [
      { symbol: btcusd, assetClass: "forex", timeframe: "M1" },
      { symbol: "ETHUSD" as typeof btcusd, assetClass: "forex", timeframe: "M1" },
    ],
    strategies: [columns(
      `return at.buy({ stopLoss: at.close / 2, reason: "both" });`,
      `series: { other: { symbol: "ETHUSD" } },`,
    )],
  }, async (world) => {
    const other = "ETHUSD" as typeof btcusd;
    await world.tellBar(bars, 9, other);
    await world.tellBar(bars, 10, btcusd);
    await world.tellBar(bars, 10, other);
    await eventually(() =>
      Promise.resolve(
        [...world.store.signals.values()].some(({ symbol }) => symbol === btcusd),
      ), { what: "a decision with both series" });
  }).then(() => {}));
