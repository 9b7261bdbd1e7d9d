/** The limits of the running bridge on a backtest's account. */

import assert from "node:assert/strict";
import type { BacktestPlan } from "../../src/backtest/run/plan.ts";
import type { RiskLimits } from "../../src/config/risk_limits.ts";
import { haltPolicies, type HaltPolicy } from "../../src/models/mod.ts";
import { eurusd, limits as usualLimits, policy } from "../risk/risk_samples.ts";
import { flat, lots, played, price } from "./strategy_play.ts";

function limited(limits: Partial<RiskLimits>, haltPolicy: HaltPolicy = "block") {
  const wide = { maxSymbolExposurePct: 1e6, maxCurrencyExposurePct: 1e6, maxGroupExposurePct: 1e6 };
  const changed = { ...usualLimits, ...wide, ...limits };
  const symbols = [{ symbol: eurusd, assetClass: "forex" as const }];
  const risk = { kind: "limits", policy: { ...policy, haltPolicy, symbols, limits: changed } };
  return { risk } as Pick<BacktestPlan, "risk">;
}

const far = { takeProfit: price(5_000), reason: "Test" } as const;

Deno.test("an entry is sized by the risk of a trade, and by a part of it", () => {
  const sized = (size: { readonly riskFraction: number } | undefined) =>
    played(
      [flat(0), flat(0), flat(0)],
      (at) =>
        at.index === 0
          ? at.buy({ ...far, stopLoss: price(-500), ...(size === undefined ? {} : { size }) })
          : null,
      limited({ riskPerTradePct: 2, maxDailyLossPct: 5 }),
    ).deals[0]![2];
  assert.equal(sized(undefined), 0.4); // 200 USD at 500 USD a lot
  assert.equal(sized({ riskFraction: 0.5 }), 0.2);
});

Deno.test("a limit on the number of trades refuses the next one by its code", () => {
  const { deals, run } = played(
    [flat(0), flat(0), flat(0), flat(0), flat(0)],
    (at) => at.index < 3 ? at.buy({ ...far, stopLoss: price(-500) }) : null,
    limited({ riskPerTradePct: 0.1, maxSimultaneousTrades: 2 }),
  );
  assert.equal(deals.filter(([, entry]) => entry === "in").length, 2);
  assert.deepEqual(
    Array.from(run.refusals.values(), ({ refused, count }) => [refused, count]),
    [["too_many_trades", 1]],
  );
});

Deno.test("a volume in lots that risks too much is refused", () => {
  const { deals, run } = played(
    [flat(0), flat(0), flat(0)],
    (at) => at.index === 0 ? at.buy({ ...lots, size: { lots: 5 }, stopLoss: price(-500) }) : null,
    limited({ riskPerTradePct: 1 }),
  );
  assert.deepEqual(deals, []);
  assert.match(Array.from(run.refusals.values())[0]!.refused, /risk_above_limit/);
});

/** Hours from 08:00 that fall after the second; the next day begins with bar 16. */
const falling = (points: number) =>
  Array.from({ length: 22 }, (_, at) => flat(at < 2 ? 0 : points));
const entersAt = (index: number) => index === 0 || index === 5 || index === 17;

function refusals({ run }: ReturnType<typeof played>) {
  return Array.from(run.refusals.values(), ({ refused, count }) => [refused, count]);
}

Deno.test("a gap through the stop that breaks the daily limit halts until the next day", () => {
  const done = played(
    falling(-400),
    (at) => entersAt(at.index) ? at.buy({ ...far, stopLoss: at.close - 0.0033 }) : null,
    limited({ riskPerTradePct: 4.5, maxDailyLossPct: 4.8, maxDrawdownPct: 50 }),
  );
  assert.deepEqual(refusals(done), [["halted", 1]]);
  assert.equal(done.deals.filter(([, entry]) => entry === "in").length, 2);
});

for (const haltPolicy of haltPolicies) {
  Deno.test(`a broken drawdown limit halts for good: ${haltPolicy}`, () => {
    const done = played(
      falling(-400),
      // the near stop is passed by a gap, the far one holds
      (at) =>
        entersAt(at.index)
          ? [-50, -900].map((stop) => {
            const size = { riskFraction: 0.4 };
            return at.buy({ ...far, stopLoss: at.close + stop / 1e5, size });
          })
          : null,
      limited({ riskPerTradePct: 1.5, maxDailyLossPct: 50, maxDrawdownPct: 1.5 }, haltPolicy),
    );
    assert.deepEqual(refusals(done), [["halted", 4]]);
    const comments = done.run.account.dealRecords().map(({ comment }) => comment);
    assert.equal(comments.includes("halt"), haltPolicy === "flatten");
    assert.equal(comments.includes("end of test"), haltPolicy === "block");
  });
}
