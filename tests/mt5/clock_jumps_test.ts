/** A clock that was set, or a computer that has slept, is noticed; a busy machine is not. */

import assert from "node:assert/strict";
import { ClockJumps } from "../../src/mt5/clock_jumps.ts";

const startMs = Date.UTC(2026, 1, 25, 12);

Deno.test("a wall clock that moves differently from the steady one counts as one jump", () => {
  const jumps = new ClockJumps(startMs, 100);
  assert.equal(jumps.look(startMs + 60_000, 60_100), 0);
  // Set back by an hour.
  assert.equal(jumps.look(startMs + 61_000 - 3_600_000, 61_100), -3_600_000);
  assert.equal(jumps.look(startMs + 62_000 - 3_600_000, 62_100), 0);
  // Eight hours of sleep, in which the steady clock stood still.
  assert.equal(jumps.look(startMs + 63_000 + 7 * 3_600_000, 63_100), 8 * 3_600_000);
});

Deno.test("a clock that is adjusted by seconds, little by little, has not jumped", () => {
  const jumps = new ClockJumps(startMs, 0);
  for (let second = 1; second <= 1_000; second++) {
    assert.equal(jumps.look(startMs + second * 1_040, second * 1_000), 0, String(second));
  }
});
