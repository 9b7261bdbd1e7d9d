/** Fills of single bars, where the rules of backtesting.py differ from a broker's. */

import assert from "node:assert/strict";
import {
  BarBroker,
  type BarOrder,
  type PriceBar,
} from "../../../src/backtest/compatible/bar_broker.ts";

const bar = (open: number, high: number, low: number, close: number): PriceBar => ({
  ...{ open, high, low, close },
});

interface FillCase {
  readonly what: string;
  readonly orders: readonly BarOrder[];
  readonly bars: readonly PriceBar[];
  /** Entry bar and price, exit bar and price. */
  readonly trades: readonly (readonly [number, number, number, number])[];
  readonly size: number;
}

const cases: readonly FillCase[] = [
  {
    what: "a market order at the next open",
    orders: [{ size: 10 }],
    bars: [bar(101, 104, 99, 103)],
    trades: [],
    size: 10,
  },
  {
    what: "a stop inside the bar at its own price, beyond a gap at the open",
    orders: [{ size: 10, stop: 102 }, { size: -10, stop: 98 }],
    bars: [bar(101, 103, 99, 103), bar(95, 96, 94, 95)],
    trades: [[1, 102, 2, 95]],
    size: 0,
  },
  {
    what: "a limit at its price or better",
    orders: [{ size: 10, limit: 100 }],
    bars: [bar(101, 102, 101, 101), bar(98, 99, 97, 98)],
    trades: [],
    size: 10,
  },
  {
    what: "a stop-limit that is reached in the bar of its trigger fills at the limit",
    orders: [{ size: 10, stop: 102, limit: 101 }],
    bars: [bar(100, 103, 99, 103)],
    trades: [],
    size: 10,
  },
  {
    what: "a stop-limit that is not reached waits as a limit",
    orders: [{ size: 10, stop: 102, limit: 98 }, { size: -10, stop: 90 }],
    bars: [bar(100, 103, 99, 103), bar(103, 104, 97, 99), bar(95, 96, 89, 89)],
    trades: [[2, 98, 3, 90]],
    size: 0,
  },
  {
    what: "stop loss before take profit in the entry bar of a market order",
    orders: [{ size: 10, stopLoss: 99, takeProfit: 103 }],
    bars: [bar(101, 104, 98, 103)],
    trades: [[1, 101, 1, 99]],
    size: 0,
  },
  {
    what: "the target of a stop entry in its own bar, when its stop loss is not reached",
    orders: [{ size: 10, stop: 102, stopLoss: 99, takeProfit: 103 }],
    bars: [bar(101, 104, 100, 103)],
    trades: [[1, 102, 1, 103]],
    size: 0,
  },
  {
    what: "opposite orders net, the oldest first",
    orders: [{ size: 10 }, { size: 5 }, { size: -12 }],
    bars: [bar(101, 104, 98, 103)],
    trades: [[1, 101, 1, 101], [1, 101, 1, 101]],
    size: 3,
  },
  {
    what: "an entry without enough money is dropped",
    orders: [{ size: 1_000 }],
    bars: [bar(101, 104, 98, 103), bar(1, 1, 1, 1)],
    trades: [],
    size: 0,
  },
];

for (const { what, orders, bars, trades, size } of cases) {
  Deno.test(`a bar of backtesting.py: ${what}`, () => {
    const rules = { cash: 10_000, commission: 0, spread: 0, leverage: 1, isOnClose: false };
    const broker = new BarBroker(rules);
    broker.play(0, bar(100, 100, 100, 100));
    for (const order of orders) broker.order(order);
    bars.forEach((one, at) => broker.play(at + 1, one));
    assert.deepEqual(
      broker.closed.map((one) => [one.entryBar, one.entryPrice, one.exitBar, one.exitPrice]),
      trades,
    );
    assert.equal(broker.size, size);
  });
}

Deno.test("an account without equity is closed and stays at zero", () => {
  const broker = new BarBroker({
    ...{ cash: 1_000, commission: 0, spread: 0, leverage: 100, isOnClose: false },
  });
  broker.play(0, bar(100, 100, 100, 100));
  broker.order({ size: 500 });
  broker.play(1, bar(100, 100, 100, 100));
  broker.play(2, bar(90, 90, 90, 90));
  assert.deepEqual([broker.size, broker.equity], [0, 0]);
});
