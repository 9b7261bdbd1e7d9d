/** Orders a minute across a restart: the clock may have been set, or may be wrong, meanwhile. */

import assert from "node:assert/strict";
import { type ApprovalId, brokerMs, type TraceId, unixMs } from "../../src/models/mod.ts";
import { recalledAges } from "../../src/risk/facts/recalled_ages.ts";
import { sampleIntent } from "../support/trade_samples.ts";
import { hourMs, inWorld } from "./risk_world.ts";
import { limits, terminal } from "./risk_samples.ts";

const threeAMinute = { limits: { ...limits, maxOrdersPerMinute: 3 } };
/** At which the world begins, on the broker's clock. */
const noonMs = Date.UTC(2026, 1, 25, 12);
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

for (const [what, setHours] of [["ahead", 1], ["back", -1]] as const) {
  Deno.test(`the limit a minute holds when the clock was set ${what} between orders of an earlier run`, () =>
    inWorld(async (world) => {
      await world.sync();
      await world.tellAccount();
      for (let count = 0; count < 3; count += 1) {
        assert.deepEqual(await world.refusals(order), []);
        await world.clock.advance(1_000);
        world.clock.jumpWallClock(world.clock.nowMs() + setHours * hourMs);
        await world.tellAccount({}, brokerMs(noonMs + count * 2_000));
      }
      world.restart();
      await world.sync();
      await world.tellAccount({}, brokerMs(noonMs + 10_000));
      assert.ok((await world.refusals(order)).includes("order_rate"));
      await world.clock.advance(61_000);
      await world.tellAccount({}, brokerMs(noonMs + 71_000));
      assert.deepEqual(await world.refusals(order), []);
    }, threeAMinute));
}

Deno.test("hundreds of refusals after the orders of a minute do not hide them from the next run", () =>
  inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    const trace = "signal/ema/EURUSD/1" as TraceId;
    const used = { ...order, trace };
    assert.deepEqual(await world.refusals(used), []);
    for (let count = 0; count < 2; count += 1) assert.deepEqual(await world.refusals(order), []);
    const refused = (await world.decide(order)).decision;
    assert.equal(refused.refusals[0]?.code, "order_rate");
    await world.clock.advance(1_000);
    for (let count = 0; count < 600; count += 1) {
      const id = `${refused.id}-${count}` as ApprovalId;
      await world.database.onAsk.store_decision({ ...refused, id });
    }
    world.restart();
    await world.sync();
    await world.tellAccount();
    const codes = await world.refusals(used);
    assert.ok(codes.includes("order_rate") && codes.includes("duplicate_signal"), codes.join());
  }, threeAMinute));

Deno.test("an order that was sent again after a requote counts each time in the next run as well", () =>
  inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    const { decision } = await world.decide(order);
    for (const attempt of [1, 2, 3]) {
      if (attempt > 1) assert.equal(await world.actor.onAsk.repeat({ terminal }), null);
      const intent = { ...sampleIntent(attempt), terminal, approval: decision.id, attempt };
      const stored = await world.database.onAsk.journal_intent({
        ...{ intent, key: null },
        decision: attempt === 1 ? decision : null,
      });
      assert.ok(stored.ok);
    }
    await world.clock.advance(1_000);
    assert.ok((await world.refusals(order)).includes("order_rate"));
    world.restart();
    await world.sync();
    await world.tellAccount();
    assert.ok((await world.refusals(order)).includes("order_rate"));
  }, threeAMinute));

for (const isLastSent of [true, false]) {
  const last = isLastSent ? "sent" : "not sent";
  Deno.test(`an order that is sent again beside a later approval (${last}) counts in the next run as well`, () =>
    inWorld(async (world) => {
      await world.sync();
      await world.tellAccount();
      const first = (await world.decide(order)).decision;
      const newest = (await world.decide(order)).decision;
      assert.equal(await world.actor.onAsk.repeat({ terminal }), null);
      const sent = [[first, 1], ...(isLastSent ? [[newest, 1]] as const : []), [first, 2]] as const;
      for (const [index, [decision, attempt]] of sent.entries()) {
        const intent = { ...sampleIntent(index), terminal, approval: decision.id, attempt };
        const stored = await world.database.onAsk.journal_intent({
          ...{ intent, key: null },
          decision: attempt === 1 ? decision : null,
        });
        assert.ok(stored.ok);
      }
      await world.clock.advance(1_000);
      assert.ok((await world.refusals(order)).includes("order_rate"));
      world.restart();
      await world.sync();
      await world.tellAccount();
      assert.ok((await world.refusals(order)).includes("order_rate"));
    }, threeAMinute));
}

Deno.test("recalledAges(): the stored count says how many orders the last minute had", () => {
  const at = (decidedMs: number, ordersLastMinute: number | null = 1) => ({
    decidedMs: unixMs(decidedMs),
    ordersLastMinute,
  });
  assert.deepEqual(recalledAges([]), []);
  assert.deepEqual(recalledAges([at(90_000, 2), at(70_000), at(0)]), [0, 20_000]);
  assert.deepEqual(recalledAges([at(90_000, 3), at(70_000), at(0)]), [0, 20_000, 0], "set ahead");
  assert.deepEqual(recalledAges([at(0, 1), at(70_000)]), [0], "set back");
  assert.deepEqual(recalledAges([at(90_000, 3), at(70_000)]), [0, 20_000, 0], "sent again");
  const old = [at(90_000, null), at(70_000, null), at(0, null)];
  assert.deepEqual(recalledAges(old), [0, 20_000, 90_000], "of an earlier version");
});
