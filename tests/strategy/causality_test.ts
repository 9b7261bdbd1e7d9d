/** Strategies that look ahead or keep a state of their own are found out, whatever way they use. */

import assert from "node:assert/strict";
import { type BarColumns, mapBarColumns, symbolName } from "../../src/models/mod.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { alignedTo } from "../../src/strategy/contract/strategy_bars.ts";
import {
  type CausalityProblem,
  causalityProblem,
  recordDecision,
  startDependence,
} from "../../src/strategy/realm/causality.ts";
import type { ColumnStrategy } from "../../src/strategy/contract/column_strategy.ts";
import { DecisionSide, type SeriesGiven } from "../../src/strategy/decisions/decision_side.ts";
import { handedOver, type RealmDecisions } from "../../src/strategy/realm/realm_decisions.ts";
import { barsOfPoints, randomWalk } from "./series.ts";

type Cheat = ColumnStrategy<string, "trend" | "other">;

const count = 240;

function longer(bars: BarColumns, minutes: number): BarColumns {
  const picked = mapBarColumns(
    bars,
    (column) =>
      Float64Array.from({ length: column.length / minutes }, (_, index) => {
        return column[index * minutes + minutes - 1]!;
      }),
  );
  const brokerMs = picked.brokerMs.map((_, index) => bars.brokerMs[index * minutes]!);
  return { ...picked, brokerMs };
}

const bars = barsOfPoints(randomWalk(seededRandom(11), count));
const facts = { symbol: symbolName("EURUSD"), timeframe: "M1" as const, digits: 5 };
const series: readonly SeriesGiven[] = [
  { ...facts, name: "bars", bars },
  { ...facts, name: "trend", timeframe: "M5", bars: longer(bars, 5) },
  {
    ...facts,
    name: "other",
    symbol: symbolName("GBPUSD"),
    bars: barsOfPoints(randomWalk(seededRandom(12), count)),
  },
];

/** Each call makes the strategy once more, as loading its file again does. */
function maker(cheat: () => Cheat): (series: readonly SeriesGiven[]) => Promise<RealmDecisions> {
  return (given) => {
    const side = new DecisionSide(cheat() as unknown as ColumnStrategy, {});
    side.prepare(given);
    return Promise.resolve(handedOver(side));
  };
}

/** The first problem that a whole run meets, checking every bar. */
async function problemOf(cheat: () => Cheat): Promise<CausalityProblem | null> {
  const make = maker(cheat);
  const run = await make(series);
  for (let index = 20; index < count; index++) {
    const recorded = recordDecision(run, index);
    const problem = await causalityProblem(make, series, { recorded: [recorded] });
    if (problem !== null) return problem;
  }
  return null;
}

/** A strategy that buys where this column is above zero. */
function byColumn(column: (data: Parameters<Cheat["columns"]>[0]) => Float64Array): () => Cheat {
  return () => ({
    columns: (data) => ({ signal: column(data) }),
    onBar: (at, { columns }) =>
      columns.signal![at.index]! > 0 ? at.buy({ stopLoss: 1, reason: "Test" }) : null,
  });
}

/** A strategy without columns that decides by this. */
function byDecision(
  decide: () => (...given: Parameters<Cheat["onBar"]>) => boolean,
  columns: Cheat["columns"] = () => ({}),
): () => Cheat {
  return () => {
    const isBuy = decide();
    return {
      columns,
      onBar: (...given) => isBuy(...given) ? given[0].buy({ stopLoss: 1, reason: "Test" }) : null,
    };
  };
}

