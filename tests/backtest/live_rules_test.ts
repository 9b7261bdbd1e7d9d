/** The limits of the running bridge on a backtest's account. */

import assert from "node:assert/strict";
import type { BacktestPlan } from "../../src/backtest/run/plan.ts";
import type { RiskLimits } from "../../src/config/risk_limits.ts";
import { haltPolicies, type HaltPolicy } from "../../src/models/mod.ts";
import { type Random, seededRandom } from "../../src/runtime/random.ts";
import type { ColumnStrategy } from "../../src/strategy/contract/column_strategy.ts";
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

Deno.test("a stop-limit entry is sized and held by its limit, where it is filled", () => {
  const { deals } = played(
    [flat(0), flat(0), [0, 300, 0, 300], [300, 300, 100, 300], flat(300)],
    (at) =>
      at.index < 2
        ? at.buy({
          ...far,
          pending: { stop: price(250), limit: price(150) },
          stopLoss: price(-100),
        })
        : null,
    limited({ riskPerTradePct: 2, maxDailyLossPct: 5, maxOpenRiskPct: 4.1 }),
  );
  // 200 USD at 250 USD a lot, not at the 350 USD of the price at which it begins to wait
  const entries = deals.filter(([, entry]) => entry === "in");
  assert.deepEqual(entries.map((deal) => [deal[2], deal[3]]), [[0.8, 150], [0.8, 150]]);
});

Deno.test("a stop is not widened, as in the running bridge, unless there are no limits", () => {
  const moved = (changes: Partial<BacktestPlan>) => {
    const { run, deals } = played(
      [flat(0), flat(0), flat(0), flat(-600)],
      (at, { positions: [own] }) =>
        at.index === 0
          ? at.buy({ ...lots, stopLoss: price(-500) })
          : own === undefined || at.index > 1
          ? null
          : [at.moveStop(own, price(-400), "Nearer"), at.moveStop(own, price(-900), "Wider")],
      changes,
    );
    const refused = Array.from(run.refusals.values(), ({ by, refused }) => [by, refused]);
    return { refused, closedBy: deals.at(-1)![4] };
  };
  assert.deepEqual(moved(limited({ riskPerTradePct: 2 })), {
    refused: [["risk", "widens_risk"]],
    closedBy: "sl",
  });
  assert.deepEqual(moved({}), { refused: [], closedBy: "expert" });
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

/** An entry of 0.2 lots, and one more later. */
const entersAndTries = (bar: number, later: number): ColumnStrategy["onBar"] => (at) =>
  at.index === bar || at.index === later
    ? at.buy({ ...far, stopLoss: at.close - 0.005, size: { riskFraction: 0.5 } })
    : null;

/** Equity rises by 2 % within the third bar, and is back at its end. */
const rises = [flat(0), flat(0), [0, 1_000, -1, -1] as const, flat(0), flat(0), flat(0)];
/** A gain of 2 % at midnight is gone for a moment in the second hour after it. */
const dips = Array.from(
  { length: 22 },
  (_, at) => at === 17 ? [1_000, 1_000, 0, 1_000] as const : flat(at < 2 ? 0 : 1_000),
);

const withinBars = [
  ["drawdown limit", rises, 4, { maxDailyLossPct: 50, maxDrawdownPct: 1.5 }],
  ["daily loss limit", dips, 19, { maxDailyLossPct: 1.5, maxDrawdownPct: 50 }],
] as const;

for (const [limit, shapes, later, limits] of withinBars) {
  for (const haltPolicy of haltPolicies) {
    Deno.test(`a ${limit} that is broken only within a bar halts: ${haltPolicy}`, () => {
      const changes = { riskPerTradePct: 2, ...limits };
      const { maxDailyLossPct, maxDrawdownPct } = limits;
      const wide = {
        maxDailyLossPct: Math.max(4, maxDailyLossPct),
        maxDrawdownPct: Math.max(4, maxDrawdownPct),
      };
      const strategy = entersAndTries(0, later);
      const kept = played(shapes, strategy, limited({ ...changes, ...wide }, haltPolicy));
      assert.deepEqual(refusals(kept), []);
      const done = played(shapes, strategy, limited(changes, haltPolicy));
      assert.deepEqual(refusals(done), [["halted", 1]]);
      const closed = done.run.account.dealRecords().filter(({ comment }) => comment === "halt");
      const low = limit === "drawdown limit" ? price(-1) : price(0);
      assert.deepEqual(
        closed.map((deal) => deal.price),
        haltPolicy === "flatten" ? [low] : [],
      );
    });
  }
}

/** A random walk with long bars. */
function walk(random: Random): (readonly [number, number, number, number])[] {
  let points = 0;
  return Array.from({ length: 120 }, () => {
    const open = points;
    points += Math.round((random() - 0.5) * 400);
    const high = Math.max(open, points) + Math.round(random() * 200);
    const low = Math.min(open, points) - Math.round(random() * 200);
    return [open, high, low, points] as const;
  });
}

Deno.test("halts begin at the same tick whether quiet bars are skipped or every tick is played", () => {
  let halts = 0;
  for (let seed = 1; seed <= 100; seed++) {
    const random = seededRandom(seed);
    const shapes = walk(random);
    const [maxDailyLossPct, maxDrawdownPct] = [1.2 + random() * 2, 1.2 + random() * 4];
    const policyOf = haltPolicies[seed % haltPolicies.length]!;
    const limits = limited({ riskPerTradePct: 1, maxDailyLossPct, maxDrawdownPct }, policyOf);
    const strategy: ColumnStrategy["onBar"] = (at) => {
      if (at.index % 5 !== seed % 5) return null;
      const sign = at.index % 2 === 0 ? 1 : -1;
      const wanted = {
        stopLoss: at.close - sign * 0.008,
        takeProfit: at.close + sign * 0.02,
        reason: "Test",
      };
      return sign > 0 ? at.buy(wanted) : at.sell(wanted);
    };
    const skipping = played(shapes, strategy, { ...limits, model: "generated" });
    // Without recorded ticks the same ones are generated, and none is skipped.
    const whole = played(shapes, strategy, { ...limits, model: "real" });
    assert.deepEqual(skipping.deals, whole.deals, `seed ${seed}`);
    assert.deepEqual(refusals(skipping), refusals(whole), `seed ${seed}`);
    halts += refusals(skipping).filter(([refused]) => refused === "halted").length;
  }
  assert.ok(halts > 10, `${halts} runs with a halt`);
});
