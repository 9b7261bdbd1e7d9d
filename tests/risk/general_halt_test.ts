/** A halt of all accounts is not lost because an account was halted before, or the store failed. */

import assert from "node:assert/strict";
import type { AskError } from "../../src/runtime/protocol.ts";
import { inWorld } from "./risk_world.ts";
import { terminal } from "./risk_samples.ts";

const storeAway: AskError = { code: "peer_unavailable", peer: "database" };
const everything = { terminal: null, policy: "block", reason: "stop everything" } as const;

Deno.test("a general halt that was never stored survives a kill, also after a halt of the account", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.storeFails = storeAway;
    await world.actor.onAsk.halt({ terminal, policy: "flatten", reason: "this one first" });
    await world.actor.onAsk.halt(everything);
    await world.clock.settle();
    const { flag } = world;
    world.storeFails = null;
    world.restart();
    await world.sync(flag);
    const reasons = (await world.actor.onAsk.general_halts({})).map(({ reason }) => reason);
    assert.deepEqual(reasons, ["stop everything"]);
  });
});

Deno.test("a general halt of which only an account's share was stored survives a kill", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.beforeStore = (question) =>
      Promise.resolve(question === "store_general_halt" ? storeAway : null);
    await world.actor.onAsk.halt(everything);
    await world.clock.settle();
    world.beforeStore = null;
    world.restart();
    await world.clock.settle();
    assert.equal((await world.actor.onAsk.general_halts({})).length, 1);
  });
});
