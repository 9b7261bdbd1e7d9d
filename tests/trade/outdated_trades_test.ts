/**
 * An order that would be refused because of outdated positions and orders is judged again after
 * they have been read, so that a trade that was just closed causes no refusal.
 */

import assert from "node:assert/strict";
import type { OrderProposal, TraceId } from "../../src/models/mod.ts";
import { eurusd } from "../support/store_samples.ts";
import { account, type TradeWorld, withTradeWorld } from "./trade_world.ts";

function place(world: TradeWorld) {
  const proposal: OrderProposal = {
    trace: "command/new" as TraceId,
    terminal: account,
    symbol: eurusd,
    origin: { kind: "command", key: "new" },
    type: "buy",
    volumeLots: 0.08,
    price: 1.1,
    stopLimitPrice: null,
    stopLoss: 1.09,
    takeProfit: null,
    expiresMs: null,
    createdMs: world.clock.nowMs(),
  };
  return world.ask("place_order", { proposal });
}

/** One position is listed. */
async function begin(world: TradeWorld): Promise<void> {
  await world.sync();
  world.venue.openByHand(0.01);
  void world.ask("sync_trades", {});
  await world.pass(1_000);
}

Deno.test("a position that was just closed does not refuse the next order", () =>
  withTradeWorld(async (world) => {
    await begin(world);
    world.decides = ({ positions, isOutdated }) => {
      if (positions.length === 0) return null;
      assert.ok(isOutdated, "the position is closed, and risk may refuse because of it");
      return { verdict: "outdated" };
    };
    const [held] = world.venue.positions;
    const request = { position: held!.ticket, volumeLots: null, deviationPoints: 10 };
    void world.ask("change", {
      terminal: account,
      key: "close",
      request: { kind: "close_position", ...request },
    });
    await world.pass(10);
    const placed = place(world);
    await world.pass(1_000);
    const reply = await placed;
    assert.ok(reply.ok && reply.value.state === "filled", JSON.stringify(reply));
    assert.deepEqual(world.openPositions.map(({ positions }) => positions.length), [1, 0]);
  }));

Deno.test("an account without activity is judged once, as it was read", () =>
  withTradeWorld(async (world) => {
    await begin(world);
    const placed = place(world);
    await world.pass(1_000);
    assert.ok((await placed).ok);
    assert.deepEqual(world.openPositions.map(({ isOutdated }) => isOutdated), [false]);
  }));

Deno.test("on an account that never rests, the last reading decides", () =>
  withTradeWorld(async (world) => {
    await begin(world);
    world.decides = ({ isOutdated }) => {
      void world.ask("sync_trades", {});
      return isOutdated ? { verdict: "outdated" } : null;
    };
    void world.ask("sync_trades", {});
    const placed = place(world);
    await world.pass(1_000);
    assert.ok((await placed).ok);
    const asked = world.openPositions.map(({ isOutdated }) => isOutdated);
    assert.equal(asked.at(-1), false);
    assert.ok(asked.length > 1 && asked.length <= 4, `${asked.length}`);
  }));
