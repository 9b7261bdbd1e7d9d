/** Prices on the price grid of a symbol. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { alignPrice, alignPrices, noPriceText, symbolName } from "../../src/models/mod.ts";

const cases: readonly [price: number, digits: number, tickSize: number, aligned: number][] = [
  [1.10523, 5, 0.00001, 1.10523],
  [1.105234, 5, 0.00001, 1.10523],
  [18_001.3, 2, 0.25, 18_001.25],
  [18_001.38, 2, 0.25, 18_001.5],
  [39_012, 0, 5, 39_010],
  [0.1 + 0.2, 2, 0.01, 0.3],
  [1e-10, 5, 0.00001, 0],
  [1.23456, 2, 0, 1.23],
];
for (const [price, digits, tickSize, aligned] of cases) {
  Deno.test(`alignPrice(): ${price} in steps of ${tickSize} is ${aligned}`, () => {
    assert.equal(alignPrice(price, { digits, tickSize }), aligned);
  });
}

Deno.test("alignPrice() gives the nearest whole number of ticks, and is idempotent", () => {
  const grids = fc.record({
    digits: fc.integer({ min: 0, max: 8 }),
    points: fc.constantFrom(1, 5, 25),
  });
  fc.assert(
    fc.property(
      grids,
      fc.integer({ min: 1, max: 10_000_000 }),
      fc.double({ min: -0.49, max: 0.49, noNaN: true }),
      (grid, ticks, off) => {
        const tickSize = Number((grid.points / 10 ** grid.digits).toFixed(grid.digits));
        const onGrid = Number((ticks * tickSize).toFixed(grid.digits));
        const found = alignPrice(onGrid + off * tickSize, { digits: grid.digits, tickSize });
        assert.equal(found, onGrid);
        assert.equal(alignPrice(found, { digits: grid.digits, tickSize }), found);
      },
    ),
    { seed: 18, numRuns: 2_000 },
  );
});

Deno.test("alignPrices() names an invalid price, and keeps a missing one", () => {
  const grid = { digits: 2, tickSize: 0.25 };
  const aligned = alignPrices({ stopLoss: null, takeProfit: 10.1 }, grid);
  assert.deepEqual(aligned, { ok: true, value: { stopLoss: null, takeProfit: 10 } });
  for (const stopLoss of [0.1, -1, NaN, Infinity]) {
    const refused = alignPrices({ stopLoss }, grid);
    assert.ok(!refused.ok);
    assert.match(noPriceText(refused.error, symbolName("US500")), /stop loss .* is not a price/);
  }
});
