/**
 * A stored day that is later than the time of the moment: it stays, with its losses and its halt,
 * because the clocks that say so may be the wrong ones. A command that names the account and both
 * days replaces it, and forgets nothing.
 */

import assert from "node:assert/strict";
import { type AccountDay, brokerMs, unixMs, type VenueDeal } from "../../src/models/mod.ts";
import { metrics, terminal } from "./risk_samples.ts";
import { hourMs, inWorld, type RiskWorld } from "./risk_world.ts";

const blocksToday = { haltPolicy: "block", haltEnds: "next_day" } as const;

async function haltedByLoss(world: RiskWorld): Promise<void> {
  await world.sync();
  await world.tellAccount();
  world.floating = -300;
  await world.tellAccount();
  await world.clock.advance(10_000);
  world.floating = -50;
  await world.tellAccount();
  await world.clock.advance(10_000);
}

async function held(world: RiskWorld) {
  const stored = await world.database.onAsk.latest_day({ terminal });
  return {
    halts: (await world.halts()).map(({ cause, brokerDay }) => [cause, brokerDay]),
    day: stored.ok ? stored.value : null,
    refusals: await world.refusals({ stopLoss: 1.0995, volumeLots: 0.01 }),
  };
}

async function provenAgain(world: RiskWorld): Promise<void> {
  for (let time = 0; time < 3; time += 1) {
    await world.tellAccount();
    await world.clock.advance(3_000);
  }
}

for (const behindHours of [30, 72, 24 * 400]) {
  const name = `a clock that is ${behindHours} hours behind ends no halt of today`;
  Deno.test(`${name}, when the connection comes back`, async () => {
    await inWorld(async (world) => {
      await haltedByLoss(world);
      const before = await held(world);
      assert.deepEqual(before.halts, [["daily_loss", "2026-02-25"]]);
      const right = world.clock.nowMs();
      world.clock.jumpWallClock(right - behindHours * hourMs);
      await world.tellAccount({}, world.brokerMs, null, false);
      world.lose();
      await world.clock.settle();
      await world.sync();
      await world.tellAccount({}, world.brokerMs, null, false);
      await world.clock.advance(4_000);
      world.clock.jumpWallClock(right + 4_000);
      await provenAgain(world);
      assert.deepEqual(await held(world), before);
    }, blocksToday);
  });

  Deno.test(`${name}, at a start of the bridge`, async () => {
    await inWorld(async (world) => {
      await haltedByLoss(world);
      const before = await held(world);
      const right = world.clock.nowMs();
      world.clock.jumpWallClock(right - behindHours * hourMs);
      world.restart();
      await world.sync();
      await world.tellAccount({}, world.brokerMs, "this computer's clock", false);
      await world.clock.advance(2_000);
      world.clock.jumpWallClock(right + 2_000);
      await provenAgain(world);
      assert.deepEqual(await held(world), before);
      assert.ok(!world.codes().includes("account_day_ahead"));
    }, blocksToday);
  });
}

Deno.test("a day of 2036 stays, with its start and its peak, and the log says so once", async () => {
  await inWorld(async (world) => {
    const far = "2036-01-01";
    await world.database.onAsk.begin_day({
      ...{ terminal, brokerDay: far, startEquity: 10_200, startBalance: 10_000 },
      startedBrokerMs: brokerMs(Date.UTC(2036, 0, 1)),
      reconstruction: null,
    });
    await world.sync();
    for (let day = 0; day < 3; day += 1) {
      await world.tellAccount();
      await world.clock.advance(24 * hourMs);
    }
    await world.tellAccount();
    const figures = await world.figures();
    assert.deepEqual([figures?.brokerDay, figures?.dayStartEquity], [far, 10_200]);
    assert.equal(world.codes().filter((code) => code === "account_day_ahead").length, 1);
    assert.match(
      world.logged.sentences().join("\n"),
      /losses still count towards 2036-01-01, although the broker/,
    );
  });
});

const [far, today] = ["2036-01-01", "2026-02-25"];

function dayOf(brokerDay: string, startEquity: number): AccountDay {
  return {
    ...{ terminal, brokerDay, startEquity, startBalance: 10_000 },
    startedBrokerMs: brokerMs(Date.parse(brokerDay)),
    reconstruction: null,
  };
}

interface Ahead {
  readonly farEquity?: number;
  /** As an earlier run had begun today; null: none had. */
  readonly todayEquity?: number | null;
  readonly peakEquity?: number;
}

