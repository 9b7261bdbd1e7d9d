/** Column strategies: their columns, what they see, and the rows that their actions become. */

import assert from "node:assert/strict";
import { type BarColumns, symbolName, timeframeMs } from "../../src/models/mod.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import {
  actionField,
  actionKinds,
  actionRowLength,
  pendingKinds,
} from "../../src/strategy/decisions/action_rows.ts";
import type { ColumnStrategy } from "../../src/strategy/contract/column_strategy.ts";
import { DecisionSide, groupNumberOf } from "../../src/strategy/decisions/decision_side.ts";
import { maxClosedTrades, type StrategyView } from "../../src/strategy/contract/strategy_view.ts";
import { viewHead, viewRowLength, viewStart } from "../../src/strategy/decisions/view_rows.ts";
import { barsOfPoints, firstBarMs, randomWalk } from "./series.ts";

const symbol = symbolName("EURUSD");
const own = { name: "bars", symbol, timeframe: "M1" as const, digits: 5 };

function walk(count: number): BarColumns {
  return barsOfPoints(randomWalk(seededRandom(3), count));
}

/** Bars of `minutes` each, with the closes of every so many minute bars. */
function longer(bars: BarColumns, minutes: number): BarColumns {
  const count = Math.floor(bars.close.length / minutes);
  const pick = (column: Float64Array, offset: number) =>
    Float64Array.from({ length: count }, (_, index) => column[index * minutes + offset]!);
  return {
    ...bars,
    brokerMs: pick(bars.brokerMs, 0),
    open: pick(bars.open, 0),
    high: pick(bars.high, minutes - 1),
    low: pick(bars.low, minutes - 1),
    close: pick(bars.close, minutes - 1),
  };
}

function sideOf(strategy: ColumnStrategy<string, string>, bars = walk(50)): DecisionSide {
  const side = new DecisionSide(strategy as ColumnStrategy, {});
  side.prepare([{ ...own, bars }]);
  return side;
}

function field(side: DecisionSide, row: number, name: keyof typeof actionField): number {
  return side.rows[row * actionRowLength + actionField[name]]!;
}

Deno.test("a moment has the bar's place, times and prices", () => {
  const bars = walk(5);
  const seen: unknown[] = [];
  const side = sideOf({
    columns: ({ bars }) => ({ middle: bars.points("close") }),
    onBar(at, { columns }) {
      seen.push([at.index, at.brokerMs, at.closeMs, at.close, at.point, columns.middle![at.index]]);
      return null;
    },
  }, bars);
  assert.equal(side.decide(4), 0);
  const { close } = bars;
  const openedMs = firstBarMs + 4 * timeframeMs("M1");
  const points = Math.round(close[4]! * 1e5);
  assert.deepEqual(seen, [[4, openedMs, openedMs + 60_000, close[4], 0.00001, points]]);
});

Deno.test("another series shows only the bars that were closed at that moment", () => {
  const bars = walk(20);
  const trend = longer(bars, 5);
  const side = new DecisionSide({
    series: { trend: { timeframe: "M5" } },
    columns: ({ bars, trend }) => ({
      trend: trend.align(trend.close),
      own: bars.align(bars.close),
    }),
    onBar: () => null,
  } as ColumnStrategy<string, "trend"> as unknown as ColumnStrategy, {});
  side.prepare([{ ...own, bars }, { ...own, name: "trend", timeframe: "M5", bars: trend }]);
  const expected = Array.from(bars.close, (_, index) => {
    const closed = Math.floor((index + 1) / 5) - 1;
    return closed < 0 ? NaN : trend.close[closed]!;
  });
  assert.deepEqual(Array.from(side.column("trend")!), expected);
  assert.deepEqual(side.column("own"), bars.close);
});

