/**
 * Deals of a reconstructed day that the terminal lists late: the start of the day and the equity
 * high come out right, whichever side of a restart the deals are listed on, and whether or not the
 * correction was stored.
 */

import assert from "node:assert/strict";
import { brokerMs, unixMs, type VenueDeal } from "../../src/models/mod.ts";
import { correctedPeak } from "../../src/risk/day/equity_peak.ts";
import { metrics, terminal } from "./risk_samples.ts";
import { hourMs, inWorld, type RiskWorld } from "./risk_world.ts";

/** The equity high of yesterday. */
const high = 10_400;

/**
 * At noon the bridge first sees an account that had 10,000 at midnight and has lost 100 since; a
 * deal of the morning is not listed yet.
 */
async function withLateDeal(
  [type, amount]: readonly [VenueDeal["type"], number],
  body: (world: RiskWorld, late: VenueDeal) => Promise<void>,
): Promise<void> {
  await inWorld(async (world) => {
    await world.database.onAsk.store_risk_metrics({
      ...metrics,
      ...{ brokerDay: "2026-02-24", peakEquity: high },
      utcMs: unixMs(world.clock.nowMs() - 13 * hourMs),
    });
    world.recordDeal("buy", -100);
    const recorded = world.recordDeal(type, amount);
    const late = { ...recorded, brokerMs: brokerMs(recorded.brokerMs - hourMs) };
    world.deals = world.deals.slice(0, 1);
    await world.clock.advance(5_000);
    await world.sync();
    await world.tellAccount();
    await world.actor.onAsk.update_risk({});
    await store(world);
    await body(world, late);
  });
}

/** As the trade actor does before it tells risk. */
async function store(world: RiskWorld): Promise<void> {
  const stored = await world.database.onAsk.store_trades({
    ...{ terminal, positions: [], orders: [], deals: world.deals, discrepancies: [] },
    dealsCompleteToBrokerMs: null,
    takenMs: world.clock.nowMs(),
  });
  assert.ok(stored.ok);
}

async function list(world: RiskWorld, late: VenueDeal): Promise<void> {
  world.deals.push(late);
  await store(world);
  await world.tellDeals([late]);
}

async function startAgain(world: RiskWorld): Promise<void> {
  world.restart();
  await world.sync();
  await world.tellAccount();
}

async function pass(world: RiskWorld, seconds = 10): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    await world.clock.advance(1_000);
    await world.tellAccount();
  }
}

type Listing = (world: RiskWorld, late: VenueDeal) => Promise<void>;

const listings: Readonly<Record<string, Listing>> = {
  "in the same run": async (world, late) => {
    await list(world, late);
    await pass(world);
  },
  "while the bridge is off": async (world, late) => {
    world.deals.push(late);
    await startAgain(world);
    await pass(world);
  },
  "after the next start": async (world, late) => {
    await startAgain(world);
    await pass(world);
    await list(world, late);
    await pass(world);
  },
  "and the bridge is killed before the correction is stored": async (world, late) => {
    world.beforeStore = (question) =>
      Promise.resolve(question === "correct_day" ? { code: "timeout" } as never : null);
    await list(world, late);
    await pass(world);
    assert.ok(world.codes().includes("day_corrected"));
    world.beforeStore = null;
    await startAgain(world);
    await pass(world);
  },
  "and the bridge is killed between the correction and the figures": async (world, late) => {
    await list(world, late);
    await pass(world);
    assert.ok(world.codes().includes("day_corrected"));
    await startAgain(world);
    await pass(world);
  },
  "and stored, and the bridge is killed before risk has seen it": async (world, late) => {
    world.deals.push(late);
    await store(world);
    await startAgain(world);
    await pass(world);
  },
};

const lateDeals = [["buy", -50], ["balance", 5_000], ["balance", -500], ["credit", 300]] as const;

for (const [when, listed] of Object.entries(listings)) {
  for (const [type, amount] of lateDeals) {
    Deno.test(`a day is right again: ${type} of ${amount} listed ${when}`, async () => {
      await withLateDeal([type, amount], async (world, late) => {
        await listed(world, late);
        assert.deepEqual(world.state, { state: "sure", trouble: null });
        const isResult = type === "buy";
        const figures = await world.figures();
        assert.equal(figures?.dayStartEquity, 10_000);
        assert.equal(figures?.dayFlows, isResult ? 0 : amount);
        const loss = isResult ? 150 : 100;
        assert.equal(figures?.dayLossPct.toFixed(6), (loss / 10_000 * 100).toFixed(6));
        const { equity } = world.account;
        const before = isResult ? equity : equity - amount;
        assert.equal(figures?.peakEquity.toFixed(2), (high * equity / before).toFixed(2));
        const day = await world.database.onAsk.latest_day({ terminal });
        assert.equal(day.ok && day.value?.startEquity, 10_000, "in the store as well");
        assert.deepEqual(await world.refusals({ stopLoss: 1.0999, volumeLots: 0.01 }), []);
        assert.ok(!world.codes().includes("halt_began"));
      });
    });
  }
}

