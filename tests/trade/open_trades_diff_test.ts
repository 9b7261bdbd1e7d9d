/**
 * The pure part of reconciliation: named differences, deals and their intents, balances, how far
 * back to read.
 */

import assert from "node:assert/strict";
import type { MoneyUnit } from "../../src/models/currency.ts";
import fc from "fast-check";
import {
  brokerMs,
  commentOfIntent,
  type DealTicket,
  magicNumber,
  type OrderTicket,
  type PositionId,
  ticket,
  unixMs,
  type VenueDeal,
} from "../../src/models/mod.ts";
import {
  type BalanceVerdict,
  newBalanceWatch,
  watchBalance,
} from "../../src/trade/reconcile/balance_watch.ts";
import type { OpenTrades } from "../../src/trade/open_trades.ts";
import { diffOpenTrades } from "../../src/trade/reconcile/open_trades_diff.ts";
import { FilledLots, isDealOf, sumLots } from "../../src/trade/reconcile/deal_match.ts";
import { believedMark, dealsFrom } from "../../src/trade/reconcile/deals_window.ts";
import { demoTerminal, mondayMs } from "../support/store_samples.ts";
import {
  balanceDeal,
  sampleDeal,
  sampleIntent,
  sampleOrder,
  samplePosition,
} from "../support/trade_samples.ts";

const options = {
  terminal: demoTerminal,
  foundMs: unixMs(mondayMs),
  explanations: { touched: new Set<string>(), newDeals: [] },
};

const anyOpenTrades: fc.Arbitrary<OpenTrades> = fc.record({
  positions: fc.uniqueArray(fc.nat(8), { maxLength: 5 }).chain((indices) =>
    fc.tuple(
      ...indices.map((index) =>
        fc.constantFrom(null, 1.05, 1.1).map((stopLoss) => samplePosition(index, { stopLoss }))
      ),
    )
  ),
  orders: fc.uniqueArray(fc.nat(8), { maxLength: 5 }).chain((indices) =>
    fc.tuple(
      ...indices.map((index) =>
        fc.constantFrom(1.08, 1.09).map((price) => sampleOrder(index, { price }))
      ),
    )
  ),
});

Deno.test("diffOpenTrades() of equal positions and orders is empty", () => {
  fc.assert(fc.property(anyOpenTrades, (openTrades) => {
    assert.deepEqual(diffOpenTrades(openTrades, structuredClone(openTrades), options), []);
  }));
});

Deno.test("diffOpenTrades() names the same differences equally, at any time and in any order", () => {
  fc.assert(fc.property(anyOpenTrades, anyOpenTrades, (local, truth) => {
    const ids = diffOpenTrades(local, truth, options).map(({ id }) => id);
    const turned = {
      positions: [...truth.positions].reverse(),
      orders: [...truth.orders].reverse(),
    };
    const later = { ...options, foundMs: unixMs(mondayMs + 1) };
    assert.deepEqual(
      diffOpenTrades(local, turned, later).map(({ id }) => id).sort(),
      [...ids].sort(),
    );
    assert.equal(new Set(ids).size, ids.length, "one name each");
  }));
});

Deno.test("diffOpenTrades() omits what deals or own intents explain", () => {
  const local = { positions: [samplePosition(0)], orders: [sampleOrder(0)] };
  const truth = { positions: [], orders: [] };
  const newDeals = [sampleDeal(0)];
  const touched = new Set([sampleOrder(0).ticket as string]);
  const kinds = (explanations: typeof options.explanations) =>
    diffOpenTrades(local, truth, { ...options, explanations }).map(({ kind }) => kind);
  assert.deepEqual(kinds(options.explanations), ["position_vanished", "order_vanished"]);
  assert.deepEqual(kinds({ touched, newDeals: [] }), ["position_vanished"]);
  assert.deepEqual(kinds({ touched, newDeals: newDeals as never }), []);
});

const opening = sampleIntent(0);
const closing = sampleIntent(1, {
  request: {
    kind: "close_position",
    position: ticket("601"),
    volumeLots: null,
    deviationPoints: 10,
  },
});
const foreign = { magic: magicNumber("0"), order: ticket<OrderTicket>("9"), comment: "" };

const owners: readonly [what: string, intent: typeof opening, deal: VenueDeal, isIts: boolean][] = [
  ["by its magic number", opening, sampleDeal(0), true],
  ["by its order", { ...opening, order: ticket("9") }, sampleDeal(0, foreign), true],
  [
    "by its comment",
    opening,
    sampleDeal(0, { ...foreign, comment: commentOfIntent(opening.id) }),
    true,
  ],
  ["of another intent", opening, sampleDeal(1), false],
  ["manual", opening, sampleDeal(0, foreign), false],
  [
    "its stop loss, with its magic number",
    opening,
    sampleDeal(0, { type: "sell", entry: "out", reason: "sl" }),
    false,
  ],
  ["a short position's stop, on its own side", opening, sampleDeal(0, { reason: "tp" }), false],
  [
    "its close, with its magic number",
    opening,
    sampleDeal(0, { type: "sell", entry: "out", comment: commentOfIntent(closing.id) }),
    false,
  ],
  [
    "that close, to the one that closes",
    closing,
    sampleDeal(0, { type: "sell", entry: "out", comment: commentOfIntent(closing.id) }),
    true,
  ],
  ["money", opening, balanceDeal(0, 100), false],
];

