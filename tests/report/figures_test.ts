/** Figures of small hand-made records, where each can be worked out with a pencil. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { DrawdownTally } from "../../src/report/figures/drawdown.ts";
import { type TradingRecord, worked } from "../../src/report/figures/figures.ts";
import { holdingTimes } from "../../src/report/figures/holding_times.ts";
import { printedFigures } from "../../src/report/figures/printed_figures.ts";
import { zScore } from "../../src/report/figures/z_score.ts";
import { dealsWithResults, reportDeal } from "../support/report_deals.ts";

function figuresFor(results: readonly number[], rest: Partial<TradingRecord> = {}) {
  const { figures } = worked({ deposit: 1_000, deals: dealsWithResults(results), ...rest });
  return { figures, printed: printedFigures(figures, 2) };
}

Deno.test("figures: no trade at all", () => {
  const { figures, printed } = figuresFor([]);
  assert.equal(figures.trades, 0);
  assert.equal(figures.expectedPayoff, null);
  assert.equal(printed.netProfit, "0.00");
  assert.equal(printed.profitTrades, "0 (0.00%)");
  assert.equal(printed.longestWins, "0 (0.00)");
  assert.equal(printed.ahpr, null);
  assert.equal(printed.zScore, null);
  assert.equal(printed.averageHolding, null);
});

Deno.test("figures: one trade", () => {
  const { printed } = figuresFor([50]);
  assert.equal(printed.totalTrades, "1");
  assert.equal(printed.totalDeals, "2");
  assert.equal(printed.longTrades, "1 (100.00%)");
  assert.equal(printed.profitFactor, null);
  assert.equal(printed.ahpr, "1.0500 (5.00%)");
  assert.equal(printed.ghpr, "1.0500 (5.00%)");
  assert.equal(printed.lrCorrelation, "1.00");
  assert.equal(printed.lrStandardError, null);
  assert.equal(printed.zScore, null);
  assert.equal(printed.averageHolding, "0:01:00");
});

Deno.test("figures: three trades", () => {
  const { printed } = figuresFor([100, -50, 30]);
  assert.equal(printed.netProfit, "80.00");
  assert.equal(printed.grossProfit, "130.00");
  assert.equal(printed.grossLoss, "-50.00");
  assert.equal(printed.profitFactor, "2.60");
  assert.equal(printed.expectedPayoff, "26.67");
  assert.equal(printed.balanceDrawdownMaximal, "50.00 (4.55%)");
  assert.equal(printed.balanceDrawdownRelative, "4.55% (50.00)");
  assert.equal(printed.averageWins, "1");
  // Three runs of three trades: (3 * 2.5 - 4) / sqrt(4 * 1 / 2).
  assert.equal(printed.zScore, "2.47 (98.65%)");
  // Points 1000, 1100, 1050, 1080.
  assert.equal(printed.lrCorrelation, "0.56");
  assert.equal(printed.lrStandardError, "43.99");
});

Deno.test("figures: a result of exactly zero is a profit trade, whatever binary fractions make of it", () => {
  const deals = dealsWithResults([0.3]).map((deal) =>
    deal.entry === "out" ? { ...deal, swap: -0.2, commission: -0.1 } : deal
  );
  const { figures } = worked({ deposit: 1_000, deals });
  assert.equal(figures.won, 1);
  assert.equal(figures.lost, 0);
  assert.equal(figures.grossLoss, 0);
});

Deno.test("figures: without a loss there is no profit factor and no Z-score", () => {
  const { printed } = figuresFor([10, 0, 20]);
  assert.equal(printed.profitFactor, null);
  assert.equal(printed.zScore, null);
  assert.equal(printed.longestWins, "3 (30.00)");
  assert.equal(printed.largestLoss, "0.00");
  assert.equal(printed.averageLoss, "0.00");
});

Deno.test("figures: a blown account counts as one unit of money in the GHPR", () => {
  const { printed } = figuresFor([100, -1_200]);
  assert.equal(printed.balanceDrawdownAbsolute, "1,100.00");
  assert.equal(printed.balanceDrawdownMaximal, "1,200.00 (109.09%)");
  assert.equal(printed.ghpr, `${(0.001 ** 0.5).toFixed(4)} (-96.84%)`);
  // 1.1 and -100 / 1100.
  assert.equal(printed.ahpr, "0.5045 (-49.55%)");
});

Deno.test("figures: of equally long runs the one with most money counts", () => {
  const { printed } = figuresFor([10, 10, -5, 30, 30, -1, -9, 50, -2, -3]);
  assert.equal(printed.longestWins, "2 (60.00)");
  assert.equal(printed.longestLosses, "2 (-10.00)");
  assert.equal(printed.largestWins, "60.00 (2)");
  assert.equal(printed.largestLosses, "-10.00 (2)");
  assert.equal(printed.averageWins, "2");
});

Deno.test("figures: the confidence of the Z-score ends at 99.74 %", () => {
  assert.equal(zScore({ won: 50, lost: 50, runs: 100 })!.confidencePct.toFixed(2), "99.74");
  assert.equal(zScore({ won: 2, lost: 0, runs: 1 }), null);
});

Deno.test("figures: money paid in and out is neither gain nor fall", () => {
  const [open, close, ...others] = dealsWithResults([100, 50]);
  const paidOut = reportDeal({ position: null, type: "balance", profit: -600, minute: 1 });
  const { figures } = worked({ deposit: 1_000, deals: [open!, close!, paidOut, ...others] });
  assert.equal(figures.balanceDrawdowns.maximal.amount, 0);
  assert.equal(figures.balanceDrawdowns.absolute, 0);
  assert.equal(figures.flows, -600);
  assert.equal(figures.finalBalance, 550);
  // 1100 / 1000 and 550 / 500.
  assert.ok(Math.abs(figures.ahpr! - 1.1) < 1e-12);
});

Deno.test("figures: charges change the balance without being a trade", () => {
  const charge = reportDeal({ position: null, type: "charge", profit: -30, minute: 9 });
  const { figures } = worked({ deposit: 1_000, deals: [...dealsWithResults([10]), charge] });
  assert.equal(figures.trades, 1);
  assert.equal(figures.otherResult, -30);
  assert.equal(figures.finalBalance, 980);
  assert.equal(figures.balanceDrawdowns.maximal.amount, 30);
});

Deno.test("figures: equity gives its drawdowns, the recovery factor, margin level and Sharpe ratio", () => {
  const day = 86_400_000;
  const equity = {
    timeMs: Float64Array.from([0, 1, 2, 3, 4], (i) => i * day),
    balance: Float64Array.of(1_000, 1_000, 1_000, 1_000, 1_100),
    equity: Float64Array.of(1_000, 950, 950, 1_045, 1_100),
    marginLevel: Float64Array.of(0, 500, 480, NaN, 0),
  };
  const { figures } = worked({ deposit: 1_000, deals: dealsWithResults([100]), equity });
  assert.deepEqual(figures.equityDrawdowns!.maximal, { amount: 50, percent: 5 });
  assert.equal(figures.equityDrawdowns!.absolute, 50);
  assert.equal(figures.recoveryFactor, 2);
  assert.equal(figures.marginLevel, 480);
  const changes = [Math.log(0.95), Math.log(1.1), Math.log(1_100 / 1_045)];
  const mean = changes.reduce((sum, one) => sum + one) / 3;
  const variance = changes.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 3;
  const expected = mean / Math.sqrt(variance) * Math.sqrt(365.25);
  assert.ok(Math.abs(figures.sharpe! - expected) < 1e-9);
});

Deno.test("figures: equity knows what was paid in, too", () => {
  const paidIn = reportDeal({ position: null, type: "balance", profit: 500, minute: 0 });
  const equity = {
    timeMs: Float64Array.of(paidIn.brokerMs - 1, paidIn.brokerMs, paidIn.brokerMs + 1),
    balance: Float64Array.of(1_000, 1_500, 1_500),
    equity: Float64Array.of(1_000, 1_500, 1_400),
  };
  const { figures } = worked({ deposit: 1_000, deals: [paidIn], equity });
  assert.equal(figures.equityDrawdowns!.maximal.amount, 100);
  assert.equal(figures.equityDrawdowns!.absolute, 100);
});

Deno.test("figures: drawdowns are the largest falls from the peak before, among all values", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -500, max: 3_000 }), { maxLength: 40 }), (values) => {
      const tally = new DrawdownTally(1_000);
      for (const value of values) tally.add(value);
      const all = [1_000, ...values];
      const falls = all.flatMap((from, i) => all.slice(i).map((to) => from - to));
      const shares = all.map((to, i) => {
        const peak = Math.max(...all.slice(0, i + 1));
        return (peak - to) / peak * 100;
      });
      const { absolute, maximal, relative } = tally.drawdowns;
      assert.equal(maximal.amount, Math.max(...falls));
      assert.ok(Math.abs(relative.percent - Math.max(...shares)) < 1e-9);
      assert.equal(absolute, 1_000 - Math.min(...all));
    }),
  );
});

Deno.test("figures: they are the same whatever the order in which money is paid as profit or swap", () => {
  const results = fc.array(fc.integer({ min: -20_000, max: 20_000 }), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(results, (cents) => {
      const asProfit = dealsWithResults(cents.map((one) => one / 100));
      const asSwap = asProfit.map((deal) => ({ ...deal, profit: 0, swap: deal.profit }));
      const [one, other] = [asProfit, asSwap].map((deals) =>
        printedFigures(worked({ deposit: 100_000, deals }).figures, 2)
      );
      assert.deepEqual(one, other);
      const sum = cents.reduce((all, part) => all + part, 0) / 100;
      assert.equal(Number(one!.netProfit!.replaceAll(",", "")), sum);
    }),
  );
});

const minute = 60_000;
const friday = Date.UTC(2024, 0, 5, 22);
const heldTimes:
  readonly (readonly [what: string, held: readonly [number, number][], said: string[]])[] = [
    ["a weekend takes 48 hours off", [[friday, friday + 50 * 60 * minute]], [
      "2:00:00",
      "2:00:00",
      "2:00:00",
    ]],
    ["Sunday is of the new week", [[friday + 48 * 60 * minute, friday + 50 * 60 * minute]], [
      "2:00:00",
      "2:00:00",
      "2:00:00",
    ]],
    ["a time is never below zero", [[friday, friday + 40 * 60 * minute]], [
      "0:00:00",
      "0:00:00",
      "0:00:00",
    ]],
    [
      "the shortest one is looked for again after one of no time",
      [[0, minute], [0, 0], [0, 3 * minute], [0, 2 * minute]],
      ["0:02:00", "0:03:00", "0:01:30"],
    ],
  ];

for (const [what, held, said] of heldTimes) {
  Deno.test(`figures: holding times, ${what}`, () => {
    const times = holdingTimes(held.map(([openMs, closeMs]) => ({ openMs, closeMs })))!;
    const { shortestMs, longestMs, averageMs } = times;
    const text = (ms: number) => new Date(ms).toISOString().slice(12, 19);
    assert.deepEqual([shortestMs, longestMs, averageMs].map(text), said);
  });
}
