/**
 * Deposits and withdrawals of the last seconds before the broker's midnight: they move the equity
 * high once, whatever is listed when, and are no drawdown of the new day.
 */

import assert from "node:assert/strict";
import type { DealType, VenueDeal } from "../../src/models/mod.ts";
import { limits } from "./risk_samples.ts";
import { inWorld, type RiskWorld } from "./risk_world.ts";

const dayMs = 86_400_000;

class Night {
  readonly #world: RiskWorld;
  readonly #waiting: { readonly deal: VenueDeal; readonly dueMs: number }[] = [];

  constructor(world: RiskWorld) {
    this.#world = world;
  }

  /** From ten seconds before midnight on. */
  async begin(): Promise<void> {
    const world = this.#world;
    await world.sync();
    await world.tellAccount();
    await world.clock.advance(dayMs - (world.brokerMs % dayMs) - 11_000);
    await world.tellAccount();
    await this.pass(1);
  }

  happen(type: DealType, amount: number, listedAfterMs: number): void {
    const deal = this.#world.recordDeal(type, amount);
    this.#world.deals = this.#world.deals.filter((one) => one !== deal);
    this.#waiting.push({ deal, dueMs: this.#world.clock.steadyMs() + listedAfterMs });
  }

  async pass(seconds: number, isTold = true): Promise<void> {
    const world = this.#world;
    for (let second = 0; second < seconds; second += 1) {
      await world.clock.advance(1_000);
      const due = this.#waiting.filter(({ dueMs }) => dueMs <= world.clock.steadyMs());
      for (const one of due) this.#waiting.splice(this.#waiting.indexOf(one), 1);
      const listed = due.map(({ deal }) => deal);
      world.deals.push(...listed);
      if (isTold) await world.tellAccount();
      if (listed.length > 0) await world.tellDeals(listed);
    }
  }
}

function night(name: string, body: (world: RiskWorld, night: Night) => Promise<void>): void {
  Deno.test(name, () =>
    inWorld(async (world) => {
      const one = new Night(world);
      await one.begin();
      await body(world, one);
    }, { limits: { ...limits, maxDailyLossPct: 5, maxDrawdownPct: 8 } }));
}

/** The high is 10,000 before the money moves, and so is equity. */
async function assertFlat(world: RiskWorld): Promise<void> {
  const { equity } = world.account;
  const figures = (await world.figures())!;
  assert.deepEqual(await world.halts(), []);
  assert.deepEqual([figures.brokerDay, world.state.state], ["2026-02-26", "sure"]);
  assert.ok(Math.abs(figures.peakEquity / equity - 1) < 0.01, `${figures.peakEquity} of ${equity}`);
  assert.ok(figures.dayLossPct < 1, String(figures.dayLossPct));
}

for (const amount of [1_800, -1_500]) {
  night(
    `${amount} that are listed beside a trade that is not: the high moves once`,
    async (world, one) => {
      await one.pass(3);
      one.happen("balance", amount, 3_000);
      await one.pass(2);
      one.happen("buy", 30, 8_000);
      await one.pass(30);
      await assertFlat(world);
    },
  );

  night(`${amount} in the very second of midnight: the high moves once`, async (world, one) => {
    await one.pass(9);
    await one.pass(1, false);
    one.happen("balance", amount, 1_000);
    await one.pass(30);
    await assertFlat(world);
  });

  night(`${amount} that are listed after midnight: the high moves once`, async (world, one) => {
    await one.pass(6);
    one.happen("balance", amount, 6_000);
    await one.pass(30);
    await assertFlat(world);
  });
}

night("money that has been missing for long does not hold up the new day", async (world, one) => {
  one.happen("buy", -100, 1e9);
  await world.clock.advance(0);
  await one.pass(10);
  await one.pass(2);
  const figures = await world.figures();
  assert.equal(figures?.brokerDay, "2026-02-26");
});

night("a loss just after midnight halts although a change is waited for", async (world, one) => {
  await one.pass(9);
  one.happen("buy", -10, 1e9);
  await one.pass(3);
  world.floating = -700;
  await one.pass(12);
  const halts = (await world.halts()).map(({ cause, brokerDay }) => [cause, brokerDay]);
  assert.deepEqual(halts, [["daily_loss", "2026-02-26"]]);
});
