/**
 * An account funded today can trade today, and can lose the same share of its deposit as other
 * accounts of their start.
 */

import assert from "node:assert/strict";
import { allowanceOf } from "../../src/risk/allowance.ts";
import { dayBase } from "../../src/risk/day_base.ts";
import { account, good, limits, metrics } from "./risk_samples.ts";

const cases: readonly (readonly [string, number, number, number])[] = [
  ["an ordinary day", 10_000, 0, 10_000],
  ["a deposit on top", 10_000, 5_000, 10_000],
  ["a withdrawal", 10_000, -5_000, 10_000],
  ["funded today", 0, 2_000, 2_000],
  ["a debt that was paid today", -50, 2_000, 1_950],
  ["nothing at all", 0, 0, 0],
  ["a debt", -50, 0, 0],
];

for (const [name, dayStartEquity, dayFlows, base] of cases) {
  Deno.test(`the loss of the day counts from ${base} with ${name}`, () => {
    assert.equal(dayBase({ dayStartEquity, dayFlows }), base);
  });
}

Deno.test("an account that was funded today has an allowance", () => {
  const funded = {
    ...metrics,
    equity: 2_000,
    balance: 2_000,
    dayStartEquity: 0,
    dayFlows: 2_000,
    peakEquity: 2_000,
  };
  const { money, because } = allowanceOf({ ...good, account: { ...account, metrics: funded } })!;
  assert.equal(because, "RISK_PER_TRADE");
  assert.equal(Number(money.over) / Number(money.under), 2_000 * limits.riskPerTradePct / 100);
});
