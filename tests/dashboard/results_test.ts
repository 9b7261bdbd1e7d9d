/** Results of deals, by group. */

import assert from "node:assert/strict";
import { earned, hourOf, weekdayOf } from "../../src/dashboard/state/results.ts";
import type { DealDocument } from "../../src/http/api/trading_schemas.ts";

/** Monday. */
const mondayMs = Date.UTC(2026, 2, 2, 9, 30);

function deal(change: Partial<DealDocument>): DealDocument {
  return {
    terminal: "1@B",
    ticket: "1",
    order: "1",
    symbol: "EURUSD",
    type: "buy",
    entry: "out",
    volumeLots: 0.1,
    price: 1.1,
    profit: 0,
    swap: 0,
    commission: 0,
    fee: 0,
    position: "1",
    magic: "0",
    comment: "",
    reason: "client",
    brokerMs: mondayMs,
    utcMs: mondayMs,
    trace: null,
    strategy: null,
    ...change,
  };
}

Deno.test("results include costs of both sides, closed deals and wins, and exclude deposits", () => {
  const deals = [
    deal({ type: "balance", symbol: null, profit: 10_000 }),
    deal({ entry: "in", commission: -0.5 }),
    deal({ profit: 12, commission: -0.5, swap: -1 }),
    deal({ profit: -3, commission: -0.5 }),
    deal({ symbol: "USDJPY", profit: 1, entry: "inout" }),
  ];
  assert.deepEqual(earned(deals, ({ symbol }) => symbol ?? ""), [
    { group: "EURUSD", deals: 2, net: 6.5, wins: 1 },
    { group: "USDJPY", deals: 1, net: 1, wins: 1 },
  ]);
});

Deno.test("weekdays and hours are in UTC", () => {
  assert.equal(weekdayOf(deal({})), "Monday");
  assert.equal(hourOf(deal({})), "09:00");
});
