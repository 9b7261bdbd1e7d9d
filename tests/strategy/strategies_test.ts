/**
 * The built-in strategies on series whose signals are calculated manually, and properties that hold
 * on every series.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { configureStrategy } from "../../src/strategy/runner/configure_strategy.ts";
import { builtInStrategies } from "../../src/strategy/strategies/registry.ts";
import { runOverBars } from "../../src/strategy/runner/run_turn.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { barsOfPoints, randomWalk, windowOf } from "./series.ts";

type Shape = readonly [high: number, low: number, close: number];
type Found = readonly [bar: number, direction: string, stopLoss: number, takeProfit: number];

/** Every signal of the series, with prices in whole points. */
function signalsOn(
  name: string,
  parameters: Readonly<Record<string, number>>,
  shapes: readonly (Shape | number)[],
): Found[] {
  const configured = configureStrategy(builtInStrategies, { name, parameters });
  assert.ok(configured.ok, configured.ok ? "" : configured.error);
  const bars = barsOfPoints(shapes);
  const { findings } = runOverBars(configured.value, windowOf(bars), shapes.length);
  return findings.map((finding): Found => {
    assert.ok("draft" in finding, JSON.stringify(finding));
    const { direction, stopLoss, takeProfit } = finding.draft;
    const points = (price: unknown) => Math.round(Number(price) * 1e5 * 1000) / 1000;
    return [finding.at, String(direction), points(stopLoss), points(takeProfit)];
  });
}

/** Bars with a constant range of 10 points around the closes. */
function ranged(closes: readonly number[]): Shape[] {
  return closes.map((close) => [close + 5, close - 5, close]);
}

const exits = { atrPeriod: 2, stopAtr: 1, rewardRatio: 2 };

// fast 2, slow 3; averages, manually: closes 100 100 100  90   80  90   110   110    80 fast 2
// 100 100  95   85  85   100   110    95 slow 3           100  96.7 90  86.7  93.3 103.3 100 gap
// 0  -1.7 -5  -1.7  +6.7  +6.7  -5 True ranges: 10 10 10 15 15 15 25 10 35 (high - low, or the
// distance from the close before plus 5).
const crossing = [100, 100, 100, 90, 80, 90, 110, 110, 80].map((close) => 110_000 + close);

Deno.test("moving_average_cross signals on the bar of the crossing, stop and target by the ATR", () => {
  const found = signalsOn(
    "moving_average_cross",
    { fastPeriod: 2, slowPeriod: 3, ...exits },
    ranged(crossing),
  );
  assert.deepEqual(found, [
    [3, "sell", 110_090 + 12.5, 110_090 - 25], // leaves the tie downwards; ATR (10 + 15) / 2
    [6, "buy", 110_110 - 20, 110_110 + 40], // ATR (15 + 25) / 2
    [8, "sell", 110_080 + 22.5, 110_080 - 45], // ATR (10 + 35) / 2
  ]);
});

Deno.test("moving_average_cross compares averages exactly: a tie is no crossing", () => {
  // The close compared with the mean of three, which is 110015 from bar 2 on: gaps 0 -5 +5 0. In
  // doubles the mean differs from 1.10015 in the last bit, which would give a crossing at bar 5 and
  // none at bar 3.
  const closes = [110_010, 110_020, 110_015, 110_010, 110_020, 110_015];
  const parameters = { fastPeriod: 1, slowPeriod: 3, ...exits };
  const found = signalsOn("moving_average_cross", parameters, ranged(closes));
  assert.deepEqual(found.map(([bar, direction]) => [bar, direction]), [[3, "sell"], [4, "buy"]]);
});

// RSI(2) needs 21 bars. A fall of 1 a bar for 20 bars: no gain at all, RSI 0 on bars 2 to 20. Bar
// 21 rises by 3: average loss (1 + 0) / 2 = 0.5, average gain (0 + 3) / 2 = 1.5, RSI = 100 - 100 /
// (1 + 3) = 75.
const falling = Array.from({ length: 21 }, (_, index) => 110_100 - index);
const turningUp = [...falling, 110_083];

Deno.test("rsi_mean_reversion buys on the bar that returns above the oversold level", () => {
  const parameters = { rsiPeriod: 2, ...exits };
  const found = signalsOn("rsi_mean_reversion", parameters, ranged(turningUp));
  assert.deepEqual(found, [[21, "buy", 110_083 - 10, 110_083 + 20]]);
});

