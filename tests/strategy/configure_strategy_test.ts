/** Parameters: defaults, ranges, and the message when one is wrong. */

import assert from "node:assert/strict";
import { configureStrategy } from "../../src/strategy/runner/configure_strategy.ts";
import { builtInStrategies, strategyProblem } from "../../src/strategy/strategies/registry.ts";

Deno.test("strategies run with their defaults and the trader's parameters", () => {
  const configured = configureStrategy(builtInStrategies, {
    name: "breakout",
    parameters: { channelPeriod: 55, stopAtr: 2.5 },
  });
  assert.ok(configured.ok);
  assert.deepEqual(configured.value.parameters, {
    channelPeriod: 55,
    atrPeriod: 14,
    stopAtr: 2.5,
    rewardRatio: 1.5,
  });
  assert.equal(configured.value.barsNeeded, 57);
});

const cases: [string, Record<string, number>, string | null][] = [
  ["breakout", {}, null],
  ["breakout", { channelPeriod: 2, rewardRatio: 20 }, null],
  [
    "brakeout",
    {},
    `there is no strategy brakeout; available: ${
      builtInStrategies.map((one) => one.name).join(", ")
    }`,
  ],
  [
    "breakout",
    { lookback: 20 },
    "breakout: there is no parameter lookback; available: channelPeriod, atrPeriod, stopAtr, rewardRatio",
  ],
  [
    "breakout",
    { toString: 1 },
    "breakout: there is no parameter toString; available: channelPeriod, atrPeriod, stopAtr, rewardRatio",
  ],
  [
    "breakout",
    { channelPeriod: 1.5 },
    "breakout: channelPeriod is 1.5, must be a whole number from 2 to 1000",
  ],
  [
    "breakout",
    { channelPeriod: 1, stopAtr: NaN },
    "breakout: channelPeriod is 1, must be a whole number from 2 to 1000; stopAtr is NaN, must be a number from 0.1 to 20",
  ],
  [
    "moving_average_cross",
    { fastPeriod: 30 },
    "moving_average_cross: its parameters contradict each other: fastPeriod (30) must be below slowPeriod (30)",
  ],
];
for (const [name, parameters, problem] of cases) {
  Deno.test(`strategyProblem() of ${name} ${JSON.stringify(parameters)}`, () => {
    assert.equal(strategyProblem({ name, parameters }), problem);
  });
}

for (const strategy of builtInStrategies) {
  Deno.test(`${strategy.name}: name, defaults and ranges are valid`, () => {
    assert.match(strategy.name, /^[a-z][a-z0-9_]*$/);
    for (const [name, spec] of Object.entries(strategy.parameters)) {
      assert.ok(spec.min <= spec.default && spec.default <= spec.max, name);
    }
    assert.equal(strategyProblem({ name: strategy.name, parameters: {} }), null);
  });
}
