/**
 * Netting: a close that was sent while the store was away is only in the memory of the trade actor,
 * and lost with it. After a restart nothing is closed a second time while the first close may still
 * be executed.
 */

import assert from "node:assert/strict";
import type { AskError } from "../../src/runtime/protocol.ts";
import { account, halt, type TradeWorld, withTradeWorld } from "./trade_world.ts";

const diskFull: AskError = { code: "peer_unavailable", peer: "database" };
const writes = ["journal_intent", "advance_intent", "store_trades"];

function sentCloses(world: TradeWorld): number {
  return world.venue.sent.filter(({ request }) => request.kind === "close_position").length;
}

/** A flatten whose only close got no answer, then a restart; the store refuses what is `isAway`. */
async function restarted(world: TradeWorld, isAway: (question: string) => boolean) {
  await world.sync();
  world.venue.openByHand();
  await world.pass(2_000);
  world.storeFails = (question) => isAway(question) ? diskFull : null;
  world.venue.findIs = "sent";
  world.venue.fates = ["lost_request"];
  world.halts = [halt("flatten")];
  await world.halt(...world.halts);
  await world.pass(10_000);
  assert.equal(sentCloses(world), 1);
  await world.restart();
  await world.sync();
}

const stores: readonly [what: string, isAway: (question: string) => boolean][] = [
  ["without any store", () => true],
  ["with a full disk", (question) => writes.includes(question)],
];

for (const [what, isAway] of stores) {
  Deno.test(`netting: after a restart ${what} the next close waits until the lost one cannot be executed`, () =>
    withTradeWorld(async (world) => {
      world.marginMode = "netting";
      await restarted(world, isAway);
      await world.pass(100_000);
      const asked = world.ask("change", {
        terminal: account,
        key: "by-hand",
        request: {
          kind: "close_position",
          position: world.venue.positions[0]!.ticket,
          volumeLots: null,
          deviationPoints: 10,
        },
      });
      await world.pass(5_000);
      const reply = await asked;
      assert.ok("ok" in reply && !reply.ok && reply.error.code === "outcome_pending");
      assert.equal(sentCloses(world), 1);
      await world.pass(60_000);
      assert.deepEqual([sentCloses(world), world.venue.positions.length], [2, 0]);
      const told = world.sentences.filter((one) => one.includes("two minutes after the start"));
      assert.equal(told.length, 1);
    }));

  Deno.test(`hedging: after a restart ${what} flatten continues at once`, () =>
    withTradeWorld(async (world) => {
      await restarted(world, isAway);
      await world.pass(5_000);
      assert.equal(world.venue.positions.length, 0);
    }));
}

Deno.test("netting: a store that comes back soon after the restart does not end the wait, and nothing is opened either", () =>
  withTradeWorld(async (world) => {
    world.marginMode = "netting";
    await restarted(world, () => true);
    await world.pass(1_000);
    world.storeFails = () => null;
    await world.pass(60_000);
    assert.equal(sentCloses(world), 1);
    world.halts = [];
    await world.halt();
    const sent = world.venue.sent.length;
    await world.publish(world.signal());
    await world.pass(5_000);
    assert.equal(world.venue.sent.length, sent);
    await world.pass(60_000);
    await world.publish(world.signal(-1));
    await world.pass(5_000);
    assert.equal(world.venue.sent.length, sent + 1);
  }));

Deno.test("netting: a store that fails after the start delays no close", () =>
  withTradeWorld(async (world) => {
    world.marginMode = "netting";
    await world.sync();
    world.venue.openByHand();
    await world.pass(2_000);
    world.storeFails = () => diskFull;
    await world.halt(halt("flatten"));
    await world.pass(5_000);
    assert.equal(world.venue.positions.length, 0);
  }));
