/**
 * Commission that the broker sets aside, and credit: the terminal reports both, so that equity is
 * explained without any guesswork.
 */

import assert from "node:assert/strict";
import { unixMs } from "../../src/models/mod.ts";
import { creditOf } from "../../src/risk/day/account_credit.ts";
import { terminal } from "./risk_samples.ts";
import { inWorld } from "./risk_world.ts";

Deno.test("blocked commission leaves equity explained, and counts as a daily loss", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    for (const blocked of [0.12, 3.5, 42]) {
      world.commissionBlocked = blocked;
      await world.tellAccount();
      assert.ok(!(await world.refusals()).includes("equity_unknown"), `${blocked} blocked`);
    }
    const figures = await world.figures();
    assert.equal(figures?.equity, 9_958);
    assert.equal(figures?.dayLossPct.toFixed(4), "0.4200");
    // At the end of the day it is charged: nothing changes but where it stands.
    world.commissionBlocked = 0;
    await world.tellDeals([world.recordDeal("commission_daily", -42)]);
    await world.tellAccount();
    assert.ok(!(await world.refusals()).includes("equity_unknown"));
    assert.equal((await world.figures())?.equity, 9_958);
  });
});

Deno.test("credit without a deal causes an inquiry, even if it is blocked at once", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    // Equity stays: worked out from equity, the credit would be nothing.
    world.credit = 500;
    world.commissionBlocked = 500;
    await world.tellAccount();
    assert.ok((await world.refusals()).includes("equity_unknown"));
  });
});

Deno.test("a day that is reconstructed from its deals counts blocked commission as lost", async () => {
  await inWorld(async (world) => {
    world.credit = 1_000;
    world.commissionBlocked = 30;
    await world.clock.advance(5_000);
    await world.sync();
    await world.tellAccount();
    const figures = await world.figures();
    assert.deepEqual([figures?.dayStartEquity, figures?.equity], [11_000, 10_970]);
  });
});

Deno.test("equity that nothing explains is treated as uncertain, not as a loss", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    world.misreported = { equity: 9_900 };
    await world.tellAccount();
    assert.ok((await world.refusals()).includes("equity_unknown"));
  });
});

Deno.test("assets of an exchange account are part of its equity, with or without commission", () => {
  const sample = { terminal, utcMs: unixMs(0), margin: 0, freeMargin: 0, marginLevelPct: null };
  const figures = { balance: 100, profit: 5, credit: 20, assets: 80, liabilities: 30 };
  const of = (equity: number, commissionBlocked: number) =>
    creditOf({ ...sample, ...figures, equity, commissionBlocked }, "USD");
  assert.deepEqual([of(125, 4), of(121, 4), of(175, 4), of(171, 4)], [20, 20, 20, 20]);
  assert.equal(of(150, 4), 45, "nothing explains it");
});
