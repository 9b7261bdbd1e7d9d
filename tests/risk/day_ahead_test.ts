/**
 * A stored day that is later than the time of the moment: it stays, with its losses and its halt,
 * because the clocks that say so may be the wrong ones.
 */

import assert from "node:assert/strict";
import { brokerMs } from "../../src/models/mod.ts";
import { terminal } from "./risk_samples.ts";
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
    assert.match(world.logged.sentences().join("\n"), /the day 2036-01-01, much later than/);
  });
});
