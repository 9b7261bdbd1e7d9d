/**
 * An account funded today can trade today, and can lose the same percentage of its deposit as other
 * accounts can of their starting equity.
 */

import assert from "node:assert/strict";
import { allowedLossOf, heatLimits } from "../../src/risk/loss/allowed_loss.ts";
import { dayBase } from "../../src/risk/day/day_base.ts";
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
  Deno.test(`the daily loss counts from ${base} with ${name}`, () => {
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
  const { money, because } = allowedLossOf({ ...good, account: { ...account, metrics: funded } })!;
  assert.equal(because, "RISK_PER_TRADE");
  assert.equal(Number(money.over) / Number(money.under), 2_000 * limits.riskPerTradePct / 100);
});

const days: readonly (readonly [string, Partial<typeof metrics>, number, number])[] = [
  ["a profit of 500 may be lost first", { equity: 10_500 }, 0, 700],
  ["the profit counts beside an accepted loss", { equity: 10_500 }, 3, 1_000],
  ["a deposit is no profit", { equity: 15_500, dayFlows: 5_000 }, 0, 700],
  ["a withdrawal hides no profit", { equity: 5_500, dayFlows: -5_000 }, 0, 700],
  ["an even day has the limit", {}, 0, 200],
  ["a loss leaves the rest", { equity: 9_850, dayLossPct: 1.5 }, 0, 50],
  ["a loss of the deposit of today", { dayStartEquity: 0, equity: 5 }, 0, 0],
];

for (const [what, change, acceptedLossPct, left] of days) {
  Deno.test(`what is left of the daily loss limit: ${what}`, () => {
    const day = { ...metrics, ...change };
    const [daily] = heatLimits({ acceptedLossPct }, day, { ...limits, maxDailyLossPct: 2 });
    assert.equal(daily!.because, "MAX_DAILY_LOSS_PCT");
    assert.equal(Number(daily!.money.toFixed(6)), left);
  });
}

Deno.test("on a winning day, what is left reaches to the equity at which the day halts", () => {
  const winning = { ...metrics, equity: 10_500, peakEquity: 10_500 };
  const wide = { ...limits, maxDailyLossPct: 2, maxOpenRiskPct: 10, riskPerTradePct: 10 };
  const facts = { ...good, policy: { ...good.policy, limits: wide } };
  const { money, because } = allowedLossOf({
    ...facts,
    account: { ...account, metrics: winning },
  })!;
  assert.equal(because, "MAX_DAILY_LOSS_PCT");
  assert.equal(Math.round(Number(money.over) / Number(money.under)), 700);
});
