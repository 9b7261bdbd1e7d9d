/** What strategies decide, carried out on the account of a backtest. */

import assert from "node:assert/strict";
import { symbolName } from "../../src/models/mod.ts";
import { BacktestRun } from "../../src/backtest/run/backtest_run.ts";
import { runBlocks } from "../../src/backtest/engine/run_blocks.ts";
import { pageBlocks } from "../../src/backtest/run/page_blocks.ts";
import { pointBars } from "../../src/backtest/ticks/point_bars.ts";
import type { ColumnStrategy } from "../../src/strategy/contract/column_strategy.ts";
import { DecisionSide } from "../../src/strategy/decisions/decision_side.ts";
import { handedOver } from "../../src/strategy/realm/realm_decisions.ts";
import type { StrategyPosition, StrategyTrade } from "../../src/strategy/contract/strategy_view.ts";
import { barsOf, flat, lots, plan, played, price } from "./strategy_play.ts";

Deno.test("a market order meets the open of the next bar, and its levels close it", () => {
  const { deals } = played(
    [flat(0), [10, 10, 10, 10], [10, 40, 5, 30], flat(30)],
    (at) =>
      at.index === 0 ? at.buy({ ...lots, stopLoss: price(-50), takeProfit: price(40) }) : null,
  );
  assert.deepEqual(deals, [
    ["buy", "in", 0.1, 10, "expert"],
    ["sell", "out", 0.1, 40, "tp"],
  ]);
});

Deno.test("targets close their parts, and the last one takes what is left", () => {
  const { deals } = played(
    [flat(0), flat(0), [0, 20, 0, 20], [20, 40, 20, 40], flat(40)],
    (at) =>
      at.index === 0
        ? at.buy({
          reason: "Test",
          size: { lots: 0.05 },
          stopLoss: price(-50),
          targets: [{ price: price(20), part: 0.5 }, { price: price(40), part: 0.5 }],
        })
        : null,
  );
  assert.deepEqual(deals, [
    ["buy", "in", 0.02, 0, "expert"],
    ["buy", "in", 0.03, 0, "expert"],
    ["sell", "out", 0.02, 20, "tp"],
    ["sell", "out", 0.03, 40, "tp"],
  ]);
});

Deno.test("each target is sized by its own part of the risk, when it is its turn", () => {
  const { deals } = played(
    [flat(0), flat(0), flat(0)],
    (at) =>
      at.index === 0
        ? at.buy({
          reason: "Test",
          stopLoss: price(-333),
          targets: [{ price: price(500), part: 0.6 }, { price: price(900), part: 0.4 }],
        })
        : null,
    {
      symbols: [{ ...plan.symbols[0]!, commission: { perLot: 1_000, percent: 0 } }],
      risk: { kind: "share", riskPct: 10 },
    },
  );
  // 2,333 USD a lot: 600 of 10,000 USD are 0.25 lots, which cost 250 USD, and 390 of what is left
  // are 0.16 lots.
  assert.deepEqual(deals.map(([, entry, volumeLots]) => [entry, volumeLots]).slice(0, 2), [
    ["in", 0.25],
    ["in", 0.16],
  ]);
});

Deno.test("a step sees what the step before it has done", () => {
  const enter: ColumnStrategy["onBar"] = (at, { positions }) => {
    if (at.index === 0) return at.buy({ ...lots, stopLoss: price(-50) });
    if (at.index !== 1) return null;
    const [own] = positions as [StrategyPosition];
    return [at.closePosition(own, "Turn"), at.moveStop(own, price(-20), "Too late")];
  };
  const { deals, run } = played([flat(0), flat(0), flat(0), flat(0)], enter);
  assert.equal(deals.length, 2);
  assert.deepEqual(
    Array.from(run.refusals.values(), ({ kind, refused }) => [kind, refused]),
    [["move", "no such position"]],
  );
});

