/** Deals of the last seconds before midnight count in the new day, however late they are listed. */

import assert from "node:assert/strict";
import { brokerMs, type DealType, type VenueDeal } from "../../src/models/mod.ts";
import { terminal } from "./risk_samples.ts";
import { inWorld, type RiskWorld } from "./risk_world.ts";

const dayMs = 86_400_000;

/** The account is seen ten seconds before midnight; five seconds later `change` happens. */
async function overMidnight(world: RiskWorld, change: () => void): Promise<void> {
  await world.sync();
  await world.tellAccount();
  await world.clock.advance(dayMs - (world.brokerMs % dayMs) - 10_000);
  await world.tellAccount();
  await world.clock.advance(5_000);
  change();
  await world.clock.advance(6_000);
  await world.tellAccount();
}

async function seconds(world: RiskWorld, count: number): Promise<void> {
  for (let second = 0; second < count; second += 1) {
    await world.clock.advance(1_000);
    await world.tellAccount();
  }
}

const flows: readonly (readonly [DealType, number])[] = [
  ["balance", 5_000],
  ["balance", -5_000],
  ["credit", 5_000],
];

for (const [type, amount] of flows) {
  Deno.test(`a ${type} of ${amount} just before midnight that is listed after the day began`, async () => {
    await inWorld(async (world) => {
      const listed: VenueDeal[] = [];
      await overMidnight(world, () => {
        world.recordDeal(type, amount);
        listed.push(...world.deals.splice(0));
      });
      await seconds(world, 5);
      assert.notEqual(world.state.trouble, null, "nothing is opened until it is explained");
      world.deals.push(...listed);
      await world.tellDeals(listed);
      await seconds(world, 30);
      assert.equal(world.state.trouble, null);
      assert.deepEqual(await world.halts(), []);
      const { dayStartEquity, dayFlows, dayLossPct } = (await world.figures())!;
      assert.deepEqual([dayStartEquity, dayFlows, dayLossPct], [10_000, amount, 0]);
      await world.tellDeals([world.recordDeal("sell", -1_200)]);
      await seconds(world, 5);
      assert.ok((await world.halts()).some(({ cause }) => cause === "daily_loss"));
    });
  });
}

for (const amount of [150, 300, 900, -50]) {
  Deno.test(`a trade closed with ${amount} just before midnight, while the history is away`, async () => {
    await inWorld(async (world) => {
      world.floating = amount;
      await overMidnight(world, () => {
        world.venueFails = { code: "history_loading", terminal };
        world.recordDeal("sell", amount);
        world.floating = 0;
      });
      await seconds(world, 60);
      assert.notEqual(world.state.trouble, null);
      assert.deepEqual(await world.halts(), []);
      world.venueFails = null;
      await seconds(world, 60);
      assert.equal(world.state.trouble, null);
      assert.equal((await world.figures())?.dayLossPct, 0);
    });
  });
}

for (const offset of [-500, 0, 500]) {
  Deno.test(`a deal ${offset} ms from the last reading before midnight counts as the balances say`, async () => {
    for (const isInReading of [true, false]) {
      await inWorld(async (world) => {
        await world.sync();
        await world.clock.advance(dayMs - (world.brokerMs % dayMs) - 10_000);
        const before = world.account;
        const deal = world.recordDeal("balance", 1_000);
        const time = brokerMs(deal.brokerMs - offset);
        await world.tellAccount(isInReading ? {} : before, time);
        await world.clock.advance(11_000);
        await seconds(world, 5);
        assert.equal(world.state.trouble, null);
        const { dayStartEquity, dayFlows } = (await world.figures())!;
        assert.deepEqual([dayStartEquity, dayFlows], isInReading ? [11_000, 0] : [10_000, 1_000]);
      });
    }
  });
}

/** Two targets of an entry: each pays its commission. */
const ofOneMillisecond = [-4, -7, -13];

