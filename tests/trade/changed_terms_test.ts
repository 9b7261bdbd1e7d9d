/** A tick size that the broker changes between the approval and the send. */

import assert from "node:assert/strict";
import type { OrderProposal } from "../../src/models/mod.ts";
import { account, type TradeWorld, withTradeWorld } from "./trade_world.ts";

async function placed(world: TradeWorld, key: string, order: Partial<OrderProposal>) {
  const { symbol, createdMs } = world.signal();
  const asked = world.ask("place_order", {
    proposal: {
      trace: "" as OrderProposal["trace"],
      terminal: account,
      symbol,
      origin: { kind: "command", key },
      type: "buy",
      volumeLots: 0.1,
      price: 1.1,
      stopLimitPrice: null,
      stopLoss: 1.09,
      takeProfit: null,
      expiresMs: null,
      createdMs,
      ...order,
    },
  });
  await world.pass(1_000);
  const reply = await asked;
  assert.ok("ok" in reply);
  return reply;
}

const orders: readonly [what: string, Partial<OrderProposal>][] = [
  ["the stop loss", { stopLoss: 1.0974 }],
  ["the take profit", { takeProfit: 1.1026 }],
  ["the price of a pending order", { type: "buy_limit", price: 1.0974 }],
  [
    "the limit of a stop-limit order",
    { type: "buy_stop_limit", price: 1.105, stopLimitPrice: 1.1026 },
  ],
];

for (const [what, order] of orders) {
  Deno.test(`an order is not sent when new terms would move ${what}`, () =>
    withTradeWorld(async (world) => {
      await world.sync();
      world.approves = (approval) => {
        const instruments = [{ ...world.instrument, tickSize: 0.005 }];
        void world.actor.onTell?.({ type: "terms_changed", terminal: account, instruments });
        return approval;
      };
      const reply = await placed(world, "a", order);
      assert.ok(!reply.ok && reply.error.code === "approval_invalid");
      assert.match("message" in reply.error ? reply.error.message : "", /EURUSD have changed/);
      assert.deepEqual([world.venue.sent.length, world.stored()[0]?.state], [0, "rejected"]);
      const next = await placed(world, "b", { price: 1.1001 });
      assert.equal(next.ok ? next.value.state : next.error.code, "filled");
    }));
}
