/** Trades made of deals: parts, additions, reversals, closes by, costs, multiples of risk. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { ticket } from "../../src/models/ticket.ts";
import { tradesOfDeals } from "../../src/report/trades/trades_of_deals.ts";
import { reportDeal } from "../support/report_deals.ts";

const close = { type: "sell", entry: "out" } as const;

Deno.test("trades: a position that is opened and closed", () => {
  const { trades, open, held } = tradesOfDeals([
    reportDeal({ commission: -3, stopLoss: 1.09 }),
    reportDeal({ ...close, minute: 5, price: 1.12, profit: 2_000, swap: -1, commission: -3 }),
  ]);
  const [trade] = trades;
  assert.equal(trades.length, 1);
  assert.equal(trade!.side, "long");
  assert.equal(trade!.openPrice, 1.1);
  assert.equal(trade!.closePrice, 1.12);
  assert.equal(trade!.durationMs, 300_000);
  assert.equal(trade!.result, 1_996);
  assert.equal(trade!.commission, -6);
  assert.equal(trade!.net, 1_993);
  // 0.02 of price earned 2000, so that the stop 0.01 away would have lost 1000.
  assert.ok(Math.abs(trade!.r! - 1.993) < 1e-9);
  assert.deepEqual(open, []);
  assert.deepEqual(held.map(({ openMs, closeMs }) => closeMs - openMs), [300_000]);
});

Deno.test("trades: partial closes share the costs of opening by lots, and are no holding time", () => {
  const { trades, held } = tradesOfDeals([
    reportDeal({ volumeLots: 1, commission: -8 }),
    reportDeal({ ...close, minute: 1, volumeLots: 0.25, profit: 10 }),
    reportDeal({ ...close, minute: 2, volumeLots: 0.25, profit: 10 }),
    reportDeal({ ...close, minute: 3, volumeLots: 0.5, profit: 20 }),
  ]);
  assert.deepEqual(trades.map(({ commission }) => commission), [-2, -2, -4]);
  assert.deepEqual(trades.map(({ isPartial }) => isPartial), [true, true, false]);
  assert.deepEqual(held.map(({ openMs, closeMs }) => closeMs - openMs), [180_000]);
});

Deno.test("trades: an addition moves the opening price to the average", () => {
  const { trades } = tradesOfDeals([
    reportDeal({ volumeLots: 1, price: 1.1 }),
    reportDeal({ minute: 1, volumeLots: 3, price: 1.2 }),
    reportDeal({ ...close, minute: 2, volumeLots: 4, price: 1.3, profit: 500 }),
  ]);
  assert.ok(Math.abs(trades[0]!.openPrice! - 1.175) < 1e-12);
  assert.equal(trades[0]!.lots, 4);
});

Deno.test("trades: a reversal closes what was open and opens the rest on the other side", () => {
  const { trades, open, held } = tradesOfDeals([
    reportDeal({ volumeLots: 1 }),
    reportDeal({
      type: "sell",
      entry: "inout",
      minute: 1,
      volumeLots: 3,
      price: 1.2,
      profit: 100,
      commission: -6,
    }),
    reportDeal({ type: "buy", entry: "out", minute: 2, volumeLots: 1.5, price: 1.1, profit: 300 }),
  ]);
  assert.deepEqual(trades.map(({ side, lots }) => [side, lots]), [["long", 1], ["short", 1.5]]);
  assert.equal(trades[0]!.isReversal, true);
  assert.equal(trades[0]!.result, 94);
  assert.equal(trades[0]!.commission, -2);
  assert.equal(trades[1]!.openPrice, 1.2);
  assert.equal(trades[1]!.commission, -3);
  assert.deepEqual(open.map(({ side, lots }) => [side, lots]), [["short", 0.5]]);
  assert.deepEqual(held, []);
});

Deno.test("trades: positions closed by one another are two trades", () => {
  const { trades, open } = tradesOfDeals([
    reportDeal({ position: 1 }),
    reportDeal({ position: 2, type: "sell", volumeLots: 1 }),
    reportDeal({ position: 1, type: "sell", entry: "out_by", minute: 3, profit: 7 }),
    reportDeal({ position: 2, type: "buy", entry: "out_by", minute: 3 }),
  ]);
  assert.deepEqual(trades.map(({ side, net }) => [side, net]), [["long", 7], ["short", 0]]);
  assert.deepEqual(open, []);
});

Deno.test("trades: a close without its opening is a trade of unknown duration", () => {
  const { trades } = tradesOfDeals([reportDeal({ ...close, profit: 5 })]);
  assert.equal(trades[0]!.side, "long");
  assert.equal(trades[0]!.openMs, null);
  assert.equal(trades[0]!.durationMs, null);
  assert.equal(trades[0]!.r, null);
  assert.equal(trades[0]!.net, 5);
});

Deno.test("trades: what the maker knows of a position is shared by lots", () => {
  const details = new Map([[ticket<never>("1"), {
    initialRisk: 100,
    spreadCost: 8,
    slippageCost: -4,
    bestProfit: 60,
    worstProfit: -20,
    strategy: "breakout",
  }]]);
  const { trades } = tradesOfDeals([
    reportDeal({ volumeLots: 1 }),
    reportDeal({ ...close, minute: 1, volumeLots: 0.25, profit: 50 }),
    reportDeal({ ...close, minute: 2, volumeLots: 0.75, profit: -75 }),
  ], details);
  assert.deepEqual(trades.map(({ r }) => r), [2, -1]);
  assert.deepEqual(trades.map(({ spreadCost }) => spreadCost), [2, 6]);
  assert.deepEqual(trades.map(({ slippageCost }) => slippageCost), [-1, -3]);
  assert.equal(trades[0]!.strategy, "breakout");
  assert.equal(trades[0]!.worstProfit, -20);
});

Deno.test("trades: lots and money that go in come out again", () => {
  const parts = fc.array(
    fc.record({ lots: fc.integer({ min: 1, max: 50 }), opens: fc.boolean() }),
    {
      minLength: 1,
      maxLength: 30,
    },
  );
  fc.assert(
    fc.property(parts, (steps) => {
      let openLots = 0;
      const deals = steps.flatMap(({ lots, opens }, minute) => {
        const closing = Math.min(lots, openLots);
        if (!opens && closing === 0) return [];
        openLots += opens ? lots : -closing;
        const volumeLots = (opens ? lots : closing) / 100;
        return [reportDeal({ ...(opens ? {} : close), minute, volumeLots, commission: -1 })];
      });
      const { trades, open } = tradesOfDeals(deals);
      const left = open.reduce((sum, part) => sum + part.lots, 0);
      assert.ok(Math.abs(left - openLots / 100) < 1e-6);
      const paid = trades.reduce((sum, { commission }) => sum + commission, 0);
      if (openLots === 0) assert.ok(Math.abs(paid + deals.length) < 1e-6);
      else assert.ok(paid > -deals.length);
    }),
  );
});
