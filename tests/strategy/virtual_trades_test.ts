/** What a strategy would have in safety mode, bar by bar. */

import assert from "node:assert/strict";
import {
  type BrokerMs,
  brokerMs,
  changeTrace,
  entryTrace,
  type OpeningType,
  type Signal,
  type SignalId,
  type StrategyStep,
  symbolName,
  terminalId,
  unixMs,
} from "../../src/models/mod.ts";
import {
  afterBar,
  afterSteps,
  noVirtualTrades,
  type VirtualBar,
  type VirtualTrades,
} from "../../src/strategy/own_trades/virtual_trades.ts";

const minuteMs = 60_000;

/** Open, high, low, close of bars of a minute, one after another; a spread of 2. */
type Prices = readonly [open: number, high: number, low: number, close: number];

function barAt(index: number, [open, high, low, close]: Prices): VirtualBar {
  const openMs = brokerMs(index * minuteMs);
  const closeMs = openMs + minuteMs as BrokerMs;
  return { openMs, closeMs, open, high, low, close, spread: 2 };
}

interface Wanted {
  readonly number?: number;
  readonly type?: OpeningType;
  readonly price?: number;
  readonly limit?: number;
  readonly stopLoss?: number | null;
  readonly takeProfit?: number | null;
  readonly expiresMs?: number;
  readonly group?: number;
  readonly lots?: number;
}

function enter(wanted: Wanted): StrategyStep {
  const { number = 1, type = "buy", price = 100, limit, expiresMs, lots } = wanted;
  const { stopLoss = null, takeProfit = null, group = 0 } = wanted;
  const owner = "a/b/M1/own";
  const trace = entryTrace({ owner, barBrokerMs: brokerMs(0), number, group });
  const signal: Signal = {
    id: trace as string as SignalId,
    terminal: terminalId("1", "Server"),
    symbol: symbolName("EURUSD"),
    ...{ timeframe: "M1", strategy: "own", reason: "x", price, stopLoss, takeProfit },
    direction: type.startsWith("buy") ? "buy" : "sell",
    ...{ barBrokerMs: brokerMs(0), asOfBrokerMs: brokerMs(minuteMs), createdMs: unixMs(0) },
    ...{ ageMs: 0, isLate: false },
    entry: {
      ...{ number, part: 0, parts: [1], type, stopLimitPrice: limit ?? null },
      expiresMs: expiresMs === undefined ? null : brokerMs(expiresMs),
      size: lots === undefined ? { kind: "risk", fraction: 1 } : { kind: "lots", lots },
    },
  };
  return { kind: "enter", signal };
}

function change(kind: "close" | "move" | "cancel", more: object): StrategyStep {
  const trace = changeTrace("a/b/M1/own", { barBrokerMs: brokerMs(0), kind, row: 0 });
  return { kind, trace, number: 1, reason: "x", ...more } as StrategyStep;
}

/** Decides these steps at the close of the first bar, at 100, and plays the other bars. */
function played(steps: readonly StrategyStep[], bars: readonly Prices[]): VirtualTrades {
  const first = afterSteps(noVirtualTrades, steps, barAt(0, [100, 100, 100, 100]));
  return bars.reduce((trades, prices, index) => afterBar(trades, barAt(index + 1, prices)), first);
}

function told({ positions, orders, closedTrades }: VirtualTrades): readonly unknown[] {
  return [
    ...positions.map((one) => ["open", one.number, one.entryPrice]),
    ...orders.map((one) => ["order", one.number, one.price]),
    ...closedTrades.map((one) => ["closed", one.number, one.entryPrice, one.exitPrice, one.profit]),
  ];
}

const quiet: Prices = [100, 101, 99, 100];
const both = { stopLoss: 90, takeProfit: 110 };

