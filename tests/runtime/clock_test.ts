/** The machine's clock. */

import assert from "node:assert/strict";
import { systemClock, type TimerId } from "../../src/runtime/clock.ts";

Deno.test("a delay of more than 2^31 ms does not end at once", async () => {
  const delaysMs = [2 ** 31, 31_622_400_000, Infinity, 2];
  const timers: TimerId[] = [];
  const firstMs = await new Promise<number>((resolve) => {
    for (const delayMs of delaysMs) {
      timers.push(systemClock.setTimeout(() => resolve(delayMs), delayMs));
    }
  });
  for (const timer of timers) systemClock.clearTimeout(timer);
  assert.equal(firstMs, 2, "one that is too long for the runtime becomes one of 1 ms");
});
