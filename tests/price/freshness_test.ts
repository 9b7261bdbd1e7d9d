/** When a price is stale. */

import assert from "node:assert/strict";
import { brokerMs } from "../../src/models/mod.ts";
import { ageMs, isStale } from "../../src/price/freshness.ts";

const tickMs = brokerMs(1_772_000_000_000);

/**
 * Is it live, when it arrived, the current time, and how much later the server time is than the
 * tick's time.
 */
const cases: readonly (readonly [
  string,
  { isLive?: boolean; arrived: number | null; now: number; lagMs: number },
  number,
  boolean,
])[] = [
  ["a new tick", { arrived: 1_000, now: 1_000, lagMs: 0 }, 0, false],
  ["a tick ahead of the terminal's clock", { arrived: 1_000, now: 1_000, lagMs: -700 }, 0, false],
  ["at the limit", { arrived: 1_000, now: 1_500, lagMs: 500 }, 500, false],
  ["beyond it", { arrived: 1_000, now: 1_501, lagMs: 0 }, 501, true],
  [
    "an old tick that has just come",
    { arrived: 1_000, now: 1_001, lagMs: 16_620_000 },
    16_620_000,
    true,
  ],
  ["a tick of history", { arrived: null, now: 1_000, lagMs: 501 }, 501, true],
  ["not live", { isLive: false, arrived: 1_000, now: 1_000, lagMs: 0 }, 0, true],
];

for (const [name, { isLive = true, arrived, now, lagMs }, age, expected] of cases) {
  Deno.test(`freshness: ${name}`, () => {
    const freshness = { isLive, tick: { brokerMs: tickMs, arrivedSteadyMs: arrived } };
    const present = { steadyMs: now, serverNowMs: brokerMs(tickMs + lagMs) };
    assert.equal(isStale(freshness, present, 500), expected);
    assert.equal(ageMs(freshness, present), age);
  });
}

Deno.test("freshness: no tick yet", () => {
  const present = { steadyMs: 1_000, serverNowMs: tickMs };
  assert.equal(isStale({ isLive: true, tick: null }, present, 500), true);
  assert.equal(ageMs({ isLive: true, tick: null }, present), null);
});
