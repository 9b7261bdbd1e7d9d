/** A window of bars holds nothing but itself. */

import assert from "node:assert/strict";
import { runOverBars } from "../../src/strategy/runner/run_turn.ts";
import type { ConfiguredStrategy } from "../../src/strategy/runner/configure_strategy.ts";
import { barsOfPoints, windowOf } from "./series.ts";

Deno.test("a strategy finds no later bar behind its window, and writes to no other window", () => {
  const lengths: number[] = [];
  const seen: number[][] = [];
  const configured: ConfiguredStrategy = {
    strategy: {
      name: "prying",
      description: "Looks behind its window",
      parameters: {},
      barsNeeded: () => 3,
      onBars: ({ bars }) => {
        const whole = new Float64Array(bars.close.buffer as ArrayBuffer);
        lengths.push(whole.length);
        seen.push([...bars.close]);
        whole.fill(9);
        return null;
      },
    },
    parameters: {},
    barsNeeded: 3,
  };
  const bars = barsOfPoints([100, 101, 102, 103, 104]);
  const closes = [...bars.close];
  runOverBars(configured, windowOf(bars), 5);
  assert.deepEqual(lengths, [3, 3, 3]);
  assert.deepEqual(seen, [closes.slice(0, 3), closes.slice(1, 4), closes.slice(2, 5)]);
  assert.deepEqual([...bars.close], closes);
});
