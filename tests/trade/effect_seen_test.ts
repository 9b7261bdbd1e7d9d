/** When the open trades show the effect of a request. */

import assert from "node:assert/strict";
import type { PositionId, TradeIntent, VenueRequest } from "../../src/models/mod.ts";
import { isEffectSeen } from "../../src/trade/effect_seen.ts";
import { sampleIntent, sampleOrder, samplePosition } from "../support/trade_samples.ts";

const [first, second] = [samplePosition(0), samplePosition(1)];
const waiting = sampleOrder(0);
const nothing = { positions: [], orders: [] };

function done(request: VenueRequest | null, change: Partial<TradeIntent> = {}): TradeIntent {
  return sampleIntent(0, { state: "filled", ...(request === null ? {} : { request }), ...change });
}

const close = (volumeLots: number | null): VenueRequest => ({
  kind: "close_position",
  position: first.ticket,
  volumeLots,
  deviationPoints: 10,
});

Deno.test("an opened position is seen by its magic number, or its identifier in a net position", () => {
  assert.equal(isEffectSeen(done(null), nothing), false);
  assert.equal(isEffectSeen(done(null), { ...nothing, positions: [second] }), false);
  assert.equal(isEffectSeen(done(null), { ...nothing, positions: [first] }), true);
  const net = done(null, { position: second.identifier as PositionId });
  assert.equal(isEffectSeen(net, { ...nothing, positions: [second] }), true);
});

Deno.test("a pending order is seen by its ticket, or as the position that it became", () => {
  const accepted = done(null, { state: "accepted", order: waiting.ticket });
  assert.equal(isEffectSeen(accepted, nothing), false);
  assert.equal(isEffectSeen(accepted, { ...nothing, orders: [waiting] }), true);
  assert.equal(isEffectSeen(accepted, { ...nothing, positions: [first] }), true);
});

Deno.test("a close or cancel is seen when the position or order is gone", () => {
  const open = { positions: [first], orders: [waiting] };
  assert.equal(isEffectSeen(done(close(null)), open), false);
  assert.equal(isEffectSeen(done(close(null)), { ...open, positions: [second] }), true);
  assert.equal(isEffectSeen(done(close(0.01)), open), true, "a part: any reading has it");
  const cancel = done({ kind: "cancel_order", order: waiting.ticket }, { state: "cancelled" });
  assert.equal(isEffectSeen(cancel, open), false);
  assert.equal(isEffectSeen(cancel, { ...open, orders: [] }), true);
});

Deno.test("a request without an effect is not waited for", () => {
  for (const state of ["rejected", "expired", "sent", "unknown"] as const) {
    assert.equal(isEffectSeen(done(null, { state }), nothing), true, state);
  }
});
