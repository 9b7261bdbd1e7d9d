/** The swap of the nights to come counts as lost at the stop, where the broker charges one. */

import assert from "node:assert/strict";
import type { Instrument, Swap } from "../../src/models/mod.ts";
import { openRiskOf } from "../../src/risk/loss/open_risk.ts";
import { review } from "../../src/risk/checks/review.ts";
import { swapPerNight } from "../../src/risk/loss/swap_reserve.ts";
import { account, eurusd, good, instrument, limits, policy, proposal } from "./risk_samples.ts";

const gbpjpy: Instrument = {
  ...instrument,
  digits: 3,
  tickSize: 0.001,
  tickValue: 0.65, // a yen is worth 0.0065 USD
  baseCurrency: "GBP",
  profitCurrency: "JPY",
  marginCurrency: "GBP",
};

const nights: readonly [what: string, Instrument, Swap, currency: string, cost: number][] = [
  ["points", instrument, { mode: "points", long: -7.5, short: 0 }, "USD", 7.5],
  ["points of yen", gbpjpy, { mode: "points", long: -20, short: 0 }, "USD", 13],
  ["the account's currency", gbpjpy, { mode: "currency_deposit", long: -3, short: 0 }, "USD", 3],
  ["the base currency", gbpjpy, { mode: "currency_symbol", long: -2, short: 0 }, "USD", 2.6],
  ["the margin currency", gbpjpy, { mode: "currency_margin", long: -2, short: 0 }, "GBP", 2],
  ["percent a year", instrument, { mode: "interest_open", long: -3.6, short: 0 }, "USD", 2_000],
  ["what is paid", instrument, { mode: "points", long: 7, short: -9 }, "USD", 0],
  ["nothing", instrument, { mode: "disabled", long: -7, short: -7 }, "USD", 0],
  ["an unknown unit", instrument, { mode: "other", long: -7, short: -7 }, "USD", 0],
  ["not a number", instrument, { mode: "points", long: NaN, short: 0 }, "USD", 0],
];

for (const [what, symbol, swap, currency, cost] of nights) {
  Deno.test(`swapPerNight() in ${what}`, () => {
    const facts = { direction: "buy", price: 200, currency } as const;
    assert.equal(Number(swapPerNight({ ...symbol, swap }, facts).toFixed(9)), cost);
  });
}

Deno.test("swapPerNight(): an older Expert Advisor reports none", () => {
  assert.equal(swapPerNight(instrument, { direction: "buy", price: 1.1, currency: "USD" }), 0);
});

const charged: Instrument = { ...instrument, swap: { mode: "points", long: -10, short: 4 } };

function facts(swapNights: number) {
  return {
    ...good,
    brokerCheck: null,
    policy: { ...policy, limits: { ...limits, swapNights } },
    account: { ...account, instruments: new Map([[eurusd, charged]]) },
    proposal: { ...proposal, stopLoss: 1.099, volumeLots: 0.5 },
    volumeLots: 0.5,
  };
}

Deno.test("a trade's risk includes the swap of SWAP_NIGHTS nights", () => {
  const risk = (swapNights: number) => {
    const found = review(facts(swapNights));
    return found.verdict === "approved" ? Number(found.riskMoney.toFixed(9)) : null;
  };
  assert.deepEqual([risk(0), risk(1), risk(3)], [55, 60, 70]);
  assert.equal(risk(10), null, "55 and 50 of swap are above 1 % of 10,000");
});

Deno.test("the open risk includes it as well, in the direction that is charged", () => {
  const held = {
    symbol: eurusd,
    volumeLots: 0.1,
    price: 1.1,
    moneyPerPrice: null,
    isPosition: true,
  };
  const money = (direction: "buy" | "sell", stopLoss: number) =>
    openRiskOf({ ...facts(2), commitments: [{ ...held, direction, stopLoss }] }).money;
  assert.equal(money("buy", 1.09), 102);
  assert.equal(money("sell", 1.11), 100);
});
