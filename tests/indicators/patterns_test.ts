/** Candle patterns: shapes that are one, and the nearest that are none. */

import assert from "node:assert/strict";
import * as own from "../../src/indicators/mod.ts";
import type { OhlcColumns } from "../../src/indicators/mod.ts";
import { type Candle, seriesOf } from "./sample_bars.ts";

type Pattern = (bars: OhlcColumns) => Float64Array;

/** Open, high, low and close of each candle, and what the last one completes. */
type Case = readonly [what: string, side: number, ...candles: Candle[]];

/** The last candle of each is the one that completes the pattern. */
const cases: readonly (readonly [pattern: Pattern, ...cases: Case[]])[] = [
  [
    own.doji,
    ["a body of a tenth of the range", 1, [100, 110, 90, 102]],
    ["a larger body", 0, [100, 110, 90, 103]],
    ["no range at all", 1, [100, 100, 100, 100]],
  ],
  [
    own.hammer,
    ["a long lower shadow", 1, [100, 103, 80, 102]],
    ["the same falling", 1, [102, 103, 80, 100]],
    ["an upper shadow", 0, [100, 106, 80, 102]],
    ["a lower shadow of less than twice the body", 0, [100, 112, 85, 112]],
    ["no range at all", 0, [100, 100, 100, 100]],
  ],
  [
    own.shootingStar,
    ["a long upper shadow", -1, [102, 120, 99, 100]],
    ["a lower shadow", 0, [102, 120, 94, 100]],
    ["no range at all", 0, [100, 100, 100, 100]],
  ],
  [
    own.engulfing,
    ["a rise over a fall", 1, [110, 112, 99, 100], [99, 116, 98, 115]],
    ["a fall over a rise", -1, [100, 112, 99, 110], [111, 112, 90, 95]],
    ["from the same price", 1, [110, 112, 99, 100], [100, 116, 98, 115]],
    ["the same body the other way", 0, [110, 112, 99, 100], [100, 112, 98, 110]],
    ["one that does not reach", 0, [110, 112, 99, 100], [99, 116, 98, 109]],
    ["two rises", 0, [100, 112, 99, 110], [99, 116, 98, 115]],
  ],
  [
    own.harami,
    ["a small rise in a fall", 1, [110, 112, 99, 100], [102, 109, 101, 108]],
    ["a small fall in a rise", -1, [100, 112, 99, 110], [108, 109, 101, 102]],
    ["one that sticks out", 0, [110, 112, 99, 100], [99, 109, 98, 108]],
    ["the same body", 0, [110, 112, 99, 100], [100, 112, 98, 110]],
  ],
  [
    own.morningStar,
    ["a fall, a rest, a rise", 1, [110, 111, 99, 100], [100, 102, 98, 99], [100, 109, 99, 108]],
    ["a rise to the middle", 0, [110, 111, 99, 100], [100, 102, 98, 99], [100, 109, 99, 105]],
    ["a large candle between", 0, [110, 111, 99, 100], [100, 102, 94, 95], [100, 109, 99, 108]],
    ["a short first candle", 0, [110, 130, 90, 100], [100, 102, 98, 99], [100, 109, 99, 108]],
  ],
  [
    own.eveningStar,
    ["a rise, a rest, a fall", -1, [100, 111, 99, 110], [110, 112, 108, 111], [110, 111, 99, 102]],
    ["a fall to the middle", 0, [100, 111, 99, 110], [110, 112, 108, 111], [110, 111, 99, 105]],
  ],
  [
    own.insideBar,
    ["inside", 1, [100, 110, 90, 100], [100, 109, 91, 100]],
    ["with the same high", 1, [100, 110, 90, 100], [100, 110, 91, 100]],
    ["the same bar", 0, [100, 110, 90, 100], [100, 110, 90, 100]],
    ["a lower low", 0, [100, 110, 90, 100], [100, 109, 89, 100]],
  ],
  [
    own.outsideBar,
    ["outside", 1, [100, 110, 90, 100], [100, 111, 89, 100]],
    ["with the same high", 1, [100, 110, 90, 100], [100, 110, 89, 100]],
    ["the same bar", 0, [100, 110, 90, 100], [100, 110, 90, 100]],
    ["a higher low", 0, [100, 110, 90, 100], [100, 111, 91, 100]],
  ],
  [
    own.threeWhiteSoldiers,
    ["three rises", 1, [100, 111, 99, 110], [105, 121, 104, 120], [115, 131, 114, 130]],
    ["one opens above the body", 0, [100, 111, 99, 110], [105, 121, 104, 120], [
      121,
      131,
      120,
      130,
    ]],
    ["one opens below the body", 0, [100, 111, 99, 110], [105, 121, 104, 120], [
      104,
      131,
      103,
      130,
    ]],
    ["one closes no higher", 0, [100, 111, 99, 110], [105, 121, 104, 120], [115, 121, 114, 120]],
    ["a long shadow", 0, [100, 111, 99, 110], [105, 121, 104, 120], [115, 146, 114, 130]],
  ],
  [
    own.threeBlackCrows,
    ["three falls", -1, [130, 131, 119, 120], [125, 126, 109, 110], [115, 116, 99, 100]],
    ["two falls and a rise", 0, [130, 131, 119, 120], [125, 126, 109, 110], [110, 121, 109, 120]],
  ],
];

for (const [pattern, ...shapes] of cases) {
  for (const [what, side, ...candles] of shapes) {
    Deno.test(`${pattern.name}: ${what}`, () => {
      const rows = candles.map((candle, index) => [index, ...candle, 1] as const);
      const found = pattern(seriesOf(rows));
      assert.equal(found.at(-1), side);
      // Without its first candle a pattern of several is not yet known.
      if (candles.length > 1) assert.ok(Number.isNaN(pattern(seriesOf(rows.slice(1))).at(-1)));
    });
  }
}
