/** Profits in another currency: at the rate of a pair, or at a fixed one that is told. */

import assert from "node:assert/strict";
import { inCurrency, rateNotes } from "../../src/cli/prices/account_rates.ts";
import { marketSymbol } from "../../src/simulation/market/instrument_catalog.ts";
import { tradingSymbol } from "../../src/simulation/trading/mod.ts";

const symbol = (name: string, accountCurrency = "USD") =>
  tradingSymbol(marketSymbol(name, { suffix: "", accountCurrency }).wire);
const symbols = (...names: readonly string[]) => names.map((name) => symbol(name));

Deno.test("a fixed rate is told, and with which prices it would be the true one", () => {
  const [note, ...others] = rateNotes(symbols("EURGBP", "EURUSD"), "USD");
  assert.deepEqual(others, []);
  assert.match(note!, /Profits in GBP .* USD at one fixed rate .* the pair of GBP and USD/);
  assert.match(rateNotes(symbols("EURGBP"), "USC")[0]!, /to USC .* the pair of GBP and USD/);
});

Deno.test("nothing is told where a pair converts, or nothing has to be converted", () => {
  assert.deepEqual(rateNotes(symbols("EURGBP", "GBPUSD", "USDJPY", "US500"), "USD"), []);
  assert.deepEqual(rateNotes(symbols("EURUSD", "USDJPY"), "USC"), []);
});

Deno.test("a tick is worth what it is in the currency of this account, not of the terminal's", () => {
  for (const currency of ["USD", "EUR", "JPY", "USC"]) {
    const { tickValue } = inCurrency(symbol("EURGBP", "USD"), currency);
    assert.equal(tickValue, symbol("EURGBP", currency).tickValue, currency);
  }
  const strange = { ...symbol("EURGBP"), profitCurrency: "THB", tickValue: 7 };
  assert.equal(inCurrency(strange, "EUR").tickValue, 7);
});
