/** Figures as traders read them. */

import assert from "node:assert/strict";
import {
  countText,
  distanceText,
  durationText,
  moneyText,
  percentText,
  signedMoneyText,
  utcOffsetText,
  wholeMoneyText,
} from "../../src/models/figure_text.ts";

const cases: readonly (readonly [string, string])[] = [
  [moneyText(0, "USD"), "0.00 USD"],
  [moneyText(1.2346, { currency: "USD", currencyDigits: 3 }), "1.235 USD"],
  [moneyText(1.2345, { currency: "USD" }), "1.23 USD"],
  [moneyText(999.994, "USD"), "999.99 USD"],
  [moneyText(1_234.5, "USD"), "1,234.50 USD"],
  [moneyText(-1_234_567.891, "EUR"), "-1,234,567.89 EUR"],
  [moneyText(-0.004, "USD"), "0.00 USD"],
  [moneyText(10_000), "10,000.00"],
  [signedMoneyText(12, "USD"), "+12.00 USD"],
  [signedMoneyText(-1_000.5, "USD"), "-1,000.50 USD"],
  [signedMoneyText(0.001, "USD"), "0.00 USD"],
  [wholeMoneyText(100_727.4, "USD"), "100,727 USD"],
  [moneyText(1_500_000.4, "JPY"), "1,500,000 JPY"],
  [moneyText(0.0012345, "BTC"), "0.00123450 BTC"],
  [signedMoneyText(0.00000001, "BTC"), "+0.00000001 BTC"],
  [wholeMoneyText(1.5625, "BTC"), "1.5625 BTC"],
  [percentText(2), "2 %"],
  [percentText(2.249), "2.25 %"],
  [countText(1, "open trade"), "1 open trade"],
  [countText(2_000, "bar"), "2,000 bars"],
  [countText(-35, "point"), "-35 points"],
  [durationText(59_000), "59 s"],
  [durationText(600_000), "10 min"],
  [durationText(8_940_000), "2 h 29 min"],
  [durationText(90_000_000), "1 d 1 h"],
  [distanceText(0.00012, 5), "1.2 pips"],
  [distanceText(0.012, 3), "1.2 pips"],
  [distanceText(0.35, 2), "35 points"],
  [distanceText(0.0001, 4), "1 point"],
  [utcOffsetText(7_200_000), "UTC+2"],
  [utcOffsetText(0), "UTC+0"],
  [utcOffsetText(-12_600_000), "UTC-3:30"],
];

for (const [text, expected] of cases) {
  Deno.test(`figures: ${expected}`, () => assert.equal(text, expected));
}
