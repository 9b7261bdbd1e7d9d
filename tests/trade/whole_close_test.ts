/** Closing a whole position when the bridge does not know the largest deal of its symbol. */

import assert from "node:assert/strict";
import { type PositionTicket, symbolName } from "../../src/models/mod.ts";
import { account, type TradeWorld, withTradeWorld } from "./trade_world.ts";

async function closed(world: TradeWorld, key: string, position: PositionTicket) {
  const asked = world.ask("change", {
    terminal: account,
    key,
    request: { kind: "close_position", position, deviationPoints: 10, volumeLots: null },
  });
  await world.pass(1_000);
  const reply = await asked;
  assert.ok("ok" in reply);
  return reply.ok ? reply.value.state : reply.error.code;
}

async function heldByHand(world: TradeWorld, lots: number, symbol: string) {
  world.venue.largestLots = 5;
  await world.sync();
  world.venue.openByHand(lots);
  world.venue.positions = world.venue.positions.map((one) => ({
    ...one,
    symbol: symbolName(symbol),
  }));
  void world.ask("sync_trades", {});
  await world.pass(1_000);
  return world.venue.positions[0]!.ticket;
}

for (const symbol of ["XAUUSD", "EURUSD"]) {
  for (const marginMode of ["hedging", "netting"] as const) {
    Deno.test(`a whole close of ${symbol} (${marginMode}) continues until nothing is left`, () =>
      withTradeWorld(async (world) => {
        world.marginMode = marginMode;
        const position = await heldByHand(world, 15, symbol);
        for (const _ of [1, 2]) {
          assert.equal(await closed(world, "a", position), "filled");
          assert.deepEqual(world.venue.positions, []);
        }
        assert.equal(world.venue.sent.length, 3);
      }));
  }
}

Deno.test("a whole close whose next part is refused is not reported as filled", () =>
  withTradeWorld(async (world) => {
    const position = await heldByHand(world, 15, "XAUUSD");
    world.venue.fates = ["executed", { status: "not_sent", detail: "test" }];
    assert.equal(await closed(world, "a", position), "rejected");
    assert.equal(world.venue.positions[0]?.volumeLots, 10);
    assert.equal(await closed(world, "b", position), "filled");
    assert.deepEqual(world.venue.positions, []);
  }));

Deno.test("no more parts are sent than the terminal still has, however old the latest reading is", () =>
  withTradeWorld(async (world) => {
    const position = await heldByHand(world, 15, "XAUUSD");
    world.venue.positions = world.venue.positions.map((one) => ({ ...one, volumeLots: 5 }));
    assert.equal(await closed(world, "a", position), "filled");
    assert.equal(world.venue.sent.length, 1);
  }));

Deno.test("only the first part of a close waits for a store that hangs", () =>
  withTradeWorld(async (world) => {
    const position = await heldByHand(world, 25, "XAUUSD");
    world.storeFails = () => new Promise(() => {});
    const asked = world.ask("change", {
      terminal: account,
      key: "a",
      request: { kind: "close_position", position, deviationPoints: 10, volumeLots: null },
    });
    await world.pass(2_500); // a second for earlier intents of the command, another to write
    assert.equal(world.venue.sent.length, 5);
    assert.deepEqual(world.venue.positions, []);
    await asked;
  }));
