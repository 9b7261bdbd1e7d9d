/** The equity curve says the same as all its rows, however they are divided into pages. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { EquityCurve } from "../../src/http/equity_curve.ts";
import { type AccountFigures, unixMs } from "../../src/models/mod.ts";
import { demoTerminal } from "../support/store_samples.ts";

function row(at: number, equity: number): AccountFigures {
  return {
    terminal: demoTerminal,
    utcMs: unixMs(1_000_000 + at * 7_000),
    balance: equity,
    equity,
    margin: 0,
    freeMargin: equity,
    marginLevelPct: null,
    profit: 0,
  };
}

/** Calculated row by row, as a person would do it. */
function deepestFallPct(equities: readonly number[]): number {
  let peak = 0;
  let deepest = 0;
  for (const equity of equities) {
    peak = Math.max(peak, equity);
    deepest = Math.max(deepest, (peak - equity) / peak * 100);
  }
  return deepest;
}

Deno.test("a curve of few points has the drawdown, the highs and the lows of all rows", () => {
  fc.assert(fc.property(
    fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 300 }),
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 2, max: 20 }),
    (equities, pageSize, pointsMax) => {
      const rows = equities.map((equity, at) => row(at, equity));
      const curve = new EquityCurve(pointsMax);
      for (let end = rows.length; end > 0; end -= pageSize) {
        curve.add(rows.slice(Math.max(0, end - pageSize), end));
      }
      assert.ok(curve.points.length <= pointsMax);
      const { whole } = curve;
      assert.equal(whole?.highest, Math.max(...equities));
      assert.equal(whole?.lowest, Math.min(...equities));
      assert.equal(whole?.equity, equities.at(-1));
      assert.equal(whole?.drawdownPct, deepestFallPct(equities));
    },
  ));
});
