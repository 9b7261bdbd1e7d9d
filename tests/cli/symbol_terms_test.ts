/** The terms of symbols in a backtest: known ones, the trader's own, and none at all. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { usualSymbol } from "../../src/cli/prices/symbol_terms.ts";
import { spreadFillOf } from "../../src/cli/prices/watched_prices.ts";
import { inTempFolder } from "../support/temp_folder.ts";

/** The terms of a share with two decimals, where the file says this. */
async function termsOfShare(text: string | null, currency = "USD") {
  let terms: ReturnType<typeof usualSymbol> | null = null;
  let points: number | null = null;
  await inTempFolder(async (dir) => {
    const envFile = join(dir, ".env");
    if (text !== null) await Deno.writeTextFile(join(dir, "symbol-terms.json"), text);
    terms = usualSymbol({ symbol: "AAPL", digits: 2 }, {
      ...{ currency, envFile, commissionPerLot: null },
    });
    const fill = spreadFillOf("AAPL", { spreadPoints: null, envFile })!;
    points = fill.filled(Int32Array.of(0), {
      length: 1,
      minuteAt: () => 0,
      pricePointsAt: () => 19_000,
    })[0]!;
  });
  return { terms: terms!, points: points! } as {
    terms: ReturnType<typeof usualSymbol>;
    points: number;
  };
}

Deno.test("a symbol that nobody has described is refused, with how to describe it", async () => {
  const { terms } = await termsOfShare(null);
  assert.ok(!terms.ok);
  assert.match(terms.error, /^The terms of AAPL are not known: its contract, .*symbol-terms\.json/);
  assert.match(terms.error, /"contractSize": 1/);
});

Deno.test("a symbol has the contract, currency and spread that its trader has written", async () => {
  const own = { contractSize: 10, profitCurrency: "EUR", volumeMin: 1, spreadPoints: 3 };
  const { terms, points } = await termsOfShare(JSON.stringify({ AAPL: own }), "USC");
  assert.ok(terms.ok);
  const { contractSize, profitCurrency, volumeMinLots, tickValue, commission } = terms.value;
  assert.deepEqual([contractSize, profitCurrency, volumeMinLots], [10, "EUR", 1]);
  assert.equal(tickValue, 10.85); // a cent of ten shares, in cents of a dollar
  assert.deepEqual([commission.perLot, commission.percent, points], [0, 0, 3]);
});

Deno.test("a file of terms that cannot be used is told", async () => {
  for (
    const [text, said] of [
      ["{", /symbol-terms.json is not JSON/],
      [`{"AAPL": {"contractSize": 0, "profitCurrency": "USD"}}`, /AAPL.contractSize is wrong/],
      [`{"AAPL": {"contractSize": 1, "profitCurrency": "ABC"}}`, /AAPL.profitCurrency is wrong/],
      [`{"AAPL": {"contractSize": 1, "profitCurrency": "USD", "lots": 1}}`, /AAPL is wrong/],
    ] as const
  ) {
    const { terms } = await termsOfShare(text);
    assert.ok(!terms.ok);
    assert.match(terms.error, said);
  }
});
