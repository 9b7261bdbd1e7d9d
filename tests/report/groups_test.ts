/** Results by month and group, and what was open at a time. */

import assert from "node:assert/strict";
import { exposureOf } from "../../src/report/groups/exposure.ts";
import { monthResults } from "../../src/report/groups/month_results.ts";
import { tradeGroups } from "../../src/report/groups/trade_groups.ts";
import { tradesOfDeals } from "../../src/report/trades/trades_of_deals.ts";
import { reportDeal } from "../support/report_deals.ts";

const minutesOfMonth = 31 * 24 * 60;

Deno.test("groups: each month has its change of the balance, without what was paid in", () => {
  const close = { type: "sell", entry: "out" } as const;
  const months = monthResults(1_000, [
    reportDeal({ ...close, profit: 100 }),
    reportDeal({ position: null, type: "balance", profit: 900, minute: minutesOfMonth }),
    reportDeal({ ...close, profit: -200, minute: minutesOfMonth + 1 }),
  ]);
  assert.deepEqual(months, [
    { year: 2024, month: 0, net: 100, percent: 10 },
    { year: 2024, month: 1, net: -200, percent: -10 },
  ]);
});

Deno.test("groups: trades count where they were opened", () => {
  const { trades } = tradesOfDeals([
    reportDeal({ position: 1, minute: 59 }),
    reportDeal({ position: 1, type: "sell", entry: "out", minute: 70, profit: 5, reason: "tp" }),
    reportDeal({ position: 2, type: "sell", minute: 60, symbol: "GBPUSD" }),
    reportDeal({
      position: 2,
      entry: "out",
      minute: 80,
      profit: -9,
      symbol: "GBPUSD",
      reason: "sl",
    }),
  ]);
  const groups = tradeGroups(trades);
  assert.deepEqual(groups.byHour, [
    { group: 10, trades: 1, wins: 1, net: 5 },
    { group: 11, trades: 1, wins: 0, net: -9 },
  ]);
  assert.deepEqual(groups.bySymbol.map(({ group }) => group), ["EURUSD", "GBPUSD"]);
  assert.deepEqual(groups.byReason.map(({ group }) => group), ["tp", "sl"]);
  // 2024-01-01 was a Monday.
  assert.deepEqual(groups.byWeekday, [{ group: 1, trades: 2, wins: 1, net: -4 }]);
});

Deno.test("groups: exposure counts positions once and lots by side", () => {
  const { trades, open } = tradesOfDeals([
    reportDeal({ position: 1, volumeLots: 1 }),
    reportDeal({ position: 1, type: "sell", entry: "out", minute: 10, volumeLots: 0.5 }),
    reportDeal({ position: 1, type: "sell", entry: "out", minute: 20, volumeLots: 0.5 }),
    reportDeal({ position: 2, type: "sell", minute: 30, volumeLots: 2 }),
  ]);
  const lastMs = open[0]!.openMs + 10 * 60_000;
  const exposure = exposureOf(trades, open, lastMs);
  assert.equal(exposure.mostPositions, 1);
  assert.equal(exposure.mostLots, 2);
  assert.equal(exposure.timeInMarketPct, 75);
  assert.equal(exposure.netLots.at(-1), -2);
});

Deno.test("groups: nothing is exposed without a trade", () => {
  const { timeInMarketPct, mostPositions } = exposureOf([], [], 0);
  assert.deepEqual([timeInMarketPct, mostPositions], [0, 0]);
});
