/**
 * After a restart the equity high follows the deposits and withdrawals that it does not include
 * yet, whatever the computer's clock said when it was stored.
 */

import assert from "node:assert/strict";
import { brokerMs, unixMs, type VenueDeal } from "../../src/models/mod.ts";
import { peakSince } from "../../src/risk/day/stored_peak.ts";
import { balanceDeal, sampleDay, sampleDeal } from "../support/trade_samples.ts";
import { metrics } from "./risk_samples.ts";
import { hourMs, inWorld } from "./risk_world.ts";

const day = { ...sampleDay, startBalance: 10_000, startEquity: metrics.dayStartEquity };
const { startedBrokerMs } = day;

function at(second: number, deal: VenueDeal): VenueDeal {
  return { ...deal, brokerMs: brokerMs(startedBrokerMs + second * 1_000) };
}

const loss = at(1, sampleDeal(1, { profit: -190, commission: 0, swap: 0, fee: 0 }));
const withdrawal = at(2, balanceDeal(2, -4_905));

Deno.test("peakSince(): a withdrawal after the figures were stored moves the high, an earlier one does not", () => {
  const before = { ...metrics, peakEquity: 10_000, equity: 9_810, balance: 9_810 };
  assert.deepEqual(peakSince(before, day, [withdrawal, loss]), { peakEquity: 5_000, flows: 0 });
  const after = {
    ...metrics,
    peakEquity: 5_000,
    equity: 4_905,
    balance: 4_905,
    dayFlows: -4_905,
  };
  assert.deepEqual(peakSince(after, day, [loss, withdrawal]), { peakEquity: 5_000, flows: 0 });
});

Deno.test("peakSince(): a withdrawal in the stored balance that no deal had explained moves the high once", () => {
  const doubted = { ...metrics, peakEquity: 10_000, equity: 4_905, balance: 4_905 };
  assert.deepEqual(peakSince(doubted, day, [loss, withdrawal]), { peakEquity: 5_000, flows: 0 });
});

Deno.test("peakSince(): of several sets of deals with the same balance, the stored flows choose", () => {
  const deposit = at(2, balanceDeal(2, 190));
  const stored = { ...metrics, peakEquity: 10_000, equity: 10_000, balance: 10_000 };
  const paidIn = { ...stored, dayFlows: 190, peakEquity: 10_190 };
  assert.deepEqual(peakSince(paidIn, day, [loss, deposit]), { peakEquity: 10_190, flows: 0 });
  assert.deepEqual(peakSince(stored, day, [loss, deposit])?.peakEquity, 10_190);
});

Deno.test("peakSince(): no result when the deals do not explain the stored balance", () => {
  assert.equal(peakSince({ ...metrics, balance: 9_000 }, day, [loss, withdrawal]), null);
});

Deno.test("peakSince(): a day that was corrected after the figures were stored takes the high along", () => {
  const deposit = at(2, balanceDeal(2, 5_000));
  const stored = { ...metrics, peakEquity: 15_600, equity: 15_000, balance: 15_000, dayFlows: 0 };
  const corrected = {
    ...{ ...day, startEquity: 10_000 },
    reconstruction: {
      ...{ brokerMs: at(3, deposit).brokerMs, balance: 15_000, credit: 0, floating: 0 },
      peakEquity: 10_400,
    },
  };
  const figures = { ...stored, dayStartEquity: 15_000, peakEquity: 15_000 };
  assert.deepEqual(peakSince(figures, corrected, [deposit]), { peakEquity: 15_600, flows: 0 });
  const after = { ...stored, dayStartEquity: 10_000, dayFlows: 5_000 };
  assert.deepEqual(peakSince(after, corrected, [deposit]), { peakEquity: 15_600, flows: 0 });
});

Deno.test("an equity high outlasts a kill, however soon after it", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    for (const floating of [400, -100]) {
      world.floating = floating;
      await world.clock.advance(500);
      await world.tellAccount();
    }
    await world.clock.advance(100);
    world.restart();
    await world.sync();
    await world.tellAccount();
    assert.equal((await world.figures())?.peakEquity, 10_400);
  });
});

for (const wrongMs of [0, 3 * hourMs, -3 * hourMs]) {
  Deno.test(`the high after a restart, when the computer's clock was wrong by ${wrongMs / hourMs} h`, async () => {
    for (const isOff of [true, false]) {
      await inWorld(async (world) => {
        await world.sync();
        await world.clock.advance(10 * hourMs);
        const dated = (deal: VenueDeal) =>
          Object.assign(deal, { utcMs: unixMs(deal.utcMs - wrongMs) });
        await world.tellAccount();
        await world.tellDeals([dated(world.recordDeal("sell", -190))]);
        const withdraw = () => dated(world.recordDeal("balance", -5_000));
        if (!isOff) await world.tellDeals([withdraw()]);
        await world.clock.advance(5_000);
        await world.tellAccount();
        await world.actor.onAsk.update_risk({});
        await world.actor.stop?.();
        await world.clock.advance(5_000);
        if (isOff) withdraw();
        await world.clock.advance(3 * hourMs);
        world.restart();
        await world.sync();
        await world.tellAccount();
        assert.deepEqual(await world.halts(), []);
        assert.equal((await world.figures())?.drawdownPct.toFixed(2), "1.90");
      });
    }
  });
}

Deno.test("a later day without figures of its own: the high follows what came after the stored ones", async () => {
  for (const wrongMs of [0, 30 * hourMs]) {
    await inWorld(async (world) => {
      await world.sync();
      await world.tellAccount();
      await world.actor.onAsk.update_risk({});
      await world.clock.advance(hourMs);
      const withdrawal = world.recordDeal("balance", -5_000);
      await world.tellDeals([
        Object.assign(withdrawal, { utcMs: unixMs(withdrawal.utcMs - wrongMs) }),
      ]);
      await world.tellAccount();
      await world.clock.advance(11 * hourMs - 500);
      await world.tellAccount();
      await world.clock.advance(10_000);
      await world.tellAccount(); // the next day begins, and its figures are not stored
      await world.actor.stop?.();
      await world.clock.advance(hourMs);
      world.restart();
      await world.sync();
      await world.tellAccount();
      const { peakEquity, brokerDay } = (await world.figures())!;
      assert.deepEqual([peakEquity, brokerDay], [5_000, "2026-02-26"]);
      assert.deepEqual(await world.halts(), []);
    });
  }
});
