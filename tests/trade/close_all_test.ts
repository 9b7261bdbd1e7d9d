/** Close all, and closes in parts, when some of their requests cannot be sent. */

import assert from "node:assert/strict";
import type { PositionTicket } from "../../src/models/mod.ts";
import { account, type TradeWorld, withTradeWorld } from "./trade_world.ts";

async function answered<T>(world: TradeWorld, asked: Promise<T>, ms = 30_000): Promise<T> {
  await world.pass(ms);
  return await asked;
}

function close(position: PositionTicket, volumeLots: number | null = null) {
  return { kind: "close_position", position, volumeLots, deviationPoints: 10 } as const;
}

/** Positions of a netting account; closes of the first `pending` may still be executed. */
async function withPending(world: TradeWorld, count: number, pending: number): Promise<void> {
  world.marginMode = "netting";
  await world.sync();
  for (let at = 0; at < count; at += 1) world.venue.openByHand();
  world.venue.findIs = "sent";
  world.venue.fates = Array(pending).fill("lost_request");
  for (const { ticket } of world.venue.positions.slice(0, pending)) {
    const request = close(ticket);
    void world.ask("change", { terminal: account, key: `close-${ticket}`, request });
  }
  await world.pass(30_000);
}

function closeAll(world: TradeWorld, key = "all") {
  return answered(world, world.ask("close_all", { terminal: account, key }));
}

for (const [count, pending] of [[12, 8], [3, 1]] as const) {
  Deno.test(`close_all: ${pending} of ${count} cannot be closed yet: the others are, and the reply says so`, () =>
    withTradeWorld(async (world) => {
      await withPending(world, count, pending);
      const reply = await closeAll(world);
      assert.equal(world.venue.positions.length, pending);
      assert.ok(!reply.ok && reply.error.code === "incomplete", JSON.stringify(reply));
      const expected = new RegExp(
        `^${pending} of ${count} requests could not be sent \\(position \\d+: An earlier close`,
      );
      assert.match("message" in reply.error ? reply.error.message : "", expected);
      await world.pass(120_000);
      const again = await closeAll(world);
      assert.ok(again.ok && again.value.length === count, "a repeated key continues");
      assert.equal(world.venue.positions.length, 0);
    }));
}

Deno.test("close_all: when nothing at all can be sent, the reply is the reason", () =>
  withTradeWorld(async (world) => {
    await withPending(world, 2, 2);
    const reply = await closeAll(world);
    assert.ok(!reply.ok && reply.error.code === "outcome_pending", JSON.stringify(reply));
  }));

Deno.test("close_all: a position that was closed in the meantime is no failure", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    for (const _ of [1, 2]) world.venue.openByHand();
    const [gone] = world.venue.positions;
    let asked = 0;
    world.onStoreAsk = (question) => {
      if (question !== "intents_of_trace") return;
      asked += 1;
      if (asked === 1) world.venue.closePosition(gone!);
    };
    const reply = await closeAll(world);
    assert.ok(reply.ok && reply.value.length === 1, JSON.stringify(reply));
    assert.equal(world.venue.positions.length, 0);
  }));

Deno.test("a close in parts whose next part cannot be saved is not reported as filled", () =>
  withTradeWorld(async (world) => {
    world.venue.largestLots = 5;
    world.instrument = { ...world.instrument, volumeMaxLots: 5 };
    await world.sync();
    world.venue.openByHand(15);
    void world.ask("sync_trades", {});
    await world.pass(1_000);
    let written = 0;
    world.storeFails = (question) => {
      if (question !== "journal_intent") return null;
      written += 1;
      return written === 2 ? { code: "peer_unavailable", peer: "database" } : null;
    };
    const request = close(world.venue.positions[0]!.ticket, 12);
    const asked = world.ask("change", { terminal: account, key: "a", request });
    const reply = await answered(world, asked);
    assert.ok(!reply.ok && reply.error.code === "incomplete", JSON.stringify(reply));
    assert.deepEqual(world.venue.positions.map(({ volumeLots }) => volumeLots), [10]);
  }));
