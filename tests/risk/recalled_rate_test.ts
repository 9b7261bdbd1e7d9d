/** Orders a minute across a restart: the clock may have been set, or may be wrong, meanwhile. */

import assert from "node:assert/strict";
import { hourMs, inWorld } from "./risk_world.ts";
import { limits, terminal } from "./risk_samples.ts";

const threeAMinute = { limits: { ...limits, maxOrdersPerMinute: 3 } };
const order = { stopLoss: 1.0999, volumeLots: 0.01 };

for (const setHours of [-1, 0, 1, 24 * 365]) {
  Deno.test(`the limit a minute holds across a restart with the clock set by ${setHours} h`, () =>
    inWorld(async (world) => {
      await world.sync();
      await world.tellAccount();
      for (let count = 0; count < 3; count += 1) assert.deepEqual(await world.refusals(order), []);
      await world.clock.advance(1_000);
      const time = world.brokerMs;
      world.clock.jumpWallClock(world.clock.nowMs() + setHours * hourMs);
      world.restart();
      await world.sync();
      await world.tellAccount({}, time);
      assert.ok((await world.refusals(order)).includes("order_rate"));
    }, threeAMinute));
}

Deno.test("orders of ten minutes do not count as those of one after the clock was set back", () =>
  inWorld(async (world) => {
    await world.sync();
    for (let count = 0; count < 30; count += 1) {
      await world.tellAccount();
      assert.deepEqual(await world.refusals(order), []);
      await world.clock.advance(21_000);
    }
    world.clock.jumpWallClock(world.clock.nowMs() - hourMs);
    world.restart();
    await world.sync();
    await world.tellAccount();
    const { accounts } = world.actor.status().detail as unknown as {
      accounts: Record<string, { ordersLastMinute: number }>;
    };
    assert.equal(accounts[terminal]?.ordersLastMinute, 3, "the newest, and two before it");
  }));
