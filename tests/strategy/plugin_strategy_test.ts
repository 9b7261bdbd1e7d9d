/** What counts as a custom strategy. */

import assert from "node:assert/strict";
import { configureStrategy } from "../../src/strategy/runner/configure_strategy.ts";
import { pluginStrategy } from "../../src/strategy/files/plugin_strategy.ts";

const whole = { barsNeeded: () => 2, onBars: () => null };
const good = { meaning: "Bars", default: 14, min: 2, max: 100, whole: true };

Deno.test("a parameter can have a step, which binds no setting", () => {
  const found = pluginStrategy("mine", { ...whole, parameters: { slow: { ...good, step: 7 } } });
  assert.ok(found.ok);
  assert.equal(found.value.parameters?.slow?.step, 7);
  const configured = configureStrategy([found.value], { name: "mine", parameters: { slow: 15 } });
  assert.ok(configured.ok);
});

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
  ["a contradiction that cannot be called", { ...whole, contradiction: "no" }, /is not a function/],
  ["ticks that cannot be heard", { ...whole, onTicks: 5 }, /its onTicks is not a function/],
  [
    "parameters in a list",
    { ...whole, parameters: [14] },
    /strategies\/mine\.ts parameters is a list/,
  ],
  [
    "parameters in a text",
    { ...whole, parameters: "14" },
    /parameters is the text "14"; it must be a/,
  ],
  [
    "a parameter that is only its value",
    { ...whole, parameters: { period: 14 } },
    /in strategies\/mine\.ts the parameter period is 14 \(a number\); it must be \{ meaning/,
  ],
  [
    "a parameter without a value",
    { ...whole, parameters: { period: null } },
    /the parameter period is nothing; it must be/,
  ],
  [
    "a default that is a text",
    { ...whole, parameters: { fast: good, slow: { ...good, default: "14" } } },
    /^mine: in strategies\/mine\.ts the parameter slow has the text "14" as its default; it must be a/,
  ],
  [
    "a parameter without a maximum",
    { ...whole, parameters: { slow: { meaning: "Bars", default: 14, min: 2, whole: true } } },
    /the parameter slow has nothing as its max; it must be a number/,
  ],
  [
    "a minimum that is no number",
    { ...whole, parameters: { slow: { ...good, min: NaN } } },
    /slow has NaN \(a number\) as its min/,
  ],
  [
    "a whole that is a text",
    { ...whole, parameters: { slow: { ...good, whole: "yes" } } },
    /slow has the text "yes" as its whole; it must be true or false/,
  ],
  [
    "a meaning that is a number",
    { ...whole, parameters: { slow: { ...good, meaning: 7 } } },
    /slow has 7 \(a number\) as its meaning; it must be a text/,
  ],
  [
    "limits the wrong way round",
    { ...whole, parameters: { slow: { ...good, min: 200 } } },
    /slow has the min 200 above its max 100/,
  ],
  [
    "a step of nothing",
    { ...whole, parameters: { slow: { ...good, step: 0 } } },
    /slow has 0 \(a number\) as its step; it must be a whole number above 0/,
  ],
  [
    "a broken step of whole numbers",
    { ...whole, parameters: { slow: { ...good, step: 2.5 } } },
    /slow has 2\.5 \(a number\) as its step; it must be a whole number above 0/,
  ],
  [
    "a step in words",
    { ...whole, parameters: { slow: { ...good, whole: false, step: "5" } } },
    /slow has the text "5" as its step; it must be a number above 0/,
  ],
  ["another name", { ...whole, name: "other" }, /name the file other\.ts/],
];

for (const [name, exported, problem] of cases) {
  Deno.test(`pluginStrategy refuses ${name}`, () => {
    const found = pluginStrategy("mine", exported);
    assert.ok(!found.ok);
    assert.match(found.error, problem);
  });
}
