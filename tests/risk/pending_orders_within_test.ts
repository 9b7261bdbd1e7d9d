/** What counts towards the broker's limit of pending orders. */

import assert from "node:assert/strict";
import type { OrderType } from "../../src/models/mod.ts";
import { pendingOrdersWithin } from "../../src/risk/checks/pending_orders_within.ts";
import { commitmentsOf, type Reservation } from "../../src/risk/facts/commitments.ts";
import type { OpenPositions } from "../../src/risk/facts/open_positions.ts";
import { sampleIntent, sampleOrder } from "../support/trade_samples.ts";
import { inWorld } from "./risk_world.ts";
import { account, good, identity, proposal } from "./risk_samples.ts";

const nothing: OpenPositions = { positions: [], orders: [], intents: [], approvalsUsed: [] };

function refused(open: OpenPositions, reservations: readonly Reservation[] = []): boolean {
  const caps = { lotsMax: 9, ordersPerMinuteMax: 9, pendingOrdersMax: 1 };
  return pendingOrdersWithin({
    ...good,
    account: { ...account, caps },
    commitments: commitmentsOf(open, reservations, identity),
    proposal: { ...proposal, type: "buy_limit", price: 1.095 },
  }) !== null;
}

function inFlight(type: OrderType): OpenPositions {
  const sent = sampleIntent(0, { state: "sent" });
  const request = { ...sent.request, kind: "open", type } as typeof sent.request;
  return { ...nothing, intents: [{ ...sent, request }] };
}

const cases: readonly [type: OrderType, counts: boolean][] = [
  ["buy", false],
  ["sell", false],
  ["buy_limit", true],
  ["sell_stop", true],
  ["buy_stop_limit", true],
];

for (const [type, counts] of cases) {
  Deno.test(`broker's limit of pending orders: ${type} ${counts ? "counts" : "does not count"}, listed, in flight or approved`, () => {
    assert.equal(refused(inFlight(type)), counts);
    assert.equal(refused({ ...nothing, orders: [{ ...sampleOrder(0), type }] }), counts);
    const isMarketOrder = !counts;
    const [sent] = commitmentsOf(inFlight(type), [], identity);
    const approval = sampleIntent(0).approval!;
    assert.equal(refused(nothing, [{ ...sent!, approval, isMarketOrder }]), counts);
  });
}

Deno.test("an approved market order does not count as a pending order, an approved pending one does", async () => {
  await inWorld(async (world) => {
    world.caps = { lotsMax: 9, ordersPerMinuteMax: 9, pendingOrdersMax: 1 };
    await world.sync();
    const pending = { type: "buy_limit", price: 1.095, volumeLots: 0.01 } as const;
    assert.deepEqual(await world.refusals({ volumeLots: 0.01 }), []);
    assert.deepEqual(await world.refusals(pending), []);
    assert.deepEqual(await world.refusals(pending), ["too_many_orders"]);
  });
});
