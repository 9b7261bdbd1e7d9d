/** What counts as a custom strategy. */

import assert from "node:assert/strict";
import { pluginStrategy } from "../../src/strategy/plugin_strategy.ts";

const whole = { barsNeeded: () => 2, onBars: () => null };

Deno.test("pluginStrategy accepts a default export with the functions of a strategy", () => {
  const found = pluginStrategy("mine", whole);
  assert.ok(found.ok);
  assert.equal(found.value.name, "mine");
  assert.deepEqual(found.value.parameters, {});
});

const cases: readonly (readonly [string, unknown, RegExp])[] = [
  ["no default export", undefined, /its default export is not a strategy/],
  ["a function", () => null, /its default export is not a strategy/],
  ["half a strategy", { onBars: () => null }, /has no barsNeeded/],
  ["nothing of one", {}, /has no barsNeeded and no onBars/],
  ["another name", { ...whole, name: "other" }, /name the file other\.ts/],
];

for (const [name, exported, problem] of cases) {
  Deno.test(`pluginStrategy refuses ${name}`, () => {
    const found = pluginStrategy("mine", exported);
    assert.ok(!found.ok);
    assert.match(found.error, problem);
  });
}
