/** Bars without a spread get the usual one of their symbol, month by month. */

import assert from "node:assert/strict";
import { SpreadFill, usualSpread } from "../../../src/backtest/ticks/spread_fill.ts";

/** Daily bars from the first of January 2024, at prices in points. */
function days(count: number, pricePoints: number) {
  const firstMinute = Date.UTC(2024, 0, 1) / 60_000;
  return {
    length: count,
    minuteAt: (at: number) => firstMinute + at * 1_440,
    pricePointsAt: () => pricePoints,
  };
}

Deno.test("bars that have spreads are left as they are, zeros among them", () => {
  const fill = new SpreadFill(usualSpread("EURUSD"));
  const spread = Int32Array.of(0, 3, 0);
  assert.equal(fill.filled(spread, days(3, 110_000)), spread);
  assert.deepEqual(fill.found(), { months: 1, monthsWithout: 0, taken: null });
});

Deno.test("only the months without any spread are filled, by the price of the time", () => {
  const fill = new SpreadFill(usualSpread("EURUSD"));
  const spread = new Float64Array(60); // January, and 29 days of February
  spread[40] = 7;
  for (const _ of ["series", "bars"]) { // read twice, as a backtest does
    const filled = fill.filled(spread, days(60, 110_000));
    assert.deepEqual([filled[0], filled[30], filled[31], filled[40]], [9, 9, 0, 7]);
  }
  assert.equal(spread[0], 0);
  assert.deepEqual(fill.found(), { months: 2, monthsWithout: 1, taken: { least: 9, most: 9 } });
});

Deno.test("a usual spread follows the price", () => {
  const usual = usualSpread("BTCUSD")!;
  assert.deepEqual([usual(400_000), usual(6_400_000)], [120, 1_920]);
});

Deno.test("without a usual spread nothing is made up, and it is told", () => {
  const fill = new SpreadFill(usualSpread("AAPL"));
  assert.deepEqual(Array.from(fill.filled(new Int32Array(2), days(2, 190_00))), [0, 0]);
  assert.deepEqual(fill.found(), { months: 1, monthsWithout: 1, taken: null });
});
