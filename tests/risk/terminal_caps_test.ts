/** The limits that the terminal's own program has count in sizing and in the checks. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { review } from "../../src/risk/checks/review.ts";
import type { RiskFacts } from "../../src/risk/facts/risk_facts.ts";
import { chooseVolume } from "../../src/risk/volume/volume.ts";
import { account, good as facts, instrument, terminal } from "./risk_samples.ts";
import { inWorld } from "./risk_world.ts";

function capped(lotsMax: number, change: Partial<RiskFacts> = {}): RiskFacts {
  const caps = { lotsMax, ordersPerMinuteMax: 1_000 };
  const unsized = { ...facts, account: { ...account, caps }, ...change };
  return { ...unsized, volumeLots: chooseVolume(unsized) };
}

function messages(of: RiskFacts): readonly string[] {
  const reviewed = review(of);
  return reviewed.verdict === "refused" ? reviewed.refusals.map(({ message }) => message) : [];
}

Deno.test("no volume by risk is above the cap of the terminal or below what is allowed", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 500 }), (steps) => {
    const lotsMax = steps / 100;
    const free = capped(Infinity).volumeLots!;
    assert.equal(capped(lotsMax).volumeLots, Math.min(lotsMax, free));
  }));
});

Deno.test("a given volume is cut down to it, or refused where the trader wants that", () => {
  const proposal = { ...facts.proposal, volumeLots: 0.05 };
  assert.equal(capped(0.02, { proposal }).volumeLots, 0.02);
  const policy = { ...facts.policy, oversizedOrders: "refuse" } as const;
  const refused = messages(capped(0.02, { proposal, policy }));
  assert.match(refused.join(), /0.05 lots is above the 0.02 that the Expert Advisor allows/);
});

Deno.test("a cap below the smallest volume refuses, and names the input", () => {
  for (const lotsMax of [0, instrument.volumeMinLots / 2]) {
    assert.match(messages(capped(lotsMax)).join(), /InpMaxLots/);
  }
});

Deno.test("orders a minute: the smaller of the two limits counts", () => {
  const caps = { lotsMax: 50, ordersPerMinuteMax: 2 };
  const unsized = { ...facts, account: { ...account, caps }, ordersLastMinute: 2 };
  const busy = { ...unsized, volumeLots: chooseVolume(unsized) };
  assert.match(messages(busy).join(), /limit 2: InpMaxOrdersPerMinute of the Expert Advisor/);
  assert.equal(messages({ ...busy, ordersLastMinute: 1 }).join(), "");
  const own = { ...facts, account, ordersLastMinute: facts.policy.limits.maxOrdersPerMinute };
  assert.match(messages(own).join(), /MAX_ORDERS_PER_MINUTE/);
});

Deno.test("orders are sized within the caps in the terminal's hello", async () => {
  await inWorld(async (world) => {
    world.caps = { lotsMax: 0.03, ordersPerMinuteMax: 1 };
    await world.sync();
    await world.tellAccount();
    const reply = await world.decide();
    assert.equal(reply.verdict === "approved" && reply.order.request.volumeLots, 0.03);
    assert.ok((await world.refusals()).includes("order_rate"));
  });
});

Deno.test("orders a minute: a repeat after a requote counts, and is refused beyond the limit", async () => {
  await inWorld(async (world) => {
    world.caps = { lotsMax: 50, ordersPerMinuteMax: 4 };
    await world.sync();
    await world.tellAccount();
    const repeat = async () => (await world.actor.onAsk.repeat({ terminal }))?.code ?? null;
    assert.deepEqual(await world.refusals(), []);
    assert.deepEqual([await repeat(), await repeat()], [null, null]);
    assert.deepEqual(await world.refusals({ volumeLots: 0.01 }), []);
    assert.equal(await repeat(), "order_rate");
    assert.ok((await world.refusals()).includes("order_rate"));
    await world.clock.advance(60_001);
    assert.equal(await repeat(), null);
    const unknown = { terminal: "9@Unknown" as typeof terminal };
    assert.equal((await world.actor.onAsk.repeat(unknown))?.code, "terminal_not_connected");
  });
});

function limited(volumeLimitLots: number, change: Partial<RiskFacts> = {}): RiskFacts {
  const instruments = new Map([[instrument.symbol, { ...instrument, volumeLimitLots }]]);
  const unsized = { ...facts, account: { ...account, instruments }, ...change };
  return { ...unsized, volumeLots: chooseVolume(unsized) };
}

const held = {
  symbol: instrument.symbol,
  direction: "buy",
  volumeLots: 0.03,
  price: 1.1,
  stopLoss: 1.0999,
  moneyPerPrice: null,
  isPosition: true,
} as const;

Deno.test("the broker's volume limit counts positions and orders in the same direction", () => {
  const pending = { ...held, volumeLots: 0.02, isPosition: false };
  const opposite = { ...held, direction: "sell", volumeLots: 9, stopLoss: 1.1001 } as const;
  const room = (...commitments: RiskFacts["commitments"]) => {
    const limits = { ...facts.policy.limits, maxSymbolExposurePct: 1e9 };
    const wide = { ...limits, maxCurrencyExposurePct: 1e9, maxGroupExposurePct: 1e9 };
    const policy = { ...facts.policy, limits: wide };
    return limited(0.08, { commitments, policy }).volumeLots;
  };
  assert.equal(room(), 0.08);
  assert.equal(room(held), 0.05);
  assert.equal(room(held, pending), 0.03);
  assert.equal(room(held, { ...opposite, volumeLots: 0.01 }), 0.05);
});

Deno.test("a given volume is cut down to the volume limit; without room it is refused with the reason", () => {
  const proposal = { ...facts.proposal, volumeLots: 0.05 };
  assert.equal(limited(0.06, { proposal, commitments: [held] }).volumeLots, 0.03);
  const full = messages(limited(0.03, { proposal, commitments: [held] }));
  assert.deepEqual(full.length, 1, full.join());
  assert.match(full[0]!, /0.05 lots is above the 0 that the broker's volume limit leaves/);
});
