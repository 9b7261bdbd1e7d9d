/** When a price is fresh, for orders and for display. */

import assert from "node:assert/strict";
import { brokerMs } from "../../src/models/mod.ts";
import { ageMs, isFresh } from "../../src/price/freshness.ts";

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
  ["a new tick", { arrived: 1_000, now: 1_000, lagMs: 0 }, 0, true],
  ["a tick ahead of the terminal's clock", { arrived: 1_000, now: 1_000, lagMs: -700 }, 0, true],
  ["at the limit", { arrived: 1_000, now: 1_500, lagMs: 500 }, 500, true],
  ["beyond it", { arrived: 1_000, now: 1_501, lagMs: 0 }, 501, false],
  [
    "an old tick that has just come",
    { arrived: 1_000, now: 1_001, lagMs: 16_620_000 },
    16_620_000,
    false,
  ],
  ["a tick of history", { arrived: null, now: 1_000, lagMs: 501 }, 501, false],
  ["not live", { isLive: false, arrived: 1_000, now: 1_000, lagMs: 0 }, 0, false],
  ["old and not live", { isLive: false, arrived: 1_000, now: 9_000, lagMs: 0 }, 8_000, false],
];

for (const [name, { isLive = true, arrived, now, lagMs }, age, expected] of cases) {
  Deno.test(`freshness: ${name}`, () => {
    const freshness = { isLive, tick: { brokerMs: tickMs, arrivedSteadyMs: arrived } };
    const present = { steadyMs: now, serverNowMs: brokerMs(tickMs + lagMs) };
    assert.equal(ageMs(freshness, present), age);
    assert.equal(isFresh({ isLive, ageMs: ageMs(freshness, present) }, 500), expected);
  });
}

Deno.test("freshness: no tick yet", () => {
  const present = { steadyMs: 1_000, serverNowMs: tickMs };
  assert.equal(ageMs({ isLive: true, tick: null }, present), null);
  assert.equal(isFresh({ isLive: true, ageMs: null }, 500), false);
  assert.equal(isFresh({ isLive: true, ageMs: NaN }, 500), false);
});