const mean = (values: Float64Array) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const cheats: Readonly<Record<string, readonly [CausalityProblem["kind"], () => Cheat]>> = {
  "a shifted column": [
    "column_looks_ahead",
    byColumn(({ bars: { close } }) => close.map((value, index) => close[index + 1]! - value)),
  ],
  "a centred average": [
    "column_looks_ahead",
    byColumn(({ bars: { close } }) =>
      close.map((value, index) => value - mean(close.subarray(Math.max(0, index - 2), index + 3)))
    ),
  ],
  "the highest close of all": [
    "column_looks_ahead",
    byColumn(({ bars: { close } }) => close.map((value) => value - Math.max(...close) + 0.002)),
  ],
  "prices normalised over everything": [
    "column_looks_ahead",
    byColumn(({ bars: { close } }) => {
      const [low, high] = [Math.min(...close), Math.max(...close)];
      return close.map((value) => (value - low) / (high - low) - 0.5);
    }),
  ],
  "a z-score over everything": [
    "column_looks_ahead",
    byColumn(({ bars: { close } }) => close.map((value) => value - mean(close))),
  ],
  "a sum from the end": [
    "column_looks_ahead",
    byColumn(({ bars: { close } }) => {
      let sum = 0;
      return close.toReversed().map((value) => sum += value - 1.1).toReversed();
    }),
  ],
  "the last close everywhere": [
    "column_looks_ahead",
    byColumn(({ bars: { close } }) => close.map((value) => close.at(-1)! - value)),
  ],
  "a rank among all closes": [
    "column_looks_ahead",
    byColumn(({ bars: { close } }) => {
      const sorted = close.toSorted();
      return close.map((value) => sorted.indexOf(value) / close.length - 0.5);
    }),
  ],
  "the number of bars": [
    "column_looks_ahead",
    byColumn(({ bars }) => bars.close.map((_, index) => bars.length - 2 * index)),
  ],
  "the bar of a longer timeframe that contains its own": [
    "column_looks_ahead",
    byColumn(({ bars: { close }, trend }) =>
      close.map((value, index) => trend.close[Math.floor(index / 5)]! - value)
    ),
  ],
  "bars of a longer timeframe from their open on": [
    "column_looks_ahead",
    byColumn(({ bars: { brokerMs, close }, trend }) => {
      const own = { openMs: brokerMs, lengthMs: 60_000 };
      const early = { openMs: trend.brokerMs, lengthMs: 60_000 };
      const seen = alignedTo(own, early, trend.close);
      return close.map((value, index) => seen[index]! - value);
    }),
  ],
  "the next bar of another symbol": [
    "column_looks_ahead",
    byColumn(({ other: { close } }) => close.map((value, index) => close[index + 1]! - value)),
  ],
  "NaN where the price is going to fall": [
    "column_looks_ahead",
    byColumn(({ bars: { close } }) =>
      close.map((value, index) => close[index + 3]! < value ? NaN : 1)
    ),
  ],
  "minus zero where the price is going to fall": [
    "column_looks_ahead",
    byColumn(({ bars: { close } }) =>
      close.map((value, index) => close[index + 3]! < value ? -0 : 0)
    ),
  ],
  "bars that it kept": [
    "decision_looks_ahead",
    () => {
      let kept: BarColumns | null = null;
      return {
        columns({ bars }) {
          kept = bars;
          return {};
        },
        onBar(at) {
          const next = kept!.close[at.index + 1];
          return next !== undefined && next > at.close
            ? at.buy({ stopLoss: 1, reason: "Test" })
            : null;
        },
      };
    },
  ],
  "the next value of a column of its own": [
    "decision_looks_ahead",
    byDecision(
      () => (at, { columns }) => columns.close![at.index + 1]! > at.close,
      ({ bars }) => ({ close: bars.close }),
    ),
  ],
  "a direction chosen from the whole series": [
    "decision_looks_ahead",
    () => {
      let isRising = false;
      return {
        columns({ bars: { close } }) {
          isRising = close.at(-1)! > close[Math.floor(close.length / 2)]!;
          return {};
        },
        onBar: (at) => at.enter(isRising ? "buy" : "sell", { stopLoss: 1, reason: "Test" }),
      };
    },
  ],
  "a column that it changes later": [
    "decision_keeps_state",
    byDecision(
      () => (at, { columns }) => {
        columns.close![at.index + 1] = at.close > 1.1 ? 1 : -1;
        return columns.close![at.index]! === 1;
      },
      ({ bars }) => ({ close: bars.close }),
    ),
  ],
  "a count of its calls": [
    "decision_keeps_state",
    byDecision(() => {
      let calls = 0;
      return () => calls++ % 3 === 1;
    }),
  ],
  "the close that it remembers by itself": [
    "decision_keeps_state",
    byDecision(() => {
      let before = NaN;
      return (at) => {
        const isUp = at.close > before;
        before = at.close;
        return isUp;
      };
    }),
  ],
  "an average that it keeps by itself": [
    "decision_keeps_state",
    byDecision(() => {
      let average = 1.1;
      return (at) => at.close > (average = 0.9 * average + 0.1 * at.close);
    }),
  ],
  "what it put into its memory a bar before": [
    "decision_looks_ahead",
    () => {
      let kept: BarColumns | null = null;
      return {
        columns({ bars }) {
          kept = bars;
          return {};
        },
        onBar(at, { memory }) {
          const { plan } = memory;
          memory.plan = kept!.close[at.index + 2]! > at.close;
          return plan === true ? at.buy({ stopLoss: 1, reason: "Test" }) : null;
        },
      };
    },
  ],
  "what it wrote on the label of an order": [
    "decision_looks_ahead",
    () => {
      let kept: BarColumns | null = null;
      return {
        columns({ bars }) {
          kept = bars;
          return {};
        },
        onBar: (at) =>
          at.buy({
            ...{ pending: { limit: 0.5 }, stopLoss: 0.4, reason: "Test" },
            label: kept!.close[at.index + 2]! > at.close ? "rises" : "falls",
          }),
      };
    },
  ],
  // A stop that is drawn never comes twice, as buying or not would.
  "chance": ["decision_keeps_state", () => ({
    columns: () => ({}),
    onBar: (at) => at.buy({ stopLoss: Math.random(), reason: "Test" }),
  })],
};

