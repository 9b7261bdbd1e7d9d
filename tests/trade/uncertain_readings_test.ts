/**
 * Readings during which something happens, and readings whose storing fails: no difference is
 * reported that a deal explains, and each deal is reported once.
 */

import assert from "node:assert/strict";
import { brokerMs } from "../../src/models/mod.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import { account, type TradeWorld, withTradeWorld } from "./trade_world.ts";

const timedOut: AskError = { code: "ask_timeout", peer: "database", timeoutMs: 1 };

async function discrepancies(world: TradeWorld): Promise<readonly string[]> {
  const overviews = await world.ask("accounts", {});
  assert.ok(Array.isArray(overviews));
  return (overviews[0]?.discrepancies ?? []).map(({ kind }: { kind: string }) => kind);
}

async function read(world: TradeWorld): Promise<void> {
  const asked = world.ask("sync_trades", {});
  await world.pass(10);
  await asked;
}

function dealsTold(world: TradeWorld): string[] {
  return world.told.flatMap((event) =>
    event.type === "deals_recorded" ? event.deals.map(({ ticket }) => ticket) : []
  );
}

/** The venue's open position is closed with a loss, and another one opened. */
function turnAround({ venue }: TradeWorld): void {
  venue.closePosition(venue.positions[0]!, { reason: "sl", profit: -10 });
  venue.balance -= 10;
  venue.openByHand();
}

async function withPosition(world: TradeWorld): Promise<void> {
  world.venue.openByHand();
  await world.sync();
  await world.pass(20_000);
  await read(world);
}

for (const isRestarted of [false, true]) {
  const what = isRestarted ? "also after a restart" : "and is no discrepancy";
  Deno.test(`what happens between the snapshot and the deals of a reading is explained, ${what}`, () =>
    withTradeWorld(async (world) => {
      await withPosition(world);
      world.venue.beforeDeals = () => {
        world.venue.beforeDeals = () => {};
        turnAround(world);
      };
      await read(world);
      if (isRestarted) {
        await world.restart();
        await world.sync();
      }
      await read(world);
      await world.pass(60_000);
      assert.deepEqual(await discrepancies(world), []);
    }));
}

Deno.test("a vanished position is a discrepancy although it had a deal in an earlier reading", () =>
  withTradeWorld(async (world) => {
    await withPosition(world);
    world.venue.addDeal({ position: world.venue.positions[0]!.identifier, profit: 0 });
    for (let reading = 0; reading < 2; reading++) await read(world);
    world.venue.positions = [];
    await read(world);
    assert.deepEqual(await discrepancies(world), ["position_vanished"]);
  }));

for (
  const [what, fail] of [
    ["storing them fails", (world: TradeWorld, failure: AskError | null) => {
      world.storeFails = (question) => question === "store_trades" ? failure : null;
    }],
    ["they are stored, and the answer is lost", (world: TradeWorld, failure: AskError | null) => {
      world.storeAnswerFails = (question) => question === "store_trades" ? failure : null;
    }],
  ] as const
) {
  Deno.test(`readings of which ${what}: each deal is told once, and nothing is unexplained`, () =>
    withTradeWorld(async (world) => {
      await withPosition(world);
      fail(world, timedOut);
      turnAround(world);
      for (let reading = 0; reading < 3; reading++) await read(world);
      assert.equal(dealsTold(world).length, 2, "the deposit and the first position");
      fail(world, null);
      await read(world);
      await world.pass(60_000);
      assert.deepEqual(await discrepancies(world), []);
      const told = dealsTold(world);
      assert.equal(told.length, 4);
      assert.equal(new Set(told).size, 4);
      const wanted = { terminal: account, fromBrokerMs: brokerMs(0), toBrokerMs: null };
      const stored = await world.storeAsk("deals_between", wanted);
      assert.equal(stored.ok && stored.value.length, 4);
    }));
}
