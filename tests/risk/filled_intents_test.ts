/**
 * What an intent counts for when its fill and the reading of the positions arrive in different
 * orders.
 */

import assert from "node:assert/strict";
import { type PositionId, ticket } from "../../src/models/mod.ts";
import { commitmentsOf } from "../../src/risk/facts/commitments.ts";
import { sampleIntent, samplePosition } from "../support/trade_samples.ts";
import { identity } from "./risk_samples.ts";

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
    const found = commitmentsOf(
      { positions, orders: [], intents, approvalsUsed: [] },
      [],
      identity,
    );
    assert.deepEqual(found.map(({ volumeLots }) => volumeLots), lots);
  });
}

const added = { state: "filled", filledLots: 0.08, position } as const;
const older = samplePosition(0, { volumeLots: 0.01 });

const nettingCases: readonly [
  what: string,
  intent: Parameters<typeof sampleIntent>[1],
  readLots: number | null,
  lots: number[],
][] = [
  ["sent", { state: "sent" }, null, [0.01, 0.1]],
  ["an addition, not read yet", added, null, [0.01, 0.08]],
  ["an addition, read in part", added, 0.03, [0.01, 0.05]],
  ["an addition, read", added, 0.08, [0.01]],
  ["half filled and read", { ...added, state: "partially_filled" }, 0.08, [0.01, 0.02]],
];

for (const [what, change, read, lots] of nettingCases) {
  Deno.test(`commitmentsOf() counts what the netting position does not contain: ${what}`, () => {
    const intent = sampleIntent(0, change);
    const readLots = new Map(read === null ? [] : [[intent.id, read]]);
    const open = { positions: [older], orders: [], intents: [intent], approvalsUsed: [], readLots };
    const found = commitmentsOf(open, [], { ...identity, marginMode: "netting" });
    assert.deepEqual(found.map(({ volumeLots }) => volumeLots), lots);
  });
}
