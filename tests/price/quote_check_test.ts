/** The check of prices, one tick after the other. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { lastingTicks, QuoteCheck } from "../../src/price/quote_check.ts";

type Quote = readonly [bid: number, ask: number];

const badQuotes: readonly (readonly [string, Quote, string])[] = [
  ["NaN bid", [NaN, 1], "not_finite"],
  ["NaN ask", [1, NaN], "not_finite"],
  ["infinite bid", [Infinity, 1], "not_finite"],
  ["infinite ask", [1, Infinity], "not_finite"],
  ["infinities that cancel out", [Infinity, -Infinity], "not_finite"],
  ["negative bid", [-1, 1], "negative"],
  ["negative ask", [1, -1], "negative"],
  ["zero bid", [0, 1], "zero"],
  ["negative zero ask", [1, -0], "zero"],
  ["crossed", [1.1, 1.0999], "crossed"],
];

for (const [name, [bid, ask], reason] of badQuotes) {
  Deno.test(`quote check: ${name} is ${reason}`, () => {
    assert.equal(new QuoteCheck(5).judge(bid, ask), reason);
  });
}

Deno.test("quote check: bid equal to ask is a quote", () => {
  assert.equal(new QuoteCheck(5).judge(1, 1), null);
});

const walks: readonly (readonly [string, readonly Quote[], string])[] = [
  ["a step up to the limit", [[100, 100], [105, 105]], ".."],
  ["a step beyond it", [[100, 100], [105.1, 105.1]], ".j"],
  ["a step down beyond it", [[100, 100], [94.9, 94.9]], ".j"],
  ["only the ask jumps", [[100, 100], [100, 106]], ".j"],
  ["a spike and back", [[100, 100], [200, 200], [100, 100]], ".j."],
  ["many small steps", [[100, 100], [104, 104], [108, 108], [112, 112]], "...."],
  [
    "a lasting level is believed with its fifth tick",
    [[100, 100], ...Array<Quote>(6).fill([200, 200])],
    ".jjjj..",
  ],
  [
    "a tick at the old level restarts the count",
    [[100, 100], ...Array<Quote>(4).fill([200, 200]), [100, 100], [200, 200]],
    ".jjjj.j",
  ],
  [
    "absurd quotes that do not agree never become a level",
    [[100, 100], [200, 200], [300, 300], [400, 400], [500, 500], [600, 600], [700, 700]],
    ".jjjjjj",
  ],
  [
    "a new level that moves by small steps counts",
    [[100, 100], [200, 200], [204, 204], [208, 208], [212, 212], [216, 216]],
    ".jjjj.",
  ],
  [
    "other refusals neither help nor hurt a new level",
    [[100, 100], [200, 200], [0, 1], [200, 200], [200, 200], [200, 200], [200, 200]],
    ".jzjjj.",
  ],
];

for (const [name, quotes, expected] of walks) {
  Deno.test(`quote check: ${name}`, () => {
    const check = new QuoteCheck(5);
    const verdicts = quotes.map(([bid, ask]) => check.judge(bid, ask)?.[0] ?? ".");
    assert.equal(verdicts.join(""), expected);
  });
}

Deno.test("quote check: a limit that is not positive is a programming error", () => {
  for (const limit of [0, -1, NaN]) assert.throws(() => new QuoteCheck(limit), RangeError);
});

Deno.test("quote check: whatever came before, a steady market is accepted again", () => {
  const price = fc.oneof(fc.double(), fc.double({ min: 0.1, max: 10 }));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(price, price)),
      fc.double({ min: 0.5, max: 2 }),
      (past, level) => {
        if (Number.isNaN(level)) return;
        const check = new QuoteCheck(5);
        for (const [bid, ask] of past) check.judge(bid, ask);
        for (let tick = 1; tick < lastingTicks; tick++) check.judge(level, level);
        assert.equal(check.judge(level, level), null);
      },
    ),
    { seed: 7 },
  );
});