Deno.test("actions become rows in their order, and entries are numbered", () => {
  const bars = walk(10);
  const side = sideOf({
    columns: () => ({}),
    onBar: (at) => [
      at.buy({
        stopLoss: 1,
        targets: [{ price: 1.2, part: 0.5 }, { price: 1.3, part: 0.5 }],
        group: "breakout",
        reason: "Up",
      }),
      null,
      [at.sell({
        pending: { stop: 1.05, limit: 1.06 },
        stopLoss: 1.3,
        takeProfit: 1,
        size: { lots: 0.2 },
        expiryBars: 3,
        group: "breakout",
        reason: "Down",
      })],
    ],
  }, bars);
  assert.equal(side.decide(9), 2);
  assert.deepEqual([0, 1].map((row) => field(side, row, "number")), [1, 3]);
  assert.deepEqual([0, 1].map((row) => field(side, row, "direction")), [1, -1]);
  const group = groupNumberOf("breakout");
  assert.deepEqual([0, 1].map((row) => field(side, row, "group")), [group, group]);
  assert.deepEqual([0, 1].map((row) => pendingKinds[field(side, row, "pending")]), [
    "market",
    "stop_limit",
  ]);
  const second = side.rows.subarray(actionRowLength, 2 * actionRowLength);
  assert.deepEqual(Array.from(second), [
    ...[0, 3, -1, 3, 1.05, 1.06, 1.3, NaN, 0, 3, 1, 0.2, group],
    ...[1, 1, 1, 0, 0, 0, 0, 0, 0],
  ]);
  assert.equal(side.reason(1), "Down");
  assert.equal(side.decide(9), 2);
  assert.equal(field(side, 0, "number"), 4);
});

/** Writes positions as the bridge does: number, direction, entry, stop loss. */
function show(side: DecisionSide, positions: readonly (readonly number[])[]): void {
  side.view[viewHead.version]!++;
  side.view[viewHead.positions] = positions.length;
  positions.forEach(([number, direction, entry, stopLoss], index) => {
    side.view.set(
      [number!, direction!, 0.1, entry!, stopLoss!, NaN, firstBarMs, 0.001],
      viewStart.positions + index * viewRowLength,
    );
  });
}

Deno.test("the view follows the bridge's rows, with the labels of the entries", () => {
  const views: StrategyView["positions"][] = [];
  const side = sideOf({
    columns: () => ({}),
    onBar(at, { positions }) {
      views.push(positions);
      return at.buy({ stopLoss: 1, label: `at ${at.index}`, reason: "Test" });
    },
  });
  side.decide(20);
  show(side, [[1, 1, 1.1, 1.09]]);
  side.decide(21);
  side.decide(22);
  assert.deepEqual(views[0], []);
  assert.deepEqual(views[1], [{
    number: 1,
    direction: "buy",
    volumeLots: 0.1,
    entryPrice: 1.1,
    stopLoss: 1.09,
    takeProfit: null,
    openedBrokerMs: firstBarMs,
    initialRisk: 0.001,
    label: "at 20",
  }]);
  assert.equal(views[2], views[1]);
});

Deno.test("closed trades are shown oldest first, wherever the oldest one stands", () => {
  const seen: (readonly number[])[] = [];
  const side = sideOf({
    columns: () => ({}),
    onBar(_, { closedTrades }) {
      seen.push(closedTrades.map(({ number }) => number));
      return null;
    },
  });
  const { view } = side;
  for (let row = 0; row < maxClosedTrades; row++) {
    view[viewStart.trades + row * viewRowLength] = 1 +
      (row + maxClosedTrades - 2) % maxClosedTrades;
  }
  view[viewHead.trades] = maxClosedTrades;
  view[viewHead.firstTrade] = 2;
  side.decide(1);
  assert.deepEqual(seen, [Array.from({ length: maxClosedTrades }, (_, at) => at + 1)]);
});

Deno.test("the view can be copied like any object, and its columns cannot be replaced", () => {
  const seen: unknown[] = [];
  const side = sideOf({
    columns: ({ bars }) => ({ one: new Float64Array(bars.length) }),
    onBar(_, view) {
      seen.push(Object.keys({ ...view }).sort(), { ...view }.positions);
      assert.throws(() => (view as { columns: unknown }).columns = {}, TypeError);
      return null;
    },
  });
  side.decide(1);
  assert.deepEqual(seen, [["closedTrades", "columns", "memory", "orders", "positions"], []]);
});

Deno.test("a column brings no methods of its own", () => {
  class Own extends Float64Array {
    override slice(): Float64Array<ArrayBuffer> {
      throw new Error("Called");
    }
  }
  const side = sideOf({
    columns: ({ bars }) => ({ one: Object.assign(new Own(bars.length).fill(7), { extra: 1 }) }),
    onBar: () => null,
  });
  assert.deepEqual(side.column("one"), new Float64Array(50).fill(7));
});

