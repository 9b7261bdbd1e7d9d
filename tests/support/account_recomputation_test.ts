/** The recalculation agrees with a manually calculated account, and detects every wrong cent. */

import assert from "node:assert/strict";
import { type DealRow, recompute } from "./account_recomputation.ts";

const openMs = Date.UTC(2026, 0, 7, 10); // a Wednesday: its night counts three times
const closeMs = openMs + 86_400_000;

const none = { profit: 0, swap: 0, commission: 0, fee: 0 };
const deposit: DealRow = {
  ...none,
  ticket: "1",
  position: null,
  type: "balance",
  entry: "in",
  volume_lots: 0,
  price: 0,
  profit: 10_000,
  broker_ms: openMs - 1,
};
const bought: DealRow = {
  ...none,
  ticket: "2",
  position: "7",
  type: "buy",
  entry: "in",
  volume_lots: 0.5,
  price: 1.1001,
  commission: -1.93,
  broker_ms: openMs,
};
/** A loss of 23 points on half a lot, and three nights at 6 points. */
const sold: DealRow = {
  ...bought,
  ticket: "3",
  type: "sell",
  entry: "out",
  price: 1.09987,
  commission: -1.92,
  profit: -11.5,
  swap: -9,
  broker_ms: closeMs,
};
const quotes = [
  { broker_ms: openMs, bid: 1.1, ask: 1.1001 },
  { broker_ms: closeMs, bid: 1.09987, ask: 1.09997 },
];

Deno.test("a manually calculated account", () => {
  assert.deepEqual(recompute([deposit, bought, sold], quotes), {
    balanceCents: 997_565n,
    equityCents: 997_565n,
    openPositions: 0,
    closedPositions: 1,
  });
  assert.deepEqual(recompute([deposit, bought], quotes), {
    balanceCents: 999_807n,
    equityCents: 999_807n - 1_150n - 900n,
    openPositions: 1,
    closedPositions: 0,
  });
});

const wrong: readonly [what: string, deals: readonly DealRow[]][] = [
  ["a cent of profit", [deposit, bought, { ...sold, profit: -11.49 }]],
  ["a cent of swap", [deposit, bought, { ...sold, swap: -8.99 }]],
  ["a cent of commission", [deposit, { ...bought, commission: -1.94 }]],
  ["a fee", [deposit, { ...bought, fee: -0.01 }]],
  ["a price that was not quoted", [deposit, { ...bought, price: 1.1002 }]],
  ["a close of nothing", [deposit, sold]],
  ["a position closed twice", [deposit, bought, sold, { ...sold, ticket: "4" }]],
  ["another volume closed", [deposit, bought, { ...sold, volume_lots: 0.4, commission: -1.54 }]],
];

for (const [what, deals] of wrong) {
  Deno.test(`the recalculation detects ${what}`, () => {
    assert.throws(() => recompute(deals, quotes), assert.AssertionError);
  });
}