Deno.test("a request that takes time to arrive still belongs to its entry", () => {
  const seen: (readonly number[])[] = [];
  const delay = { leastMs: 50_000, mostMs: 50_000 };
  const { deals, run } = played(
    [flat(0), [0, 10, 0, 10], [20, 20, 20, 20], flat(20), flat(20), flat(20)],
    (at, { positions }) => {
      seen.push(positions.map(({ number }) => number));
      if (at.index === 0) {
        return at.buy({
          ...lots,
          stopLoss: price(-50),
          targets: [{ price: price(500), part: 0.5 }, { price: price(900), part: 0.5 }],
        });
      }
      return at.index === 2 ? at.closeAll("Test") : null;
    },
    { delay, model: "generated" },
  );
  assert.deepEqual(seen.slice(1, 4), [[1, 2], [1, 2], []]);
  assert.deepEqual(run.refusals.size, 0);
  assert.equal(deals.length, 4);
  const times = run.account.dealRecords(1).map(({ brokerMs }) => brokerMs % 3_600_000);
  // The second request of a bar leaves when the first has been answered.
  assert.deepEqual(times, [50_000, 100_000, 50_000, 100_000]);
});

Deno.test("on a netting account an entry has one target", () => {
  const { run } = played(
    [flat(0), flat(0), flat(0)],
    (at) =>
      at.index === 0
        ? at.buy({
          ...lots,
          stopLoss: price(-50),
          targets: [{ price: price(500), part: 0.5 }, { price: price(900), part: 0.5 }],
        })
        : null,
    { rules: { ...plan.rules, marginMode: "netting" } },
  );
  assert.deepEqual(
    Array.from(run.refusals.values(), ({ refused, count }) => [refused, count]),
    [["several targets need a hedging account", 2]],
  );
});

Deno.test("when one entry of a group is filled, the others are cancelled within the same bar", () => {
  const { deals, run } = played(
    [flat(0), flat(0), [0, 30, -40, 0], flat(0)],
    (at) =>
      at.index === 0
        ? [
          at.buy({ ...lots, pending: { stop: price(20) }, stopLoss: price(-200), group: "out" }),
          at.sell({ ...lots, pending: { stop: price(-20) }, stopLoss: price(200), group: "out" }),
        ]
        : null,
  );
  assert.equal(run.account.orderCount, 0);
  assert.deepEqual(deals.filter(([, entry]) => entry === "in").length, 1);
});

Deno.test("a pending order ends after its bars, and can be cancelled before", () => {
  const orders: number[] = [];
  const place = (cancels: boolean) =>
    played([flat(0), flat(0), flat(0), flat(0), flat(0), [0, 60, 0, 60], flat(60)], (at, view) => {
      orders.push(view.orders.length);
      if (cancels && at.index === 2) return at.cancelAll("Test");
      if (at.index !== 0) return null;
      return at.buy({
        ...lots,
        pending: { stop: price(50) },
        stopLoss: price(-50),
        ...(cancels ? {} : { expiryBars: 2 }),
      });
    });
  assert.deepEqual(place(false).deals, []);
  assert.deepEqual(orders.splice(0), [0, 1, 0, 0, 0, 0]);
  assert.deepEqual(place(true).deals, []);
  assert.deepEqual(orders, [0, 1, 1, 0, 0, 0]);
});

Deno.test("a part is closed, the stop is moved, and the view shows it", () => {
  const seen: (readonly StrategyPosition[])[] = [];
  const closed: (readonly StrategyTrade[])[] = [];
  const { deals } = played(
    [flat(0), flat(0), flat(30), flat(30), [30, 30, 10, 10], flat(10)],
    (at, view) => {
      seen.push(view.positions);
      closed.push(view.closedTrades);
      if (at.index === 0) return at.buy({ ...lots, stopLoss: price(-50), label: "first" });
      if (at.index !== 2) return null;
      const [own] = view.positions as [StrategyPosition];
      return [at.closePosition(own, "Half", 0.5), at.moveStop(own, price(10), "Up")];
    },
  );
  assert.deepEqual(deals, [
    ["buy", "in", 0.1, 0, "expert"],
    ["sell", "out", 0.05, 30, "expert"],
    ["sell", "out", 0.05, 10, "sl"],
  ]);
  const [before, after] = [seen[1]![0]!, seen[3]![0]!];
  assert.deepEqual([before.number, before.label, before.volumeLots], [1, "first", 0.1]);
  assert.ok(Math.abs(before.initialRisk - 0.0005) < 1e-9);
  assert.deepEqual([after.volumeLots, after.stopLoss], [0.05, price(10)]);
  assert.deepEqual(closed.at(-1)!.map(({ number, profit }) => [number, profit]), [[1, 2]]);
});

