/** The simulated broker's description of symbols. */

import assert from "node:assert/strict";
import { currencyDigits, mainCurrency } from "../../src/models/currency.ts";
import {
  accountCurrencies,
  knownName,
  type MarketSymbol,
  marketSymbol,
} from "../../src/simulation/market/instrument_catalog.ts";

const options = { suffix: ".m", accountCurrency: "USD" };

Deno.test("a symbol or a currency may have the name of what every object inherits", () => {
  const { wire } = marketSymbol("constructor", options);
  assert.deepEqual([wire.name, typeof wire.baseCurrency], ["constructor.m", "string"]);
  assert.deepEqual(mainCurrency("constructor"), { name: "constructor", units: 1 });
});

Deno.test("symbols are described as a broker would", () => {
  const cases: readonly [
    string,
    MarketSymbol["assetClass"],
    number,
    number,
    number,
    string,
    string,
  ][] = [
    ["EURUSD", "forex", 1.085, 5, 100_000, "EUR", "USD"],
    ["USDJPY", "forex", 151.5, 3, 100_000, "USD", "JPY"],
    ["EURGBP", "forex", 0.854, 5, 100_000, "EUR", "GBP"],
    ["GBPJPY", "forex", 192.4, 3, 100_000, "GBP", "JPY"],
    ["XAUUSD", "forex", 2_350, 2, 100, "XAU", "USD"],
    ["XAGUSD", "forex", 29.5, 3, 5_000, "XAG", "USD"],
    ["BTCUSD", "crypto", 64_000, 2, 1, "BTC", "USD"],
    ["BTC/USDT", "crypto", 64_000, 2, 1, "BTC", "USDT"],
    ["LTCUSD", "crypto", 82, 3, 1, "LTC", "USD"],
    ["DOGEUSD", "crypto", 0.15, 5, 1, "DOGE", "USD"],
  ];
  for (const [name, assetClass, price, digits, contractSize, base, profit] of cases) {
    const symbol = marketSymbol(name, options);
    const { wire } = symbol;
    assert.equal(wire.name, `${name}.m`);
    assert.equal(symbol.assetClass, assetClass, name);
    assert.ok(Math.abs(symbol.startPrice / price - 1) < 0.01, `${name} ${symbol.startPrice}`);
    assert.deepEqual([wire.digits, wire.contractSize], [digits, contractSize], name);
    assert.deepEqual([wire.baseCurrency, wire.profitCurrency], [base, profit], name);
    assert.equal(wire.tickSize, Number(`1e-${digits}`));
  }
});

Deno.test("an index is quoted in steps larger than a point", () => {
  for (const [name, digits, tickSize] of [["US500", 2, 0.25], ["DE40", 1, 0.5], ["JP225", 0, 5]]) {
    const { wire } = marketSymbol(String(name), options);
    assert.deepEqual([wire.digits, wire.tickSize], [digits, tickSize]);
  }
});

Deno.test("a tick's value is in the account's currency", () => {
  assert.equal(marketSymbol("EURUSD", options).wire.tickValue, 1);
  assert.equal(marketSymbol("USDJPY", options).wire.tickValue, 0.660066);
  assert.equal(
    marketSymbol("EURUSD", { ...options, accountCurrency: "EUR" }).wire.tickValue,
    0.921659,
  );
});

Deno.test("a tick is worth a hundred times as many cents", () => {
  for (const name of ["EURUSD", "USDJPY", "BTCUSD"]) {
    const [dollars, cents] = ["USD", "USC"].map((accountCurrency) =>
      marketSymbol(name, { ...options, accountCurrency }).wire.tickValue
    );
    assert.ok(Math.abs(cents! / dollars! - 100) < 1e-3, name);
  }
});

Deno.test("the amounts of every currency of an account can be rounded and converted", () => {
  for (const accountCurrency of accountCurrencies) {
    const { wire } = marketSymbol("EURUSD", { ...options, accountCurrency });
    const other = marketSymbol("EURUSD", { ...options, accountCurrency: "ZZZ" });
    assert.notEqual(wire.tickValue === other.wire.tickValue, !isDollar(accountCurrency));
    assert.ok(currencyDigits(accountCurrency) >= 0);
  }
});

/** Those whose value is that of a dollar, which is also taken for what is not known. */
function isDollar(currency: string): boolean {
  return currency.startsWith("USD");
}

Deno.test("what brokers append to a name does not hide the symbol; another name is not known", () => {
  const names = ["EURUSD", "EURUSD.m", "EURUSDc", "EURUSD_i", "eurusd", "BTC/USDT", "US500.cash"];
  assert.deepEqual(names.map(knownName), [
    ...["EURUSD", "EURUSD", "EURUSD", "EURUSD", "eurusd", "BTC/USDT", "US500"],
  ]);
  assert.deepEqual(["AAPL", "GER30", "EURABC", ""].map(knownName), [null, null, null, null]);
});

Deno.test("an unknown pair gets a price that depends only on its name", () => {
  const [first, again, other] = ["ABCXYZ", "ABCXYZ", "XYZABC"].map((name) =>
    marketSymbol(name, options)
  );
  assert.deepEqual(first, again);
  assert.notEqual(first!.startPrice, other!.startPrice);
  assert.ok(first!.startPrice >= 0.5 && first!.startPrice < 2);
  assert.equal(first!.wire.digits, 5);
});
