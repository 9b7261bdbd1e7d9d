/** Past ticks as those see them who read the terminal's history page by page. */

import assert from "node:assert/strict";
import { brokerMs, symbolName, tickBatch } from "../../src/models/mod.ts";
import { sensibleTicks } from "../../src/price/tick_plausibility.ts";

const good = { brokerMs: brokerMs(1_000), bid: 1.1, ask: 1.2, last: 0, volume: 0, flags: 6 };

const wrong: readonly (readonly [what: string, change: Partial<typeof good>])[] = [
  ["a bid that is no number", { bid: NaN }],
  ["an infinite ask", { ask: Infinity }],
  ["a bid of zero", { bid: 0 }],
  ["a bid above the ask", { bid: 1.3 }],
  ["an absurd last price", { last: 1e300 }],
  ["a volume that is no number", { volume: NaN }],
  ["a time before the one before it", { brokerMs: brokerMs(999) }],
  ["a time of the future", { brokerMs: brokerMs(5_000) }],
  ["a time before 1970", { brokerMs: brokerMs(-(2 ** 63)) }],
];

for (const [what, change] of wrong) {
  Deno.test(`a past tick with ${what} is left out and counted, the others are read`, () => {
    const rows = [good, { ...good, ...change }, { ...good, bid: 1.15 }];
    const { ticks, refused } = sensibleTicks(tickBatch(symbolName("EURUSD"), rows), 4_000);
    assert.deepEqual([[...ticks.bid], refused], [[1.1, 1.15], 1]);
  });
}

Deno.test("past ticks may jump: nobody knows what was between them", () => {
  const rows = [good, { ...good, bid: 99, ask: 100 }];
  assert.equal(sensibleTicks(tickBatch(symbolName("EURUSD"), rows), 4_000).refused, 0);
});
