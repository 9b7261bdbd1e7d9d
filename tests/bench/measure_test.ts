/** The figures that benches print: medians, percentiles, and their output line. */

import assert from "node:assert/strict";
import { formatLine, median, percentile, repeat, slope } from "../../bench/measure.ts";

const medians: readonly { samples: number[]; expected: number }[] = [
  { samples: [7], expected: 7 },
  { samples: [9, 1, 5], expected: 5 },
  { samples: [10, 2, 4, 100], expected: 7 },
];

for (const { samples, expected } of medians) {
  Deno.test(`median() of ${samples} is ${expected}`, () => {
    assert.equal(median(samples), expected);
  });
}

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
const percentiles: readonly { percent: number; expected: number }[] = [
  { percent: 0, expected: 1 },
  { percent: 50, expected: 50 },
  { percent: 99, expected: 99 },
  { percent: 99.5, expected: 100 },
  { percent: 100, expected: 100 },
];

for (const { percent, expected } of percentiles) {
  Deno.test(`percentile() ${percent} of 1 to 100 is ${expected}`, () => {
    assert.equal(percentile(hundred, percent), expected);
  });
}

Deno.test("median() and percentile() refuse an empty list", () => {
  assert.throws(() => median([]), RangeError);
  assert.throws(() => percentile([], 99), RangeError);
});

Deno.test("slope() is that of the best-fit line", () => {
  assert.equal(slope([[0, 3], [1, 5], [2, 7]]), 2);
  assert.equal(slope([[0, 1], [1, 3], [2, 1]]), 0);
  assert.throws(() => slope([[1, 1]]), RangeError);
});

Deno.test("repeat() keeps the samples of all runs and none of the warm-up", async () => {
  let calls = 0;
  assert.deepEqual(await repeat({ runs: 3, warmups: 2 }, () => calls += 1), [3, 4, 5]);
});

Deno.test("formatLine() omits what was not measured", () => {
  const line = { what: "100 rows", unit: "ms", median: 1.23456, samples: 5 };
  assert.equal(formatLine("store", line), "store | 100 rows | median 1.235 ms | 5 samples");
  assert.equal(
    formatLine("store", { ...line, p99: 2, aim: "p99 < 5" }),
    "store | 100 rows | median 1.235 ms | p99 2 ms | 5 samples | aim p99 < 5",
  );
});
