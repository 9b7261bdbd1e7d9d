/** Code that never returns is interrupted; code that returns is not touched. */

import assert from "node:assert/strict";
import { withinTimeLimit } from "../../actors/strategy/runner/time_limit.ts";

Deno.test("withinTimeLimit() returns the code's result", () => {
  assert.deepEqual(withinTimeLimit(1_000, () => 42), { value: 42 });
  assert.deepEqual(withinTimeLimit(1_000, () => null), { value: null });
});

Deno.test("withinTimeLimit() passes on errors of the code", () => {
  assert.throws(
    () =>
      withinTimeLimit(1_000, () => {
        throw new RangeError("its own");
      }),
    /its own/,
  );
});

const endless: Record<string, () => void> = {
  "an empty loop": () => {
    for (;;);
  },
  "a loop that swallows every error": () => {
    for (;;) {
      try {
        for (;;) JSON.parse("{}");
      } catch {
        continue;
      }
    }
  },
  "a regular expression that explodes": () => void /^(a+)+$/.test(`${"a".repeat(40)}b`),
};
for (const [name, run] of Object.entries(endless)) {
  Deno.test(`withinTimeLimit() interrupts ${name}`, () => {
    assert.equal(withinTimeLimit(50, run), null);
    assert.deepEqual(withinTimeLimit(50, () => "next"), { value: "next" });
  });
}