for (const lateMs of [500, 3_000, 8_000]) {
  Deno.test(`a withdrawal of the night, listed ${lateMs} ms after the start, is no drawdown`, async () => {
    await inWorld(async (world) => {
      await world.sync();
      await pass(world, 3);
      await world.actor.onAsk.update_risk({});
      await world.actor.stop?.();
      await world.clock.advance(22 * hourMs);
      const late = world.recordDeal("balance", -1_500);
      world.deals = [];
      await world.clock.advance(3 * hourMs);
      await startAgain(world);
      await world.clock.advance(lateMs);
      assert.deepEqual(await world.halts(), []);
      await list(world, late);
      await pass(world);
      assert.deepEqual(await world.halts(), []);
      const figures = await world.figures();
      assert.deepEqual([figures?.drawdownPct, figures?.peakEquity], [0, 8_500]);
      assert.deepEqual(world.state, { state: "sure", trouble: null });
    });
  });
}

Deno.test("money that is missing since yesterday counts as lost after ten seconds", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await pass(world, 3);
    await world.actor.onAsk.update_risk({});
    await world.actor.stop?.();
    world.recordDeal("balance", -1_500);
    world.deals = [];
    await world.clock.advance(25 * hourMs);
    await startAgain(world);
    await pass(world, 15);
    assert.deepEqual((await world.halts()).map(({ cause }) => cause), ["drawdown"]);
  });
});

Deno.test("the high that a resume has set is not moved by a deposit that is listed late", async () => {
  for (const isRestarted of [false, true]) {
    await withLateDeal(["balance", 1_000], async (world, late) => {
      world.floating = -1_600;
      await world.tellAccount();
      await pass(world, 3);
      assert.ok((await world.resume("drawdown")).ok);
      await pass(world, 3);
      const { peakEquity } = (await world.figures())!;
      assert.equal(peakEquity, 9_300);
      if (isRestarted) await startAgain(world);
      await list(world, late);
      await pass(world);
      const figures = (await world.figures())!;
      assert.deepEqual([figures.dayFlows, figures.peakEquity], [1_000, 9_300]);
    });
  }
});

Deno.test("a deposit before the deals of the day could be had is no drawdown once they are", async () => {
  await inWorld(async (world) => {
    world.recordDeal("balance", 5_000);
    world.venueFails = { code: "history_loading", terminal };
    await world.clock.advance(5_000);
    await world.sync();
    await world.tellAccount();
    await world.clock.advance(40_000);
    assert.equal((await world.figures())?.peakEquity, 15_000);
    world.venueFails = null;
    await world.clock.advance(40_000);
    const figures = await world.figures();
    assert.deepEqual([figures?.dayFlows, figures?.peakEquity], [5_000, 15_000]);
    assert.deepEqual(await world.halts(), []);
  });
});

for (const [type, amount] of [["balance", 5_000], ["credit", 300], ["buy", -150]] as const) {
  for (const nights of [0, 1]) {
    const when = nights === 0 ? "on the same day" : "on the next day";
    Deno.test(`a day whose deals could not be had, killed and started again ${when}: ${type} of ${amount}`, async () => {
      await inWorld(async (world) => {
        await world.database.onAsk.store_risk_metrics({
          ...metrics,
          ...{ brokerDay: "2026-02-24", peakEquity: high },
          utcMs: unixMs(world.clock.nowMs() - 13 * hourMs),
        });
        world.recordDeal(type, amount);
        world.venueFails = { code: "history_loading", terminal };
        await world.clock.advance(5_000);
        await world.sync();
        await world.tellAccount();
        await world.clock.advance(40_000);
        await pass(world, 3);
        await world.actor.onAsk.update_risk({});
        assert.equal((await world.figures())?.dayStartEquity, world.account.equity);
        await world.actor.stop?.();
        await world.clock.advance(nights * 24 * hourMs);
        world.venueFails = null;
        await startAgain(world);
        await pass(world, 15);
        const { equity } = world.account;
        const [isResult, isToday] = [type === "buy", nights === 0];
        const figures = await world.figures();
        assert.equal(figures?.dayStartEquity, isToday ? 10_000 : equity);
        assert.equal(figures?.dayFlows, isToday && !isResult ? amount : 0);
        const before = isResult ? equity : equity - amount;
        assert.equal(figures?.peakEquity.toFixed(2), (high * equity / before).toFixed(2));
        assert.deepEqual(await world.halts(), []);
        assert.deepEqual(world.state, { state: "sure", trouble: null });
      });
    });
  }
}

Deno.test("correctedPeak(): equity seen since counts; what is not known counts as the higher peak", () => {
  const flat = { before: 10_000, seen: null };
  const peakOf = (peakEquity: number, flows = 0) => ({ peakEquity, flows });
  const deposit = correctedPeak({ ...flat, peak: peakOf(15_000) }, 15_000, 5_000);
  assert.deepEqual(deposit, peakOf(15_000, 5_000));
  const gained = correctedPeak({ ...flat, peak: peakOf(16_000) }, 15_500, 5_000);
  assert.equal(gained.peakEquity, 16_000);
  const withdrawal = { ...flat, peak: peakOf(10_000) };
  assert.equal(correctedPeak(withdrawal, 8_000, -2_000).peakEquity, 8_000);
  const seen = { peakEquity: 9_000, flows: 0 };
  assert.equal(correctedPeak({ ...withdrawal, seen }, 8_500, -2_000).peakEquity, 9_000);
  const both = correctedPeak({ ...flat, peak: peakOf(10_000 * 12 / 7, 5_000) }, 12_000, 2_000);
  assert.equal(Math.round(both.peakEquity), 12_000);
  const granted = correctedPeak({ ...withdrawal, before: null }, 8_000, -2_000);
  assert.deepEqual(granted, peakOf(10_000, -2_000));
});
