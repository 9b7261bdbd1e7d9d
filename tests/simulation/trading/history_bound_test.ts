/** The history is limited, and the balance does not depend on that. */

import assert from "node:assert/strict";
import { SimulatedBroker, tradingSymbol } from "../../../src/simulation/trading/mod.ts";
import { marketSymbol } from "../../../src/simulation/market/instrument_catalog.ts";
import { forever, monday } from "./stage.ts";

Deno.test("the oldest deals are dropped, the newest stay, the balance includes all", () => {
  const { wire } = marketSymbol("EURUSD", { suffix: "", accountCurrency: "USD" });
  const broker = new SimulatedBroker({
    symbols: [tradingSymbol(wire)],
    startMs: monday,
    historyRowsMax: 100,
  });
  for (let number = 1; number <= 1_000; number++) {
    broker.apply({ kind: "money", type: "balance", amount: number, comment: String(number) });
  }
  const deals = broker.deals(forever);
  assert.ok(deals.length >= 100 && deals.length <= 110, String(deals.length));
  assert.equal(deals.at(-1)?.comment, "1000");
  assert.equal(broker.account().balance, 500_500);
});
