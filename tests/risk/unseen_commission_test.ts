/** What the first deal of a symbol is taken to cost, which no terminal reports before it. */

import assert from "node:assert/strict";
import { type Instrument, symbolName } from "../../src/models/mod.ts";
import { SeenCommissions } from "../../src/risk/facts/seen_commissions.ts";
import { costsOf } from "../../src/risk/loss/trading_costs.ts";
import { sampleDeal } from "../support/trade_samples.ts";
import { account, eurusd, instrument, limits, policy } from "./risk_samples.ts";

/** Opening and closing of one lot of EURUSD, after deals of another symbol. */
function costs(other: Partial<Instrument>, charged: readonly number[], settingPerLot = 0): number {
  const symbol = symbolName("GBPUSD");
  const described: Instrument = { ...instrument, symbol, baseCurrency: "GBP", ...other };
  const commissions = new SeenCommissions();
  commissions.add(charged.map((commission, at) =>
    sampleDeal(at, {
      ...{ symbol: described.symbol, volumeLots: 2, commission, fee: 0 },
      entry: at % 2 === 0 ? "in" : "out",
    })
  ));
  const instruments = new Map([[eurusd, instrument], [described.symbol, described]]);
  const facts = {
    account: { ...account, instruments, commissions },
    policy: { ...policy, limits: { ...limits, commissionPerLot: settingPerLot } },
  };
  return costsOf(facts, instrument, { price: 1.1, direction: "buy" }).tradePerLot;
}

Deno.test("the first deal of a currency pair is taken to cost what other pairs cost, or the setting if it is more", () => {
  assert.equal(costs({}, []), 0);
  assert.equal(costs({}, [-7]), 7, "3.50 for each side");
  assert.equal(costs({}, [-7, -9]), 8);
  assert.equal(costs({}, [-7, -7], 20), 20);
  assert.equal(costs({}, [-7, -7], 4), 7);
});

Deno.test("things of another kind, or of another contract size, say nothing about a pair's commission", () => {
  assert.equal(costs({ contractSize: 1_000 }, [-7]), 0);
  assert.equal(costs({ assetClass: "crypto" }, [-7]), 0);
  assert.equal(costs({ calcMode: "cfd_index", baseCurrency: "USD" }, [-7]), 0);
});

Deno.test("a pair that has deals of its own costs what they show, whatever others cost", () => {
  assert.equal(costs({ symbol: eurusd, baseCurrency: "EUR" }, [-2, -2], 50), 2);
});
