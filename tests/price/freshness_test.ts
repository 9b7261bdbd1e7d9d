/** When a price is stale. */

import assert from "node:assert/strict";
import { ageMs, isStale } from "../../src/price/freshness.ts";

const cases: readonly (readonly [string, boolean, number | null, number, boolean])[] = [
  ["a new tick", true, 1_000, 1_000, false],
  ["at the limit", true, 1_000, 1_500, false],
  ["beyond it", true, 1_000, 1_501, true],
  ["no tick yet", true, null, 1_000, true],
  ["terminal away", false, 1_000, 1_000, true],
];

for (const [name, isInSync, arrivedSteadyMs, nowMs, expected] of cases) {
  Deno.test(`freshness: ${name}`, () => {
    const freshness = { isInSync, arrivedSteadyMs };
    assert.equal(isStale(freshness, nowMs, 500), expected);
    assert.equal(ageMs(freshness, nowMs), arrivedSteadyMs === null ? null : nowMs - 1_000);
  });
}
