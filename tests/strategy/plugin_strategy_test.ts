/** What counts as a custom strategy. */

import assert from "node:assert/strict";
import { moduleAddress, pluginStrategy } from "../../src/strategy/plugin_strategy.ts";

const whole = { barsNeeded: () => 2, onBars: () => null };

Deno.test("pluginStrategy accepts a default export with the functions of a strategy", () => {
  const found = pluginStrategy("mine", { default: whole });
  assert.ok(found.ok);
  assert.equal(found.value.name, "mine");
  assert.deepEqual(found.value.parameters, {});
});

const cases: readonly (readonly [string, unknown, RegExp])[] = [
  ["no default export", {}, /its default export is not a strategy/],
  ["a function", { default: () => null }, /its default export is not a strategy/],
  ["half a strategy", { default: { onBars: () => null } }, /has no barsNeeded/],
  ["nothing of one", { default: {} }, /has no barsNeeded and no onBars/],
  ["another name", { default: { ...whole, name: "other" } }, /name the file other\.ts/],
];

for (const [name, module, problem] of cases) {
  Deno.test(`pluginStrategy refuses ${name}`, () => {
    const found = pluginStrategy("mine", module);
    assert.ok(!found.ok);
    assert.match(found.error, problem);
  });
}

Deno.test("moduleAddress encodes TypeScript and characters of any language", async () => {
  const source = 'export const text: string = "Gr\u00fc\u00dfe \u4f60\u597d";';
  const module = await import(moduleAddress(source));
  assert.equal(module.text, "Gr\u00fc\u00dfe \u4f60\u597d");
});
