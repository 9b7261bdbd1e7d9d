/** What the trade actor tells risk about fills that a netting position may not include yet. */

import assert from "node:assert/strict";
import {
  brokerMs,
  type DealTicket,
  type OrderProposal,
  type OrderTicket,
  ticket,
  type TraceId,
} from "../../src/models/mod.ts";
import { lotsContained } from "../../src/trade/reconcile/deal_match.ts";
import { eurusd } from "../support/store_samples.ts";
import { sampleDeal, samplePosition } from "../support/trade_samples.ts";
import { account, type TradeWorld, withTradeWorld } from "./trade_world.ts";

const order = ticket<OrderTicket>("5001");

Deno.test("netting: risk is told which lots of a fill the position contains", () =>
  withTradeWorld(async (world) => {
    world.marginMode = "netting";
    await world.sync();
    world.venue.openByHand(0.01);
    void world.ask("sync_trades", {});
    await world.pass(1_000);
    const held = world.venue.positions[0]!;
    const fill = { order, deal: ticket<DealTicket>("5002"), position: held.identifier };
    const prices = { price: 1.1, bid: 1.0999, ask: 1.1 };
    const result = { ...fill, ...prices, volumeLots: 0.08, comment: "", isRepeat: false };
    world.venue.fates = [{ status: "executed", retcode: 10009, result }];
    await place(world, "a");
    await place(world, "b");
    const { positions, intents, readLots } = world.openPositions.at(-1)!;
    assert.deepEqual(positions.map(({ volumeLots }) => volumeLots), [0.01]);
    assert.deepEqual(intents.map(({ filledLots }) => filledLots), [0.08]);
    assert.equal(readLots?.get(intents[0]!.id), 0);
  }));

async function place(world: TradeWorld, key: string): Promise<void> {
  const proposal: OrderProposal = {
    trace: `command/${key}` as TraceId,
    terminal: account,
    symbol: eurusd,
    origin: { kind: "command", key },
    type: "buy",
    volumeLots: 0.08,
    price: 1.1,
    stopLimitPrice: null,
    stopLoss: 1.09,
    takeProfit: null,
    expiresMs: null,
    createdMs: world.clock.nowMs(),
  };
  const asked = world.ask("place_order", { proposal });
  await world.pass(10);
  await asked;
}

Deno.test("lotsContained(): a position contains the deals up to its last change, and a closed one those that closed it", () => {
  const deal = sampleDeal(0, { volumeLots: 0.08, brokerMs: brokerMs(2_000) });
  const changedAt = (ms: number) => samplePosition(0, { updatedMs: brokerMs(ms) });
  assert.equal(lotsContained([deal], [changedAt(1_000)]), 0);
  assert.equal(lotsContained([deal], [changedAt(2_000)]), 0.08);
  assert.equal(lotsContained([deal], []), 0);
  assert.equal(lotsContained([{ ...deal, entry: "out" }], []), 0.08);
});