Deno.test("of many closed trades the strategy sees the newest ones, oldest first", () => {
  let seen: readonly StrategyTrade[] = [];
  const bars = Array.from({ length: 52 }, (_, at) => flat(at));
  played(bars, (at, view) => {
    seen = view.closedTrades;
    return view.positions.length > 0
      ? at.closeAll("Out")
      : at.buy({ ...lots, stopLoss: price(-50) });
  });
  const newest = Array.from({ length: 20 }, (_, at) => 6 + at);
  assert.deepEqual(seen.map(({ number }) => number), newest);
  const entries = newest.map((number) => price(2 * number - 1));
  assert.deepEqual(seen.map(({ entryPrice }) => entryPrice), entries);
});

Deno.test("the volume follows the risk at the stop, in whole steps", () => {
  const enter: ColumnStrategy["onBar"] = (at) =>
    at.index === 0 ? at.buy({ stopLoss: price(-333), reason: "Test" }) : null;
  // 1 % of 10,000 USD at 3.33 USD a step of 0.01 lots
  assert.equal(played([flat(0), flat(0), flat(0)], enter).deals[0]![2], 0.3);
  const half: ColumnStrategy["onBar"] = (at) => {
    const size = { riskFraction: 0.5 };
    return at.index === 0 ? at.buy({ stopLoss: price(-333), size, reason: "Test" }) : null;
  };
  assert.equal(played([flat(0), flat(0), flat(0)], half).deals[0]![2], 0.15);
});

Deno.test("what is refused is counted with its reason", () => {
  const { deals, run } = played(
    [flat(0), flat(0), flat(0)],
    (at) =>
      at.index === 0
        ? [
          at.buy({ stopLoss: price(50), reason: "Wrong side" }),
          at.buy({ ...lots, stopLoss: price(50) }),
          at.buy({ stopLoss: price(-99_999), reason: "Far" }),
          at.cancel({ number: 7 } as never, "Test"),
          at.buy({ size: { lots: 50 }, stopLoss: price(-500), reason: "Too much" }),
        ]
        : null,
  );
  assert.deepEqual(deals, []);
  assert.deepEqual(
    Array.from(run.refusals.values(), ({ kind, by, refused, count }) => [kind, by, refused, count]),
    [
      ["enter", "order", "the stop is on the wrong side", 2],
      ["enter", "risk", "the smallest volume risks more than allowed", 1],
      ["cancel", "order", "no such pending order", 1],
      ["enter", "broker", "Not enough money", 1],
    ],
  );
});

Deno.test("a position of another strategy is not shown", () => {
  const seen: number[] = [];
  const bars = barsOf([flat(0), flat(0), flat(0), flat(0)]);
  const strategies = ["one", "two"].map((name) => ({
    ...plan.strategies[0]!,
    name,
  }));
  const series = [
    { symbol: symbolName("EURUSD"), digits: 5, name: "bars", timeframe: "H1" as const, bars },
  ];
  const prepared = [true, false].map((enters) => {
    const side = new DecisionSide({
      columns: () => ({}),
      onBar(at, { positions }) {
        if (!enters) seen.push(positions.length);
        return enters && at.index === 0 ? at.buy({ ...lots, stopLoss: price(-50) }) : null;
      },
    }, {});
    side.prepare(series);
    return { decisions: handedOver(side), barsNeeded: 1 };
  });
  const run = new BacktestRun({ ...plan, strategies }, prepared);
  runBlocks(run.engine, pageBlocks([{ bars: pointBars(bars, 5) }], 10));
  assert.deepEqual(seen, [0, 0, 0]);
});
