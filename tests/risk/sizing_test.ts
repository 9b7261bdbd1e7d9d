/** Sizing: exact, rounded down, and never more than allowed for any combination of currencies. */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Instrument } from "../../src/models/mod.ts";
import { approximate, product, ratio } from "../../src/models/ratio.ts";
import { isMore, lossAtStop, lossPerLot, onStep, sizeByRisk } from "../../src/risk/sizing.ts";
import { instrument } from "./risk_samples.ts";

const cases: readonly [
  what: string,
  symbol: Partial<Instrument>,
  order: { entry: number; stopLoss: number; allowed: number; capLots?: number },
  lots: number,
][] = [
  ["EURUSD in USD", {}, { entry: 1.1, stopLoss: 1.09, allowed: 100 }, 0.1],
  ["a cent less", {}, { entry: 1.1, stopLoss: 1.09, allowed: 99.99 }, 0.09],
  ["a sell", {}, { entry: 1.09, stopLoss: 1.1, allowed: 100 }, 0.1],
  // 0.3 / 0.1 is 2.9999999999999996 in doubles.
  [
    "an exact quotient",
    { volumeStepLots: 0.1 },
    { entry: 1.1, stopLoss: 1.0, allowed: 3_000 },
    0.3,
  ],
  [
    "USDJPY in USD",
    { digits: 3, tickSize: 0.001, tickValue: 0.6711 },
    { entry: 149.005, stopLoss: 148.5, allowed: 250 },
    0.73,
  ],
  [
    "BTCUSD in EUR",
    { digits: 2, tickSize: 0.01, tickValue: 0.0092, volumeStepLots: 0.001 },
    { entry: 64_000, stopLoss: 62_500, allowed: 50 },
    0.036,
  ],
  ["cut to the largest", { volumeMaxLots: 5 }, { entry: 1.1, stopLoss: 1.0999, allowed: 1e6 }, 5],
  ["cut by exposure", {}, { entry: 1.1, stopLoss: 1.09, allowed: 100, capLots: 0.0551 }, 0.05],
  ["no exposure left", {}, { entry: 1.1, stopLoss: 1.09, allowed: 100, capLots: 0 }, 0],
  ["nothing allowed", {}, { entry: 1.1, stopLoss: 1.09, allowed: 0 }, 0],
  ["a stop at the price", {}, { entry: 1.1, stopLoss: 1.1, allowed: 100 }, 0],
];
for (const [what, symbol, { entry, stopLoss, allowed, capLots = null }, lots] of cases) {
  Deno.test(`sizeByRisk(): ${what}`, () => {
    const sized = sizeByRisk({
      instrument: { ...instrument, ...symbol },
      perLot: lossPerLot({ ...instrument, ...symbol }, entry, stopLoss),
      allowedMoney: ratio(allowed),
      capLots,
    });
    assert.equal(sized, lots);
  });
}

/**
 * Symbols in any quote currency, on an account in any currency: the tick value is any positive
 * decimal.
 */
const anySymbol = fc.record({
  digits: fc.integer({ min: 0, max: 8 }),
  ticksPerPoint: fc.constantFrom(1, 5, 10, 25),
  tickValueMantissa: fc.integer({ min: 1, max: 9_999_999 }),
  tickValueDecimals: fc.integer({ min: 0, max: 10 }),
  step: fc.constantFrom(1e-8, 1e-7, 0.001, 0.01, 0.05, 0.1, 0.25, 1, 10),
}).map(({ digits, ticksPerPoint, tickValueMantissa, tickValueDecimals, step }): Instrument => ({
  ...instrument,
  digits,
  tickSize: Number((ticksPerPoint / 10 ** digits).toFixed(digits)),
  tickValue: Number(`${tickValueMantissa}e-${tickValueDecimals}`),
  volumeStepLots: step,
  volumeMinLots: step,
  volumeMaxLots: step * 100_000,
}));

Deno.test("sizeByRisk() never risks more than allowed, and one step more would", () => {
  fc.assert(
    fc.property(
      anySymbol,
      fc.integer({ min: 1, max: 5_000_000 }),
      fc.integer({ min: 1, max: 200_000 }),
      fc.integer({ min: 1, max: 1_000_000_000 }),
      (symbol, entryTicks, stopTicks, allowedCents) => {
        const at = (ticks: number) => Number((ticks * symbol.tickSize).toFixed(symbol.digits));
        const [entry, stopLoss] = [at(entryTicks + stopTicks), at(entryTicks)];
        const allowedMoney = ratio(allowedCents / 100);
        const perLot = lossPerLot(symbol, entry, stopLoss);
        const lots = sizeByRisk({ instrument: symbol, perLot, allowedMoney, capLots: null });
        assert.ok(!isMore(lossAtStop(lots, perLot), allowedMoney), `${lots} lots risk too much`);
        assert.equal(onStep(lots, symbol), lots);
        const next = Number((lots + symbol.volumeStepLots).toFixed(8));
        if (next <= symbol.volumeMaxLots) {
          assert.ok(isMore(lossAtStop(next, perLot), allowedMoney), "one step more would fit");
        }
      },
    ),
    { seed: 41, numRuns: 2_000 },
  );
});

Deno.test("sizeByRisk() compensates for rounding errors: exact multiples of the step are kept", () => {
  fc.assert(
    fc.property(anySymbol, fc.integer({ min: 1, max: 99_999 }), (symbol, steps) => {
      const perLot = lossPerLot(symbol, 100 * symbol.tickSize, 0);
      const stepLoss = product(perLot, ratio(symbol.volumeStepLots));
      const allowedMoney = product(stepLoss, ratio(steps));
      const lots = sizeByRisk({ instrument: symbol, perLot, allowedMoney, capLots: null });
      assert.equal(lots, approximate(product(ratio(steps), ratio(symbol.volumeStepLots))));
    }),
    { seed: 42, numRuns: 500 },
  );
});
