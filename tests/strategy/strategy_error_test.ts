/**
 * An error thrown by a strategy, as its author reads it: with the place in the file, without the
 * address of a module.
 */

import assert from "node:assert/strict";
import { moduleAddress } from "../../src/strategy/plugin_strategy.ts";
import { describeError } from "../../src/strategy/strategy_error.ts";

/** The error thrown by importing or calling the plug-in. */
async function thrownBy(source: string): Promise<unknown> {
  try {
    const module = await import(moduleAddress(source));
    module.default();
  } catch (error) {
    return error;
  }
  throw new Error("It did not throw");
}

const cases: readonly (readonly [what: string, source: string, text: RegExp])[] = [
  [
    "a syntax error",
    "export default { oops",
    /^strategies\/mine\.ts, line 1, column 22: [^\n]+$/,
  ],
  [
    "a missing comma",
    "const types: number[] = [];\nexport default (a: number b: number) => null;",
    /^strategies\/mine\.ts, line 2, column 27: Expected ','/,
  ],
  [
    "an error of its own",
    'interface Typed { a: number }\nexport default () => {\n  throw new Error("no luck");\n};',
    /^strategies\/mine\.ts, line 3, column 9: Error: no luck$/,
  ],
];

for (const [what, source, text] of cases) {
  Deno.test(`describeError() names file, line and column of ${what}`, async () => {
    const described = describeError(await thrownBy(source), "mine");
    assert.match(described, text);
    assert.doesNotMatch(described, /base64/);
  });
}

Deno.test("describeError() of a built-in strategy has no location", () => {
  assert.equal(describeError(new TypeError("no luck"), "breakout"), "TypeError: no luck");
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