for (const contained of [0, 1, 2, 3]) {
  Deno.test(`the last reading before midnight contains ${contained} of three deals of one millisecond`, async () => {
    await inWorld(async (world) => {
      await world.sync();
      await world.clock.advance(dayMs - (world.brokerMs % dayMs) - 10_000);
      const inReading = ofOneMillisecond.slice(0, contained);
      const recorded = inReading.map((amount) => world.recordDeal("sell", amount));
      await world.tellDeals(recorded);
      await world.tellAccount();
      for (const amount of ofOneMillisecond.slice(contained)) world.recordDeal("sell", amount);
      await world.clock.advance(11_000);
      // On a busy account the latest deals may never be old enough to be in the figures for sure.
      for (let second = 0; second < 5; second += 1) {
        await world.tellDeals([world.recordDeal("sell", 1)]);
        await seconds(world, 1);
      }
      assert.equal(world.state.trouble, null);
      const { dayStartEquity } = (await world.figures())!;
      assert.equal(dayStartEquity, inReading.reduce((sum, amount) => sum + amount, 10_000));
    });
  });
}

/** Small enough for the reading to be taken at once. */
const aroundReading: readonly (readonly [DealType, number])[][] = [
  [["credit", 90]],
  [["credit", 90], ["sell", -14]],
  [["balance", 60], ["balance", -60], ["credit", 30]],
];

for (const deals of aroundReading) {
  const what = deals.map(([type, amount]) => `${type} ${amount}`).join(" and ");
  Deno.test(`${what}, dated after a reading before midnight that contains them, are in the start`, async () => {
    await inWorld(async (world) => {
      await world.sync();
      await world.clock.advance(dayMs - (world.brokerMs % dayMs) - 600);
      await world.tellAccount();
      await world.clock.advance(1_000);
      const recorded = deals.map(([type, amount]) => world.recordDeal(type, amount));
      // The server's clock is read in whole seconds.
      await world.tellAccount({}, brokerMs(recorded[0]!.brokerMs - 900));
      await world.tellDeals(recorded);
      await seconds(world, 30);
      assert.equal(world.state.trouble, null);
      await world.tellDeals([world.recordDeal("balance", -2_000)]);
      await seconds(world, 30);
      assert.equal(world.state.trouble, null);
      assert.deepEqual(await world.halts(), []);
      const { dayStartEquity, dayFlows, dayLossPct } = (await world.figures())!;
      assert.deepEqual([dayStartEquity + dayFlows, dayLossPct], [world.account.equity, 0]);
    });
  });
}

Deno.test("a deal of the very second of the last reading, listed long after midnight, explains it", async () => {
  for (const type of ["balance", "sell"] as const) {
    await inWorld(async (world) => {
      await world.sync();
      await world.clock.advance(dayMs - (world.brokerMs % dayMs) - 10_000);
      const before = world.account;
      const deal = world.recordDeal(type, 700);
      world.deals.splice(0);
      await world.tellAccount(before, brokerMs(deal.brokerMs + 500)); // the deal is not in it
      await world.clock.advance(11_000);
      await seconds(world, 5);
      assert.notEqual(world.state.trouble, null);
      world.deals.push(deal);
      await seconds(world, 60);
      assert.equal(world.state.trouble, null);
      const { dayStartEquity, dayFlows, dayLossPct } = (await world.figures())!;
      const flows = type === "balance" ? 700 : 0;
      assert.deepEqual([dayStartEquity, dayFlows, dayLossPct], [10_000, flows, 0]);
    });
  }
});

Deno.test("a deposit beside a fall of the floating profit hides no loss for long", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    world.venueFails = { code: "history_loading", terminal };
    world.recordDeal("balance", 500);
    await seconds(world, 2);
    world.floating = -400; // in a later message
    await seconds(world, 60);
    assert.ok((await world.halts()).some(({ cause }) => cause === "daily_loss"));
  });
});

for (const type of ["balance", "credit"] as const) {
  Deno.test(`money taken (${type}) right after midnight, in a reading that is dated before it, is no drawdown`, async () => {
    await inWorld(async (world) => {
      world.credit = 1_000;
      await world.sync();
      await world.clock.advance(dayMs - (world.brokerMs % dayMs) - 600);
      await world.tellAccount();
      await world.clock.advance(900);
      const deal = world.recordDeal(type, -90);
      await world.tellAccount({}, brokerMs(deal.brokerMs - 900));
      await world.tellDeals([deal]);
      await world.clock.advance(300);
      await seconds(world, 5);
      assert.equal(world.state.trouble, null);
      assert.equal((await world.figures())?.drawdownPct, 0);
    });
  });
}