/** A wrong clock has begun a day of 2036; the account has lost 100 today and has 9,900. */
async function withDayAhead(
  { farEquity = 10_000, todayEquity = null, peakEquity = 10_100 }: Ahead,
  body: (world: RiskWorld) => Promise<void>,
): Promise<void> {
  await inWorld(async (world) => {
    if (todayEquity !== null) {
      await world.database.onAsk.begin_day(dayOf(today, todayEquity));
    }
    await world.database.onAsk.begin_day(dayOf(far, farEquity));
    await world.database.onAsk.store_risk_metrics({
      ...metrics,
      ...{ brokerDay: far, dayStartEquity: farEquity, peakEquity },
      utcMs: unixMs(world.clock.nowMs() - 60_000),
    });
    world.recordDeal("sell", -100);
    await world.clock.advance(5_000);
    await world.sync();
    await provenAgain(world);
    await body(world);
  }, blocksToday);
}

async function replace(world: RiskWorld, change: { from?: string; to?: string } = {}) {
  const request = { terminal, from: far, to: today, by: "the trader", ...change };
  const asked = world.actor.onAsk.replace_day(request);
  await world.clock.settle();
  return await asked;
}

const starts = [
  { name: "today's deals", ahead: {}, start: 10_000 },
  {
    name: "the start of today that an earlier run stored",
    ahead: { todayEquity: 10_090 },
    start: 10_090,
  },
  { name: "the loss that was counted so far", ahead: { farEquity: 10_050 }, start: 10_050 },
  { name: "the worst of them", ahead: { farEquity: 10_050, todayEquity: 10_020 }, start: 10_050 },
  { name: "none that is better", ahead: { farEquity: 9_000, todayEquity: 9_500 }, start: 10_000 },
];

for (const { name, ahead, start } of starts) {
  Deno.test(`a day far ahead is replaced by today, with a start from ${name}`, async () => {
    await withDayAhead(ahead, async (world) => {
      assert.ok((await world.refusals({ stopLoss: 1.0999, volumeLots: 0.01 })).length > 0);
      const replaced = await replace(world);
      assert.ok(replaced.ok, JSON.stringify(replaced));
      const check = async () => {
        const figures = await world.figures();
        assert.equal(figures?.brokerDay, today);
        assert.equal(figures?.dayStartEquity.toFixed(6), start.toFixed(6));
        assert.equal(figures?.peakEquity, 10_100);
        assert.deepEqual(await world.refusals({ stopLoss: 1.0999, volumeLots: 0.01 }), []);
      };
      await check();
      assert.match(world.logged.sentences().join("\n"), /in the day 2026-02-25 instead of 2036/);
      world.restart();
      await world.sync();
      await provenAgain(world);
      await check();
    });
  });
}

Deno.test("replacing the day ends no halt, and a loss beyond the limit halts", async () => {
  await withDayAhead({ farEquity: 10_300 }, async (world) => {
    const before = await world.halts();
    assert.deepEqual(before.map(({ cause, brokerDay }) => [cause, brokerDay]), [
      ["daily_loss", far],
    ]);
    assert.ok((await replace(world)).ok);
    await provenAgain(world);
    assert.deepEqual(await world.halts(), before);
    const figures = await world.figures();
    assert.equal(figures?.dayStartEquity.toFixed(6), "10300.000000");
    assert.ok(figures!.dayLossPct > 3);
  });
});

Deno.test("a day is replaced only for exactly the two days, and only when all is known", async () => {
  await withDayAhead({}, async (world) => {
    const codeOf = async (change: { from?: string; to?: string }) => {
      const replaced = await replace(world, change);
      return replaced.ok ? "ok" : replaced.error.code;
    };
    assert.equal(await codeOf({ from: "2035-01-01" }), "other_days");
    assert.equal(await codeOf({ to: "2026-02-26" }), "other_days");
    world.venueFails = { code: "history_loading", terminal };
    assert.equal(await codeOf({}), "account_unknown");
    world.venueFails = null;
    await world.tellAccount({}, world.brokerMs, "this computer's clock", false);
    assert.equal(await codeOf({}), "account_unknown");
    await provenAgain(world);
    world.beforeStore = (question) =>
      Promise.resolve(question === "replace_day" ? { code: "timeout" } as never : null);
    assert.equal(await codeOf({}), "timeout");
    world.beforeStore = null;
    assert.equal((await world.figures())?.brokerDay ?? far, far, "nothing was changed");
    assert.equal(await codeOf({}), "ok");
    assert.equal(await codeOf({}), "day_not_ahead");
  });
});

