/** Spreads of the data, fixed, and by hour. */

import assert from "node:assert/strict";
import { emptyPointBars } from "../../../src/backtest/ticks/point_bars.ts";
import {
  type SpreadModel,
  withSpread,
  withTickSpread,
} from "../../../src/backtest/ticks/spread_model.ts";

const hours = Array.from({ length: 24 }, (_, hour) => hour + 1);

const cases: readonly [model: SpreadModel, spread: readonly number[]][] = [
  [{ kind: "data" }, [7, 9]],
  [{ kind: "fixed", points: 12 }, [12, 12]],
  [{ kind: "by_hour", points: hours }, [24, 1]],
];

for (const [model, spread] of cases) {
  Deno.test(`the spread of bars and ticks: ${model.kind}`, () => {
    const bars = emptyPointBars(2);
    bars.minute.set([1_439, 1_440]);
    bars.spread.set([7, 9]);
    assert.deepEqual(Array.from(withSpread(bars, model).spread), spread);
    const brokerMs = Float64Array.of(1_439 * 60_000, 1_440 * 60_000);
    const ticks = { length: 2, brokerMs, bid: Int32Array.of(5, 6), ask: Int32Array.of(12, 15) };
    const { ask } = withTickSpread(ticks, model);
    assert.deepEqual([ask[0]! - 5, ask[1]! - 6], spread);
  });
}

Deno.test("a spread by hour needs all hours", () => {
  const bars = emptyPointBars(1);
  bars.minute.set([600]);
  assert.throws(() => withSpread(bars, { kind: "by_hour", points: [1] }), RangeError);
});
