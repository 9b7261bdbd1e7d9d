/**
 * A halt that a terminal has kept may have ended long ago. Until the store has confirmed that, the
 * halt blocks but closes nothing.
 */

import assert from "node:assert/strict";
import type { TerminalId } from "../../src/models/mod.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import { inWorld, type RiskWorld } from "./risk_world.ts";
import { terminal } from "./risk_samples.ts";

const storeAway: AskError = { code: "peer_unavailable", peer: "database" };

/** Ended while the terminal was away with its flag; then the bridge was restarted. */
async function endedFlatten(world: RiskWorld, of: TerminalId | null) {
  await world.sync();
  await world.actor.onAsk.halt({ terminal: of, policy: "flatten", reason: "leaving" });
  await world.clock.settle();
  const { flag } = world;
  world.lose();
  const resumed = await world.actor.onAsk.resume({ terminal: of, cause: "command", by: "me" });
  assert.ok(resumed.ok);
  world.restart();
  await world.clock.settle();
  world.trade.length = 0;
  return flag;
}

for (const  of of[terminal, null]) {
  const whose = of === null ? "all accounts" : "an account";
  Deno.test(`an ended flatten of ${whose} does not come back after one slow write`, async () => {
    await inWorld(async (world) => {
      const flag = await endedFlatten(world, of);
      let slow = 1;
      world.beforeStore = (question) => {
        const isSlow = question === "store_halt" && slow-- > 0;
        return Promise.resolve(isSlow ? storeAway : null);
      };
      await world.sync(flag);
      await world.clock.advance(5_000);
      assert.deepEqual(new Set(world.trade), new Set(["halted command in doubt", "resumed"]));
      assert.equal(world.trade.at(-1), "resumed");
      assert.deepEqual(await world.actor.onAsk.general_halts({}), []);
      assert.deepEqual([world.flag, await world.refusals()], [null, []]);
    });
  });

  Deno.test(`an ended flatten of ${whose} only blocks while the store is away`, async () => {
    await inWorld(async (world) => {
      const flag = await endedFlatten(world, of);
      world.storeFails = storeAway;
      await world.sync(flag);
      await world.clock.advance(60_000);
      assert.equal(world.trade.at(-1), "halted command in doubt");
      assert.ok((await world.refusals()).includes("halted"));
      assert.deepEqual(await world.actor.onAsk.general_halts({}), []);
      world.storeFails = null;
      await world.clock.advance(10_000);
      assert.equal(world.trade.at(-1), "resumed");
      assert.ok(!world.trade.some((told) => told.includes("flatten")), world.trade.join());
      assert.deepEqual(await world.actor.onAsk.general_halts({}), []);
    });
  });
}

Deno.test("a flatten of everything that was never stored flattens when the store has answered", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.storeFails = storeAway;
    await world.actor.onAsk.halt({ terminal: null, policy: "flatten", reason: "leaving" });
    await world.clock.settle();
    const { flag } = world;
    world.storeFails = null;
    world.restart();
    await world.clock.settle();
    world.storeFails = storeAway;
    await world.sync(flag);
    await world.clock.advance(5_000);
    assert.equal(world.trade.at(-1), "halted command in doubt");
    assert.deepEqual(world.flag, flag, "the terminal keeps it as it was");
    world.storeFails = null;
    await world.clock.advance(10_000);
    assert.equal(world.trade.at(-1), "halted command flatten");
    const [general] = await world.actor.onAsk.general_halts({});
    assert.equal(general?.policy, "flatten");
  });
});

Deno.test("a limit that is exceeded now flattens, whatever else is uncertain", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.floating = -250;
    await world.tellAccount();
    const { flag } = world;
    world.lose();
    await world.resume("daily_loss");
    world.restart();
    await world.clock.settle();
    await world.sync();
    world.storeFails = storeAway;
    await world.sync(flag);
    world.floating = -500;
    await world.tellAccount();
    assert.equal(world.trade.at(-1), "halted daily_loss flatten, daily_loss in doubt");
  }, { haltPolicy: "flatten" });
});

Deno.test("a flatten in the trade actor continues while a terminal's copy is in doubt", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.storeFails = storeAway;
    await world.actor.onAsk.halt({ terminal, policy: "flatten", reason: "leaving" });
    const held = await world.actor.onAsk.halts({});
    await world.clock.settle();
    world.storeFails = null;
    world.restart();
    await world.clock.settle();
    world.storeFails = storeAway;
    await world.sync(world.flag);
    assert.deepEqual(await world.actor.onAsk.halts({ held }), held);
    await world.clock.settle();
    assert.equal(world.trade.at(-1), "halted command flatten");
  });
});