Deno.test("a day that was withdrawn and then really comes begins anew", async () => {
  await withDayAhead({}, async (world) => {
    assert.ok((await replace(world)).ok);
    const begun = await world.database.onAsk.begin_day(dayOf(far, 20_000));
    assert.deepEqual(begun, { ok: true, value: dayOf(far, 20_000) });
  });
});

Deno.test("a replaced day does not come back at the next midnight", async () => {
  await withDayAhead({}, async (world) => {
    assert.ok((await replace(world)).ok);
    await provenAgain(world);
    for (let hour = 0; hour < 14; hour += 1) {
      await world.clock.advance(hourMs);
      await world.tellAccount();
    }
    await provenAgain(world);
    assert.equal((await world.figures())?.brokerDay, "2026-02-26");
    world.recordDeal("balance", 3_000);
    await world.tellAccount();
    await world.clock.advance(5_000);
    await provenAgain(world);
    assert.deepEqual(await world.refusals({ stopLoss: 1.0999, volumeLots: 0.01 }), []);
    assert.deepEqual(await world.halts(), []);
    world.floating = -300;
    await provenAgain(world);
    assert.deepEqual((await world.halts()).map(({ cause }) => cause), ["daily_loss"]);
  });
});

for (const balance of [0, 100]) {
  Deno.test(`a day is not replaced by figures without sense, such as a balance of ${balance}`, async () => {
    await withDayAhead({}, async (world) => {
      world.misreported = { balance, equity: balance, profit: 0 };
      const replaced = await replace(world);
      assert.equal(replaced.ok ? "ok" : replaced.error.code, "account_unknown");
      world.misreported = {};
      await provenAgain(world);
      assert.ok((await replace(world)).ok);
      await provenAgain(world);
      const figures = await world.figures();
      assert.deepEqual([figures?.dayStartEquity, figures?.dayLossPct], [10_000, 1]);
    });
  });
}

/** The day is replaced, and then a deposit or withdrawal of today is listed. */
async function replacedBefore(world: RiskWorld, late: VenueDeal): Promise<void> {
  world.deals = world.deals.filter(({ ticket }) => ticket !== late.ticket);
  await world.clock.advance(20_000);
  await provenAgain(world);
  assert.ok((await replace(world)).ok);
  await provenAgain(world);
  world.deals.push(late);
  await world.tellDeals([late]);
  await world.clock.advance(15_000);
  await provenAgain(world);
}

Deno.test("a deposit of today that is listed after the day was replaced is no loss", async () => {
  await withDayAhead({}, async (world) => {
    await replacedBefore(world, world.recordDeal("balance", 5_000));
    const figures = await world.figures();
    assert.deepEqual([figures?.dayFlows, world.state], [5_000, { state: "sure", trouble: null }]);
    assert.ok(Math.abs(figures!.dayLossPct - 1) < 1, String(figures?.dayLossPct));
    assert.deepEqual(await world.halts(), []);
  });
});

for (const isRestarted of [false, true]) {
  const when = isRestarted ? "also after a restart" : "in the same run";
  Deno.test(`a withdrawal of today that is listed after the day was replaced is no loss, ${when}`, async () => {
    await withDayAhead({}, async (world) => {
      await replacedBefore(world, world.recordDeal("balance", -1_000));
      if (isRestarted) {
        world.restart();
        await world.sync();
        await provenAgain(world);
      }
      const figures = await world.figures();
      assert.deepEqual([figures?.dayFlows, world.state], [-1_000, {
        state: "sure",
        trouble: null,
      }]);
      assert.ok(Math.abs(figures!.dayLossPct - 1) < 0.2, String(figures?.dayLossPct));
    });
  });
}

Deno.test("a withdrawal of before the day far ahead, listed after it was replaced, hides no loss", async () => {
  await inWorld(async (world) => {
    const late = world.recordDeal("balance", -1_000);
    await world.clock.advance(5_000);
    await world.database.onAsk.begin_day({ ...dayOf(far, 9_000), startBalance: 9_000 });
    world.recordDeal("sell", -100);
    await world.clock.advance(5_000);
    world.deals = world.deals.filter(({ ticket }) => ticket !== late.ticket);
    await world.sync();
    await provenAgain(world);
    await replacedBefore(world, late);
    const figures = (await world.figures())!;
    assert.deepEqual([figures.dayFlows, world.state.state], [-1_000, "sure"]);
    const lost = figures.dayStartEquity + figures.dayFlows - figures.equity;
    assert.ok(lost > 99, String(lost));
  }, blocksToday);
});