const cases: readonly (readonly [string, readonly StrategyStep[], readonly Prices[], unknown[]])[] =
  [
    ["a buy is opened at the ask", [enter(both)], [quiet], [["open", 1, 102]]],
    [
      "a sell is opened at the bid",
      [enter({ type: "sell", stopLoss: 110 })],
      [quiet],
      [["open", 1, 100]],
    ],
    ["a stop is hit", [enter(both)], [[99, 99, 89, 92]], [["closed", 1, 102, 90, -12]]],
    ["a gap beyond the stop", [enter(both)], [[85, 95, 85, 92]], [["closed", 1, 102, 85, -17]]],
    ["a target is hit", [enter(both)], [[105, 112, 104, 106]], [["closed", 1, 102, 110, 8]]],
    ["both: the stop counts", [enter(both)], [[100, 112, 88, 100]], [["closed", 1, 102, 90, -12]]],
    [
      "the stop of a sell is hit by the ask",
      [enter({ type: "sell", stopLoss: 110 })],
      [[100, 108, 99, 100]],
      [["closed", 1, 100, 110, -10]],
    ],
    [
      "a buy limit waits for the ask",
      [enter({ type: "buy_limit", price: 98 })],
      [[100, 101, 97, 100]],
      [["order", 1, 98]],
    ],
    [
      "a buy limit is filled",
      [enter({ type: "buy_limit", price: 98 })],
      [[100, 101, 96, 100]],
      [["open", 1, 98]],
    ],
    [
      "a sell stop is filled, at the open after a gap",
      [enter({ type: "sell_stop", price: 95 })],
      [[93, 94, 92, 93]],
      [["open", 1, 93]],
    ],
    [
      "a stop-limit order waits at its limit",
      [enter({ type: "buy_stop_limit", price: 105, limit: 101 })],
      [[100, 104, 100, 103]],
      [["order", 1, 101]],
    ],
    [
      "and is filled there",
      [enter({ type: "buy_stop_limit", price: 105, limit: 101 })],
      [[100, 104, 100, 103], [100, 104, 98, 103]],
      [["open", 1, 101]],
    ],
    [
      "the bar that fills an order can stop it, but not reach its target",
      [
        enter({ type: "buy_stop", price: 105, stopLoss: 95, takeProfit: 107 }),
        enter({ number: 2, type: "buy_stop", price: 105, stopLoss: 90, takeProfit: 107 }),
      ],
      [[100, 112, 94, 100]],
      [["open", 2, 105], ["closed", 1, 105, 95, -10]],
    ],
    [
      "an order that has expired is gone",
      [enter({ type: "buy_limit", price: 90, expiresMs: 2 * minuteMs })],
      [quiet, [89, 89, 80, 85]],
      [],
    ],
    [
      "the other orders of a group are cancelled",
      [
        enter({ type: "buy_stop", price: 105, group: 7 }),
        enter({ number: 2, type: "sell_stop", price: 95, group: 7 }),
        enter({ number: 3, type: "sell_stop", price: 50 }),
      ],
      [[100, 106, 90, 100]],
      [["open", 1, 105], ["order", 3, 50]],
    ],
    [
      "a part is closed, and the rest later",
      [enter({ ...both, lots: 2 }), change("close", { part: 0.5 })],
      [[105, 112, 104, 106]],
      [["closed", 1, 102, 110, -2 + 8]],
    ],
    [
      "a moved stop counts",
      [enter(both), change("move", { stopLoss: 99, takeProfit: null })],
      [[100, 101, 98, 100]],
      [["closed", 1, 102, 99, -3]],
    ],
    [
      "a stop is not widened",
      [enter(both), change("move", { stopLoss: 50, takeProfit: 200 })],
      [[100, 112, 99, 100]],
      [["closed", 1, 102, 110, 8]],
    ],
    [
      "a cancelled order is gone",
      [enter({ type: "buy_limit", price: 98 }), change("cancel", {})],
      [[90, 90, 90, 90]],
      [],
    ],
  ];
for (const [what, steps, bars, expected] of cases) {
  Deno.test(`virtual trades: ${what}`, () => {
    assert.deepEqual(told(played(steps, bars)), expected);
  });
}

Deno.test("virtual trades are bounded", () => {
  const steps = Array.from({ length: 300 }, (_, index) => enter({ ...both, number: index + 1 }));
  const open = played(steps, []);
  assert.equal(open.positions.length, 200);
  assert.equal(played(steps, [[100, 100, 80, 100]]).closedTrades.length, 20);
});
