/** Built bars compared with the terminal's own. */

import assert from "node:assert/strict";
import type { Bar } from "../../src/models/mod.ts";
import { BarCheck } from "../../src/price/bar_check.ts";
import { bar } from "./price_world.ts";

const built = (one: Bar, isWhole = true) => ({ bar: one, isWhole });

const cases: readonly (readonly [string, Bar, Bar, boolean])[] = [
  ["equal bars", bar(1), bar(1), true],
  ["half a point apart is the same point", bar(1), { ...bar(1), open: 1.100004 }, true],
  ["other volume and spread", bar(1), { ...bar(1), tickVolume: 99, spreadPoints: 50 }, true],
  ["open", bar(1), { ...bar(1), open: 1.10001 }, false],
  ["high", bar(1), { ...bar(1), high: 1.10001 }, false],
  ["low", bar(1), { ...bar(1), low: 1.09999 }, false],
  ["close", bar(1), { ...bar(1), close: 1.10001 }, false],
];

for (const [name, ours, truth, agree] of cases) {
  Deno.test(`bar check: ${name}, in either order`, () => {
    for (const isTruthFirst of [false, true]) {
      const check = new BarCheck(5);
      const first = isTruthFirst ? check.truth(truth) : check.built(built(ours));
      const second = isTruthFirst ? check.built(built(ours)) : check.truth(truth);
      assert.equal(first, null);
      assert.deepEqual(second, agree ? null : { built: ours, truth });
      const expected = { confirmed: agree ? 1 : 0, mismatched: agree ? 0 : 1, unconfirmed: 0 };
      assert.deepEqual(check.counts, expected);
    }
  });
}

Deno.test("bar check: a bar whose beginning was missed is never a mismatch", () => {
  const check = new BarCheck(5);
  assert.equal(check.built(built(bar(1), false)), null);
  assert.equal(check.truth(bar(1, 2)), null);
  check.truth(bar(2, 2));
  assert.equal(check.built(built(bar(2), false)), null);
  assert.deepEqual(check.counts, { confirmed: 0, mismatched: 0, unconfirmed: 0 });
});

Deno.test("bar check: awaits the newest bar until it is compared", () => {
  const check = new BarCheck(5);
  check.built(built(bar(1)));
  check.built(built(bar(2)));
  assert.equal(check.awaitedMs, 2);
  check.settleUpTo(1);
  assert.equal(check.awaitedMs, 2);
  check.settleUpTo(2);
  assert.equal(check.awaitedMs, null);
  assert.equal(check.counts.unconfirmed, 2);
});

Deno.test("bar check: remembers a bounded number of bars", () => {
  const check = new BarCheck(5);
  for (let ms = 1; ms <= 1_000; ms++) check.built(built(bar(ms)));
  assert.equal(check.counts.unconfirmed, 1_000 - 16);
  for (let ms = 1; ms <= 1_000; ms++) check.truth(bar(ms, 2));
  assert.equal(check.counts.mismatched, 16);
});
