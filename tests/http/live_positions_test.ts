/** The profit of a position follows the price, and is shown with the time of that price. */

import assert from "node:assert/strict";
import { priced } from "../../src/http/live_positions.ts";
import { unixMs } from "../../src/models/mod.ts";
import { samplePosition } from "../support/trade_samples.ts";

const readMs = unixMs(1_000_000);
/** A pip of one lot is 10 dollars. */
const instrument = { tickSize: 0.00001, tickValue: 1 };
const price = { bid: 1.1063, ask: 1.1065, atMs: unixMs(1_002_000) };
/** 0.1 lots: 0.70 at 1.10530. */
const buy = samplePosition(0);
const sell = samplePosition(0, { direction: "sell", profit: -0.7 });

Deno.test("the profit continues from the terminal's own with the latest price", () => {
  const shown = priced(buy, { readMs, price, instrument });
  assert.deepEqual(
    [shown.currentPrice, shown.profit, shown.pricedMs],
    [1.1063, 10.7, 1_002_000],
  );
});

Deno.test("a sell is priced at the ask, and loses as the price rises", () => {
  const shown = priced(sell, { readMs, price, instrument });
  assert.deepEqual([shown.currentPrice, shown.profit], [1.1065, -12.7]);
});

const asRead = { ...buy, pricedMs: readMs };

Deno.test("without a newer price a position is shown as it was read, with the time of the reading", () => {
  const older = { ...price, atMs: unixMs(999_999) };
  assert.deepEqual(priced(buy, { readMs, price: null, instrument }), asRead);
  assert.deepEqual(priced(buy, { readMs, price: older, instrument }), asRead);
  assert.deepEqual(priced(buy, { readMs, price, instrument: null }), asRead);
  assert.deepEqual(
    priced(buy, { readMs, price, instrument: { tickSize: 0, tickValue: 1 } }),
    asRead,
  );
});
