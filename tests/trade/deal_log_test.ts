/** Log lines of deals. */

import assert from "node:assert/strict";
import { logDeal } from "../../actors/trade/account/deal_log.ts";
import { brokerMs, type Magic, type VenueDeal } from "../../src/models/mod.ts";
import { recordedLog } from "../support/recorded_log.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { balanceDeal, sampleDeal } from "../support/trade_samples.ts";

const closedMs = Date.UTC(2026, 2, 2, 12);
const closing = {
  entry: "out",
  type: "sell",
  volumeLots: 4.16,
  price: 2750.03,
  profit: -88.57,
  swap: 0,
  commission: 0,
  fee: 0,
  brokerMs: brokerMs(closedMs),
} as const;
const manual = { magic: "0" as unknown as Magic, reason: "client" } as const;

const cases: readonly (readonly [what: string, deal: VenueDeal, sentence: string | null])[] = [
  [
    "a stop loss of an own position",
    sampleDeal(0, { ...closing, reason: "sl" }),
    "1@A: EURUSD closed 4.16 lots at 2750.03, stop loss, -88.57 USD (-0.88 %, 2 h 29 min)",
  ],
  [
    "a manual trade that opens",
    sampleDeal(0, { ...closing, ...manual, entry: "in", profit: 0 }),
    "1@A: sell 4.16 lots EURUSD opened at 2750.03, manually",
  ],
  [
    "a manual trade that closes",
    sampleDeal(0, { ...closing, ...manual, profit: 1_200.5 }),
    "1@A: sell 4.16 lots EURUSD closed at 2750.03, manually, +1,200.50 USD (+13.64 %, 2 h 29 min)",
  ],
  [
    "a close by the bridge",
    sampleDeal(0, { ...closing, reason: "expert" }),
    "1@A: EURUSD closed 4.16 lots at 2750.03, halt, -88.57 USD (-0.88 %, 2 h 29 min)",
  ],
  ["what an own order opens", sampleDeal(0, { ...closing, entry: "in", reason: "expert" }), null],
  ["a deposit", balanceDeal(0, 1_000), "1@A: deposit of 1,000.00 USD (Deposit)"],
  ["a withdrawal", { ...balanceDeal(0, -250), comment: "" }, "1@A: withdrawal of 250.00 USD"],
];

for (const [what, deal, sentence] of cases) {
  Deno.test(`the log of ${what}`, () => {
    const { log, sentences } = recordedLog(new SimulatedClock());
    logDeal(log, deal, {
      terminal: "1@A",
      currency: "USD",
      balance: 10_000,
      openedMs: brokerMs(closedMs - 8_940_000),
      closedBy: "halt",
    });
    assert.deepEqual(sentences(), sentence === null ? [] : [sentence]);
  });
}
