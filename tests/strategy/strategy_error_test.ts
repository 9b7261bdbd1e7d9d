/** An error thrown by a strategy, as its author reads it. */

import assert from "node:assert/strict";
import { describeError, shortened } from "../../src/strategy/strategy_error.ts";

Deno.test("describeError() of a built-in strategy has no location", () => {
  assert.equal(describeError(new TypeError("no luck")), "TypeError: no luck");
});

Deno.test("describeError() is bounded, and safe whatever was thrown", () => {
  assert.equal(describeError("x".repeat(1_000)).length, 500);
  const nasty = new Error("x");
  Object.defineProperty(nasty, "message", {
    get: () => {
      throw new Error("again");
    },
  });
  assert.match(describeError(nasty), /unreadable/);
});

Deno.test("describeError() does not touch a text that may be too long for the memory", () => {
  const huge = "x".repeat(500_000_000);
  const error = Object.assign(new Error("short"), { message: huge });
  assert.equal(describeError(error), "Error: a text of 500000000 characters");
  assert.equal(shortened(huge), "a text of 500000000 characters");
});

Deno.test("describeError() shows one line without hidden characters", () => {
  const error = Object.assign(new Error("no\rluck"), { name: "E\u202e\u200b\nsecond" });
  assert.equal(describeError(error), "E\uFFFD\uFFFD: no");
  assert.equal(describeError("\ud800\u001b[31m\u2029second"), "\uFFFD\uFFFD[31m");
});