Deno.test("stops only move towards the price", () => {
  const bars = barsOfPoints([110_000, 110_200]);
  const trailing = (wanted: "trail" | "breakEven") =>
    sideOf({
      columns: () => ({}),
      onBar: (at) => wanted === "trail" ? at.trail(0.001) : at.breakEven(1),
    }, bars);
  const cases = [
    // a buy whose stop is farther than the distance, one whose stop is nearer, and none at all
    ["trail", [7, 1, 1.1, 1.09], 1.101],
    ["trail", [7, 1, 1.1, 1.1015], null],
    ["trail", [7, 1, 1.1, NaN], 1.101],
    ["trail", [7, -1, 1.1, 1.11], 1.103],
    ["trail", [7, -1, 1.1, 1.1025], null],
    ["breakEven", [7, 1, 1.1, 1.09], 1.1],
    ["breakEven", [7, 1, 1.1015, 1.09], null],
    ["breakEven", [7, -1, 1.1, 1.11], null],
  ] as const;
  for (const [wanted, position, stopLoss] of cases) {
    const side = trailing(wanted);
    show(side, [position]);
    const count = side.decide(1);
    assert.equal(count, stopLoss === null ? 0 : 1, `${wanted} ${position}`);
    if (stopLoss === null) continue;
    assert.equal(actionKinds[field(side, 0, "kind")], "move");
    assert.ok(Math.abs(field(side, 0, "stopLoss") - stopLoss) < 1e-9);
    assert.ok(Number.isNaN(field(side, 0, "takeProfit")));
  }
});

Deno.test("memory, labels and numbers go on where they were", () => {
  const counting = {
    columns: () => ({}),
    onBar(at, { memory, positions }) {
      memory.count = (memory.count as number ?? 0) + 1;
      const label = `${memory.count} ${positions.map((one) => one.label)}`;
      return at.buy({ stopLoss: 1, label, reason: "Test" });
    },
  } satisfies ColumnStrategy;
  const before = sideOf(counting);
  before.decide(0);
  show(before, [[1, 1, 1.1, 1.09]]);
  before.decide(1);
  const state = before.state();
  // The second entry is not open yet, and keeps its label until it can be.
  const labels = { 1: "1 ", 2: "2 1 " };
  assert.deepEqual(state, { memory: { count: 2 }, labels, nextNumber: 3 });
  const after = sideOf(counting);
  after.restore(JSON.parse(JSON.stringify(state)));
  show(after, [[1, 1, 1.1, 1.09], [3, 1, 1.1, 1.09]]);
  after.decide(2);
  assert.equal(field(after, 0, "number"), 3);
  assert.deepEqual(after.state().labels, { 1: "1 ", 3: "3 1 ," });
});

Deno.test("a memory that is too long is an error", () => {
  const side = sideOf({
    columns: () => ({}),
    onBar(_, { memory }) {
      memory.text = "x".repeat(4_000);
      return null;
    },
  });
  side.decide(1);
  assert.throws(() => side.state(), /memory has 4011 characters/);
});

const wrongColumns: readonly (readonly [string, unknown, RegExp])[] = [
  ["nothing", null, /columns returned null/],
  ["a plain array", { fast: [1, 2] }, /column fast is not a Float64Array/],
  ["another length", { fast: new Float64Array(3) }, /3 values for 50 bars.*align/],
];
for (const [what, made, problem] of wrongColumns) {
  Deno.test(`columns that return ${what} are an error`, () => {
    const strategy = { columns: () => made, onBar: () => null } as unknown as ColumnStrategy;
    assert.throws(() => sideOf(strategy), problem);
  });
}