for (const [what, intent, deal, isIts] of owners) {
  Deno.test(`isDealOf() ${isIts ? "accepts" : "rejects"} a deal: ${what}`, () => {
    assert.equal(isDealOf(intent, deal), isIts);
  });
}

Deno.test("FilledLots counts each deal once however often it is read", () => {
  const deals = [0.1, 0.2].map((volumeLots, index) =>
    sampleDeal(0, { ticket: ticket<DealTicket>(`${50 + index}`), volumeLots })
  );
  const filled = new FilledLots();
  assert.deepEqual(filled.add([opening], deals.slice(0, 1)).map(([, count]) => count), [1]);
  assert.deepEqual(filled.add([opening], deals).map(([, count]) => count), [1]);
  assert.deepEqual(filled.add([opening], deals).map(([, count]) => count), [0]);
  assert.equal(sumLots(filled.dealsOf(opening.id)), 0.3);
});

const takenBrokerMs = brokerMs(mondayMs + 3_600_000);

function verdicts(
  readings: readonly (readonly [number, readonly VenueDeal[]])[],
  currency: MoneyUnit = "USD",
) {
  let watch = newBalanceWatch;
  return readings.map(([balance, newDeals]): BalanceVerdict => {
    const next = watchBalance(watch, {
      ...{ balance, takenBrokerMs, newDeals, currency },
      steadyMs: 0,
    });
    watch = next.watch;
    return next.verdict;
  });
}

const trade = sampleDeal(1, { profit: -12.5, swap: -0.3, commission: -0.7, fee: -0.5 });
const fresh = sampleDeal(2, { profit: 7, commission: 0, brokerMs: takenBrokerMs });
const credit = { ...balanceDeal(3, 100), type: "credit" as const };

const balances: readonly [string, Parameters<typeof verdicts>[0], BalanceVerdict[]][] = [
  ["nothing happens", [[1000, []], [1000, []]], ["explained", "explained"]],
  ["a trade and its costs", [[1000, []], [986, [trade]]], ["explained", "explained"]],
  ["credit is beside the balance", [[1000, []], [1000, [credit]]], ["explained", "explained"]],
  ["a deposit", [[1000, []], [1100, [balanceDeal(0, 100)]]], ["explained", "explained"]],
  ["a deal that comes a reading later", [[1000, []], [986, []], [986, [trade]]], [
    "explained",
    "unexplained",
    "explained",
  ]],
  ["a deal that never comes", [[1000, []], [986, []], [986, []]], [
    "explained",
    "unexplained",
    "read_whole_history",
  ]],
  ["a first reading in the middle of a trade", [[1000, [fresh]], [1007, []], [1007, []]], [
    "explained",
    "explained",
    "explained",
  ]],
];

for (const [what, readings, expected] of balances) {
  Deno.test(`watchBalance(): ${what}`, () => assert.deepEqual(verdicts(readings), expected));
}

Deno.test("watchBalance(): a missing deal is noticed to the smallest unit of the currency", () => {
  const last = (currency: MoneyUnit, balance: number, missing: number) =>
    verdicts([[balance, []], [balance - missing, []]], currency).at(-1);
  assert.equal(last("BTC", 1, 0.004), "unexplained", "256 dollars");
  assert.equal(last("USD", 1000, 0.004), "explained");
  assert.equal(last("JPY", 1_000_000, 0.4), "explained");
  const exact = { currency: "USD", currencyDigits: 3 };
  assert.equal(last(exact, 1000, 0.004), "unexplained", "the terminal says how many decimals");
});

Deno.test("dealsFrom() starts before the complete part, and at the beginning when nothing is complete", () => {
  const completeMs = brokerMs(mondayMs);
  assert.equal(dealsFrom(null, "usual"), 0);
  assert.equal(dealsFrom(completeMs, "whole"), 0);
  assert.ok(dealsFrom(completeMs, "usual") < completeMs);
  assert.ok(dealsFrom(completeMs, "thorough") < dealsFrom(completeMs, "usual"));
  assert.equal(dealsFrom(brokerMs(5), "usual"), 0);
});

/** A position's identifier identifies it as well as its ticket. */
Deno.test("diffOpenTrades() matches a position with the deals of its identifier", () => {
  const position = samplePosition(0, { identifier: ticket<PositionId>("42") });
  const newDeals = [sampleDeal(0, { position: ticket<PositionId>("42"), order: null })];
  const explanations = { touched: new Set<string>(), newDeals };
  const found = diffOpenTrades(
    { positions: [position], orders: [] },
    { positions: [], orders: [] },
    {
      ...options,
      explanations,
    },
  );
  assert.deepEqual(found, []);
});

Deno.test("a mark of complete deals far ahead of the broker's time is not believed", () => {
  const nowMs = brokerMs(Date.UTC(2026, 2, 2));
  const dayMs = 86_400_000;
  assert.equal(believedMark(null, nowMs), null);
  // Before the first quote of a week, the broker's time may be known only from the last one.
  const saturdayMs = brokerMs(nowMs + 2 * dayMs);
  assert.equal(believedMark(saturdayMs, nowMs), saturdayMs);
  assert.equal(believedMark(brokerMs(Date.UTC(2036, 0, 1)), nowMs), nowMs);
});
