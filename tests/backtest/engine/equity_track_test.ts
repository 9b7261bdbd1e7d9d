/** Extremes of equity, and that what is skipped could not have changed them. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { EquityTrack } from "../../../src/backtest/engine/equity_track.ts";

const figures = (track: EquityTrack) => [
  ...[track.maximal, track.relative, track.lowestMinor, track.lowestMarginLevelPct],
];

const equity = fc.integer({ min: 1, max: 2_000 });

Deno.test("drawdowns are the largest falls from the peak, in money and as a share", () => {
  fc.assert(
    fc.property(fc.array(equity, { minLength: 1 }), (seen) => {
      const track = new EquityTrack(1_000);
      let peak = 1_000;
      const falls = seen.map((value) => {
        track.look(value, 0);
        peak = Math.max(peak, value);
        return { minor: peak - value, pct: (peak - value) / peak * 100 };
      });
      assert.equal(track.maximal.minor, Math.max(...falls.map(({ minor }) => minor)));
      assert.equal(track.relative.pct, Math.max(...falls.map(({ pct }) => pct)));
      assert.equal(track.lowestMinor, Math.min(1_000, ...seen));
      assert.equal(track.lowestMarginLevelPct, null);
    }),
    { seed: 1, numRuns: 500 },
  );
});

Deno.test("the larger fall in money can be the smaller share of its peak", () => {
  const track = new EquityTrack(100);
  for (const value of [50, 1_000, 700]) track.look(value, 200);
  assert.deepEqual(track.maximal, { minor: 300, pct: 30 });
  assert.deepEqual(track.relative, { minor: 50, pct: 50 });
  assert.equal(track.lowestMarginLevelPct, 25);
});

Deno.test("equity within known bounds changes nothing", () => {
  const bounds = fc.tuple(equity, equity).map(([a, b]) => ({
    least: Math.min(a, b),
    most: Math.max(a, b),
  }));
  const margin = fc.integer({ min: 0, max: 500 });
  let known = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(equity, margin)), bounds, margin, (seen, within, now) => {
      const track = new EquityTrack(1_000);
      for (const [value, then] of seen) track.look(value, then);
      if (within.most > track.peakMinor || !track.isKnown(within.least, now)) return;
      known++;
      const before = figures(track);
      for (const value of [within.least, within.most, within.least]) track.look(value, now);
      assert.deepEqual(figures(track), before);
    }),
    {
      seed: 2,
      numRuns: 2_000,
      examples: [[[[50, 0], [2_000, 0]], { least: 1_900, most: 2_000 }, 0]],
    },
  );
  assert.ok(known > 100);
});