type Answer = (at: Parameters<ColumnStrategy["onBar"]>[0]) => unknown;
const entry = { stopLoss: 1, reason: "Test" };
const wrongActions: readonly (readonly [string, Answer, RegExp])[] = [
  ["a text", () => "buy", /returned string instead of an action/],
  ["an unknown action", () => ({ action: "hedge" }), /no method of its moment/],
  ["no number", (at) => at.buy({ ...entry, stopLoss: NaN }), /stopLoss is NaN/],
  ["a negative price", (at) => at.buy({ ...entry, takeProfit: -1 }), /takeProfit is -1/],
  ["no reason", (at) => at.buy({ stopLoss: 1 } as never), /reason must be a text/],
  ["no stop and no lots", (at) => at.buy({ ...entry, stopLoss: null }), /needs a size in lots/],
  [
    "parts of 120 %",
    (at) => at.buy({ ...entry, targets: [{ price: 2, part: 0.6 }, { price: 3, part: 0.6 }] }),
    /make 1.2 together/,
  ],
  [
    "five targets",
    (at) => at.buy({ ...entry, targets: Array(5).fill({ price: 2, part: 0.2 }) }),
    /list of 1 to 4/,
  ],
  ["a part above 1", (at) => at.closePosition({ number: 1 } as never, "x", 1.5), /at most 1/],
  ["half a bar", (at) => at.buy({ ...entry, expiryBars: 0.5 }), /expiryBars is 0.5/],
  ["40 actions", (at) => Array(40).fill(at.buy(entry)), /more than 32 actions/],
];
for (const [what, answer, problem] of wrongActions) {
  Deno.test(`a decision with ${what} is an error`, () => {
    const side = sideOf({ columns: () => ({}), onBar: answer } as unknown as ColumnStrategy);
    assert.throws(() => side.decide(1), problem);
  });
}

Deno.test("what onBar writes to its bars changes neither the moment nor the columns", () => {
  let kept: BarColumns | null = null;
  const bars = walk(10);
  const closes: number[] = [];
  const side = sideOf({
    columns({ bars }) {
      kept = bars;
      return { close: bars.close };
    },
    onBar(at, { columns }) {
      closes.push(at.close, columns.close![at.index]!);
      kept!.close.fill(0);
      return null;
    },
  }, bars);
  side.decide(3);
  side.decide(4);
  assert.deepEqual(closes, [bars.close[3], bars.close[3], bars.close[4], bars.close[4]]);
});

Deno.test("a strategy cannot change the figures of its moment, nor see a later bar by it", () => {
  const closes: number[] = [];
  const bars = walk(10);
  const side = sideOf({
    columns: () => ({}),
    onBar(at) {
      assert.throws(() => Object.assign(at, { close: 1 }), TypeError);
      Object.assign(at, { index: 9 });
      closes.push(at.close);
      return null;
    },
  }, bars);
  side.decide(3);
  assert.deepEqual(closes, [bars.close[3]]);
});

Deno.test("moments are the same when the bars are kept as points, and when they cannot be", () => {
  const prices = walk(200);
  const between = { ...prices, open: prices.open.map((price) => price + 1e-7) };
  const far = { ...prices, high: prices.high.map((price) => Number((price + 0.5).toFixed(5))) };
  for (const bars of [prices, between, far]) {
    const seen: string[] = [];
    const onBar: ColumnStrategy["onBar"] = ({ index, brokerMs, closeMs, ...at }) => {
      const { open, high, low, close, spread } = at;
      seen.push(JSON.stringify([index, brokerMs, closeMs, open, high, low, close, spread]));
      return null;
    };
    const figures = () => {
      seen.length = 0;
      for (let index = 0; index < 200; index++) {
        side.decide(index);
        seen.push(`${side.openMs(index)} ${side.close(index)}`);
      }
      return [...seen];
    };
    const side = sideOf({ columns: () => ({}), onBar }, bars);
    const before = figures();
    side.keepPoints();
    assert.deepEqual(figures(), before);
  }
});

const unstorable: readonly (readonly [unknown, RegExp])[] = [
  [NaN, /memory.kept is NaN; use null/],
  [Infinity, /memory.kept is Infinity/],
  [[1, undefined], /memory.kept.1 is undefined/],
  [{ at: new Date(0) }, /memory.kept.at is not plain data/],
  [new Float64Array(2), /memory.kept is not plain data/],
  [() => 1, /memory.kept is not plain data/],
];
for (const [value, message] of unstorable) {
  Deno.test(`memory that would come back as another one is refused: ${message.source}`, () => {
    const side = sideOf({
      columns: () => ({}),
      onBar(_, { memory }) {
        Object.assign(memory, { kept: value });
        return null;
      },
    });
    assert.throws(() => side.decide(1), message);
  });
}

Deno.test("memory in a circle is refused, and plain data are not", () => {
  const side = sideOf({
    columns: () => ({}),
    onBar({ index }, { memory }) {
      Object.assign(memory, { a: [1, null, { b: "c", d: [true] }], gone: undefined });
      if (index === 2) Object.assign(memory, { self: memory });
      return null;
    },
  });
  assert.equal(side.decide(1), 0);
  assert.throws(() => side.decide(2), /nested too deep/);
});
