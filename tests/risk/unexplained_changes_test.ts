/**
 * Changes of the balance that follow each other before their deals are listed: each has its own ten
 * seconds to be explained, however many others are waiting.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Unexplained } from "../../src/risk/day_ledger.ts";
import { UnexplainedHistory } from "../../src/risk/unexplained_history.ts";
import type { DealType, VenueDeal } from "../../src/models/mod.ts";
import { limits } from "./risk_samples.ts";
import { inWorld, type RiskWorld } from "./risk_world.ts";

/** Deals that happen at once and are listed later. */
class LateLister {
  readonly #world: RiskWorld;
  /** The trade actor reads deals as soon as they are listed, unless it is away. */
  isTold = true;
  readonly #waiting: { readonly deal: VenueDeal; readonly dueMs: number }[] = [];

  constructor(world: RiskWorld) {
    this.#world = world;
  }

  happen(type: DealType, amount: number, listedAfterMs: number): void {
    const { clock } = this.#world;
    const deal = this.#world.recordDeal(type, amount);
    this.#world.deals = this.#world.deals.filter((one) => one !== deal);
    this.#waiting.push({ deal, dueMs: clock.steadyMs() + listedAfterMs });
  }

  async pass(seconds: number): Promise<void> {
    const world = this.#world;
    for (let second = 0; second < seconds; second += 1) {
      await world.clock.advance(1_000);
      const due = this.#waiting.filter(({ dueMs }) => dueMs <= world.clock.steadyMs());
      for (const one of due) this.#waiting.splice(this.#waiting.indexOf(one), 1);
      const listed = due.map(({ deal }) => deal);
      world.deals.push(...listed);
      await world.tellAccount();
      if (this.isTold && listed.length > 0) await world.tellDeals(listed);
    }
  }
}

async function inLateWorld(
  body: (world: RiskWorld, lister: LateLister) => Promise<void>,
  change: Partial<typeof limits> = {},
): Promise<void> {
  const wide = { limits: { ...limits, maxDailyLossPct: 5, maxDrawdownPct: 50, ...change } };
  await inWorld(async (world) => {
    const lister = new LateLister(world);
    await world.sync();
    await lister.pass(3);
    await body(world, lister);
  }, wide);
}

const causes = async (world: RiskWorld) => (await world.halts()).map(({ cause }) => cause);

Deno.test("a withdrawal is no loss while another change has been unexplained for longer", () =>
  inLateWorld(async (world, lister) => {
    lister.happen("buy", -11, 8_000);
    await lister.pass(7);
    lister.happen("balance", -1_000, 8_000);
    await lister.pass(30);
    assert.deepEqual([await causes(world), world.state.state], [[], "sure"]);
  }));

Deno.test("the terminal is asked about a change beside one that stays unexplained", () =>
  inLateWorld(async (world, lister) => {
    lister.isTold = false;
    lister.happen("buy", -11, 1e9);
    await lister.pass(15);
    assert.equal(world.state.state, "doubting");
    lister.happen("balance", -1_000, 5_000);
    await lister.pass(20);
    assert.deepEqual(await causes(world), []);
  }));

Deno.test("changes that follow each other hide no loss: it counts after its own ten seconds", () =>
  inLateWorld(async (world, lister) => {
    for (let count = 0; count < 4; count += 1) {
      lister.happen("buy", -1, 12_000);
      await lister.pass(3);
    }
    lister.happen("charge", -600, 1e9);
    for (let count = 0; count < 3; count += 1) {
      lister.happen("buy", -1, 12_000);
      await lister.pass(3);
    }
    assert.deepEqual(await causes(world), []);
    await lister.pass(3);
    assert.deepEqual(await causes(world), ["daily_loss"]);
  }));

for (const amount of [-1, 1]) {
  Deno.test(`a high of equity counts beside an unexplained ${amount}.00`, () =>
    inLateWorld(async (world, lister) => {
      lister.happen("buy", amount, 1e9);
      await lister.pass(15);
      assert.equal(world.state.state, "doubting");
      world.floating = 900;
      await lister.pass(3);
      world.floating = 0;
      await lister.pass(3);
      world.floating = -180;
      await lister.pass(3);
      assert.deepEqual(await causes(world), ["drawdown"], "10,900 to 9,820");
    }, { maxDrawdownPct: 9 }));
}

Deno.test("an unexplained deposit is no high of equity", () =>
  inLateWorld(async (world, lister) => {
    lister.happen("balance", 2_000, 40_000);
    await lister.pass(60);
    assert.deepEqual([await causes(world), world.state.state], [[], "sure"]);
    assert.equal((await world.figures())?.peakEquity, 12_000);
  }, { maxDailyLossPct: 50, maxDrawdownPct: 9 }));

Deno.test("whatever deals are listed within eight seconds, no money that moves is a loss", async () => {
  const steps = fc.array(
    fc.record({
      type: fc.constantFrom<DealType>("balance", "balance", "buy", "credit", "bonus"),
      share: fc.integer({ min: -100, max: 100 }),
      listedAfterMs: fc.integer({ min: 0, max: 8_000 }),
      seconds: fc.integer({ min: 0, max: 9 }),
    }),
    { maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(steps, (scenario) =>
      inLateWorld(async (world, lister) => {
        for (const [index, { type, share, listedAfterMs, seconds }] of scenario.entries()) {
          // One that takes the place of an equal one could not be told from it.
          const amount = (type === "buy" ? Math.round(share / 20) : share * 15) + index / 100;
          lister.happen(type, amount, listedAfterMs);
          await lister.pass(seconds);
        }
        await lister.pass(12);
        assert.deepEqual([await causes(world), world.state.state], [[], "sure"]);
        const figures = (await world.figures())!;
        const flows = world.deals.filter(({ type }) => type !== "buy")
          .reduce((sum, { profit }) => sum + profit, 0);
        const counted = figures.dayStartEquity + figures.dayFlows;
        assert.equal(counted.toFixed(2), (10_000 + flows).toFixed(2));
      })),
    { seed: 12, numRuns: 15 },
  );
});

Deno.test("the part of a change that has stood for long enough lasts, the rest may be explained", () => {
  const history = new UnexplainedHistory(10_000);
  const balance = (amount: number): Unexplained => ({ balance: amount, credit: 0 });
  const fresh = (amount: number, atMs: number) => history.freshOf(balance(amount), atMs).balance;
  assert.equal(fresh(-5, 0), -5, "nothing was seen yet");
  history.take(balance(-5), 0);
  assert.equal(fresh(-5, 9_999), -5);
  assert.equal(fresh(-5, 10_000), 0);
  history.take(balance(-105), 8_000);
  assert.equal(fresh(-105, 10_000), -100);
  assert.equal(fresh(-105, 18_000), 0);
  history.take(balance(0), 19_000);
  history.take(balance(-105), 20_000);
  assert.equal(fresh(-105, 29_000), -105, "it was explained in between");
  history.take(balance(40), 31_000);
  assert.equal(fresh(40, 32_000), 40, "the other way round");
  history.forget();
  assert.equal(fresh(-105, 60_000), -105);
});
