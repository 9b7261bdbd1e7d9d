/**
 * What an intent counts for when its fill and the reading of the positions arrive in different
 * orders.
 */

import assert from "node:assert/strict";
import { type PositionId, ticket } from "../../src/models/mod.ts";
import { commitmentsOf } from "../../src/risk/commitments.ts";
import { sampleIntent, samplePosition } from "../support/trade_samples.ts";

const position = ticket<PositionId>(samplePosition(0).identifier);
const half = samplePosition(0, { volumeLots: 0.05 });

const cases: readonly [
  what: string,
  intent: Parameters<typeof sampleIntent>[1],
  positions: readonly ReturnType<typeof samplePosition>[],
  lots: number[],
][] = [
  ["sent, not there yet", { state: "sent" }, [], [0.1]],
  ["unknown", { state: "unknown" }, [], [0.1]],
  ["filled, not read yet", { state: "filled", filledLots: 0.1, position }, [], [0.1]],
  ["filled and read", { state: "filled", filledLots: 0.1, position }, [samplePosition(0)], [0.1]],
  ["half filled, not read yet", { state: "partially_filled", filledLots: 0.05, position }, [], [
    0.1,
  ]],
  ["half filled and read", { state: "partially_filled", filledLots: 0.05, position }, [half], [
    0.05,
    0.05,
  ]],
  ["half filled and over, not read yet", { state: "cancelled", filledLots: 0.05, position }, [], [
    0.05,
  ]],
  ["half filled and over, read", { state: "cancelled", filledLots: 0.05, position }, [half], [
    0.05,
  ]],
];

for (const [what, change, positions, lots] of cases) {
  Deno.test(`commitmentsOf() counts an intent once: ${what}`, () => {
    const intents = [sampleIntent(0, change)];
    const found = commitmentsOf({ positions, orders: [], intents, approvalsUsed: [] }, [], "USD");
    assert.deepEqual(found.map(({ volumeLots }) => volumeLots), lots);
  });
}