Deno.test("rsi_mean_reversion sells on the mirror image", () => {
  const mirrored = turningUp.map((close) => 220_200 - close);
  const found = signalsOn("rsi_mean_reversion", { rsiPeriod: 2, ...exits }, ranged(mirrored));
  assert.deepEqual(found, [[21, "sell", 110_117 + 10, 110_117 - 20]]);
});

Deno.test("rsi_mean_reversion treats an exactly met level as a return", () => {
  // Rises of 3, then a fall of 2: average gain 1.5, average loss 1, RSI = 100 - 100 / 2.5 = 60.
  const closes = Array.from({ length: 21 }, (_, index) => 110_000 + 3 * index);
  const barsFor = (overbought: number) =>
    signalsOn(
      "rsi_mean_reversion",
      { rsiPeriod: 2, overbought, ...exits },
      ranged([...closes, 110_058]),
    ).map(([bar]) => bar);
  assert.deepEqual(barsFor(60), [21]);
  assert.deepEqual(barsFor(59.9), []);
});

Deno.test("rsi_mean_reversion gives no signal when a flat market starts to fall or to rise", () => {
  for (const step of [-20, 20]) {
    const closes = [
      ...Array.from({ length: 25 }, () => 110_000),
      110_000 + step,
      110_000 + 2 * step,
    ];
    assert.deepEqual(
      signalsOn("rsi_mean_reversion", { rsiPeriod: 2, ...exits }, ranged(closes)),
      [],
    );
  }
});

// Channel of 3 bars: highs 105 105 105 | a close of 106 is above all three; the next close of 120
// is not the first.
const breaking: Shape[] = ranged(
  [100, 100, 100, 100, 106, 120, 112, 96].map((close) => 110_000 + close),
);

Deno.test("breakout signals only on the first close beyond the bars before it", () => {
  const found = signalsOn("breakout", { channelPeriod: 3, ...exits }, breaking);
  assert.deepEqual(found, [
    [4, "buy", 110_106 - 10.5, 110_106 + 21], // ATR (10 + 11) / 2: 111 - 100 of the last close
    [7, "sell", 110_096 + 17, 110_096 - 34], // lowest low before: 101; ATR (13 + 21) / 2
  ]);
});

Deno.test("breakout: a close at the highest high is not above it", () => {
  const found = signalsOn(
    "breakout",
    { channelPeriod: 3, ...exits },
    ranged([100, 100, 100, 100, 105].map((c) => c + 110_000)),
  );
  assert.deepEqual(found, []);
});

for (const { name } of builtInStrategies) {
  Deno.test(`${name} gives no signal on a flat series`, () => {
    const flat = Array.from({ length: 400 }, () => 112_345);
    assert.deepEqual(signalsOn(name, {}, flat), []);
    assert.deepEqual(signalsOn(name, {}, ranged(flat)), []);
  });

  Deno.test(`${name} never uses future bars: later bars change no earlier signal`, () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 200 }), (seed, cut) => {
        const walk = randomWalk(seededRandom(seed), 400);
        const all = signalsOn(name, {}, walk);
        const early = signalsOn(name, {}, walk.slice(0, 200 + cut));
        assert.deepEqual(early, all.filter(([bar]) => bar < 200 + cut));
      }),
      { seed: 7, numRuns: 15 },
    );
  });

  Deno.test(`${name} gives the same signal, however much history is before its window`, () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 150 }), (seed, cut) => {
        const walk = randomWalk(seededRandom(seed), 400);
        const all = signalsOn(name, {}, walk);
        const late = signalsOn(name, {}, walk.slice(cut)).map((
          [bar, ...rest],
        ) => [bar + cut, ...rest]);
        const firstWhole = cut + 160; // no built-in strategy needs more bars by default
        assert.deepEqual(
          late.filter(([bar]) => Number(bar) >= firstWhole),
          all.filter(([bar]) => bar >= firstWhole),
        );
      }),
      { seed: 11, numRuns: 15 },
    );
  });

  Deno.test(`${name} gives signals on a random walk, always with stop and target on the right sides`, () => {
    const walk = randomWalk(seededRandom(3), 2000);
    const found = signalsOn(name, {}, walk);
    assert.ok(found.length >= 5, `${found.length} signals`);
    for (const [bar, direction, stopLoss, takeProfit] of found) {
      const sign = direction === "buy" ? 1 : -1;
      const close = walk[bar]![2];
      assert.ok((close - stopLoss) * sign > 0 && (takeProfit - close) * sign > 0, `bar ${bar}`);
    }
  });
}
