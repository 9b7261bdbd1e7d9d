/**
 * Changes of the balance that follow each other before their deals are listed: each has its own ten
 * seconds to be explained, however many others are waiting.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { UnexplainedChanges } from "../../src/risk/day/unexplained_changes.ts";
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

Deno.test("a withdrawal is no loss while one before it is explained", () =>
  inLateWorld(async (world, lister) => {
    lister.happen("balance", -1_000, 8_000);
    await lister.pass(7);
    lister.happen("balance", -700, 8_000);
    await lister.pass(30);
    assert.deepEqual([await causes(world), world.state.state], [[], "sure"]);
  }));

Deno.test("a loss that is seen beside a deposit counts ten seconds after it was seen", () =>
  inLateWorld(async (world, lister) => {
    lister.happen("balance", 1_000, 8_000);
    await lister.pass(5);
    lister.happen("charge", -600, 1e9);
    await lister.pass(9);
    assert.deepEqual(await causes(world), []);
    await lister.pass(2);
    assert.deepEqual(await causes(world), ["daily_loss"]);
  }));

Deno.test("a loss and a deposit that both stay unexplained do not hide each other", () =>
  inLateWorld(async (world, lister) => {
    lister.happen("charge", -600, 1e9);
    await lister.pass(4);
    lister.happen("balance", 1_000, 1e9);
    await lister.pass(13);
    assert.deepEqual(await causes(world), ["daily_loss"]);
  }));

/** Balances and what of them no deal explains, at each time. */
function lostAt(
  readings: readonly [atMs: number, balance: number, unexplained: number][],
  nowMs: number,
) {
  const changes = new UnexplainedChanges(10_000);
  for (const [atMs, balance, unexplained] of readings) {
    changes.take({ balance: unexplained, credit: 0 }, { balance, credit: 0 }, atMs);
  }
  const { fresh, lasting } = changes.judged({ balance: readings.at(-1)![2], credit: 0 }, nowMs);
  const parts = ({ balance: { gained, lost } }: typeof fresh) => [gained, lost];
  return { fresh: parts(fresh), lasting: parts(lasting) };
}

Deno.test("a change lasts when it has stood for long enough", () => {
  const one = [[0, 100, 0], [1, 95, -5]] as const;
  assert.deepEqual(lostAt(one.map((row) => [...row]), 10_000).fresh, [0, -5]);
  assert.deepEqual(lostAt(one.map((row) => [...row]), 10_001).lasting, [0, -5]);
});

Deno.test("of two equal changes the older one is explained first", () => {
  const { fresh, lasting } = lostAt(
    [[0, 100, 0], [1, 95, -5], [9_000, 90, -10], [9_500, 90, -5]],
    12_000,
  );
  assert.deepEqual([fresh, lasting], [[0, -5], [0, 0]]);
});

Deno.test("a deal explains the changes of just its sum, whichever is older", () => {
  const { fresh, lasting } = lostAt(
    [[0, 100, 0], [1, 93, -7], [9_000, 88, -12], [9_500, 88, -7]],
    12_000,
  );
  assert.deepEqual([fresh, lasting], [[0, 0], [0, -7]]);
});

Deno.test("a deal that is listed before the balance has it is no change of its own", () => {
  const { fresh, lasting } = lostAt(
    [[0, 100, 0], [1, 93, -7], [9_000, 93, -2], [9_100, 88, -7]],
    12_000,
  );
  assert.deepEqual([fresh, lasting], [[0, 0], [0, -7]]);
});

Deno.test("figures that come out of order leave no two changes behind", () => {
  const { fresh, lasting } = lostAt(
    [[0, 100, 0], [1, 120, 20], [500, 100, -20], [900, 120, 0], [1_000, 113, -7]],
    12_000,
  );
  assert.deepEqual([fresh, lasting], [[0, 0], [0, -7]]);
  const beside = lostAt(
    [[0, 100, -7], [1, 120, 13], [500, 100, -27], [900, 120, -7]],
    12_000,
  );
  assert.deepEqual([beside.fresh, beside.lasting], [[0, 0], [0, -7]]);
});

Deno.test("however many changes wait, their sum is what is unexplained", () => {
  const rows = Array.from({ length: 40 }, (_, at): [number, number, number] => {
    const sum = at * (at % 2 === 0 ? 3 : -1);
    return [at * 100, 1_000 + sum, sum];
  });
  const { fresh, lasting } = lostAt(rows, 12_000);
  const sum = [...fresh, ...lasting].reduce((all, one) => all + one, 0);
  assert.equal(Number(sum.toFixed(6)), -39);
});