for (const [what, [kind, cheat]] of Object.entries(cheats)) {
  Deno.test(`a strategy that uses ${what} is caught`, async () => {
    assert.equal((await problemOf(cheat))?.kind, kind);
  });
}

const honest: Readonly<Record<string, () => Cheat>> = {
  "its columns": byColumn(({ bars: { close } }) =>
    close.map((value, index) => value - (close[index - 1] ?? NaN))
  ),
  "a longer timeframe through align": byColumn(({ bars: { close }, trend }) => {
    const seen = trend.align(trend.close);
    return close.map((value, index) => value - seen[index]!);
  }),
  "its memory": byDecision(() => (at, { memory }) => {
    const isUp = at.close > (memory.before as number ?? NaN);
    memory.before = at.close;
    return isUp;
  }),
};

for (const [what, strategy] of Object.entries(honest)) {
  Deno.test(`a strategy that uses ${what} is not suspected`, async () => {
    assert.equal(await problemOf(strategy), null);
  });
}

Deno.test("a column that looks ahead is named with the first bar that differs", async () => {
  const [, cheat] = cheats["a shifted column"]!;
  assert.deepEqual(await problemOf(cheat), {
    kind: "column_looks_ahead",
    column: "signal",
    index: 20,
    lastIndex: 20,
  });
});

Deno.test("what depends on where the data begin is told with its size", async () => {
  const endless = byColumn(({ bars: { close } }) => {
    let average = 1.2;
    return close.map((value) => value - (average = 0.99 * average + 0.01 * value));
  });
  const make = maker(endless);
  const run = await make(series);
  const recorded = [100, 120, 140].map((index) => recordDecision(run, index));
  const options = { recorded, barsNeeded: 50 };
  const found = await startDependence(make, series, options);
  assert.equal(found.decisions, 3);
  assert.ok(found.column!.name === "signal" && found.column!.change > 0.1, JSON.stringify(found));
  const window = maker(honest["its columns"]!);
  const own = await window(series);
  const short = {
    recorded: [100, 120, 140].map((one) => recordDecision(own, one)),
    barsNeeded: 50,
  };
  assert.deepEqual(await startDependence(window, series, short), {
    decisions: 3,
    changedDecisions: 0,
    column: null,
  });
});
