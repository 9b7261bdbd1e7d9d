/** Plans for fetching bars, and holes in stored series. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { brokerMs } from "../../src/models/mod.ts";
import { ratesLimitMax } from "../../src/mt5/wire_limits.ts";
import { AskedSpans, barsIn, findHoles } from "../../src/price/bar_holes.ts";
import {
  barsPerCall,
  coveredBy,
  earlierRequest,
  firstRequest,
  nextRequest,
} from "../../src/price/bar_plan.ts";

const page = (times: number[], more: boolean) => ({ times: Float64Array.from(times), more });
const from = (ms: number) => ({ fromBrokerMs: brokerMs(ms), limit: barsPerCall });

Deno.test("plan: an unknown series starts with its newest bars, a known one with its last", () => {
  assert.deepEqual(firstRequest(null, 500), { fromBrokerMs: null, limit: 500 });
  assert.deepEqual(firstRequest(null, 100_000), { fromBrokerMs: null, limit: ratesLimitMax });
  assert.deepEqual(firstRequest(brokerMs(60), 500), from(60));
});

const pages: readonly (readonly [string, Parameters<typeof nextRequest>, number | null])[] = [
  ["nothing more", [from(60), page([60, 120], false)], null],
  ["more", [from(60), page([60, 120], true)], 121],
  ["an empty page that promises more", [from(60), page([], true)], null],
  ["a page before what was asked", [from(60), page([10], true)], null],
  ["the newest bars are all", [firstRequest(null, 5), page([60], true)], null],
];

for (const [name, [asked, got], expected] of pages) {
  Deno.test(`plan: after a page: ${name}`, () => {
    assert.deepEqual(nextRequest(asked, got), expected === null ? null : from(expected));
  });
}

const newest = (limit: number) => ({ fromBrokerMs: null, limit });
const begin = (sinceMs: number, backfillBars: number) => ({
  sinceMs: brokerMs(sinceMs),
  backfillBars,
  lengthMs: 60,
});

const beginnings: readonly (readonly [string, Parameters<typeof earlierRequest>, number | null])[] =
  [
    ["that reaches back", [newest(2), page([600, 660], false), begin(600, 2)], null],
    ["that begins later", [newest(2), page([600, 660], false), begin(540, 2)], 540],
    ["that is all there is", [newest(9), page([600, 660], false), begin(660, 9)], null],
    ["that is empty", [newest(2), page([], false), begin(60, 2)], null],
    ["that goes on from a stored bar", [from(600), page([660], false), begin(60, 2)], null],
    ["of a part of the backfill", [newest(2), page([600, 660], false), begin(600, 4)], 420],
    ["of a part, with closed hours", [newest(2), page([600, 900], false), begin(600, 4)], 300],
    ["of a part, at the beginning of time", [newest(2), page([60, 120], false), begin(60, 9)], 1],
  ];

for (const [name, given, expected] of beginnings) {
  Deno.test(`plan: an unknown series, after a newest page ${name}`, () => {
    assert.deepEqual(earlierRequest(...given), expected === null ? null : from(expected));
  });
}

Deno.test("plan: a page covers the range from the requested time to its last bar", () => {
  assert.deepEqual(coveredBy(from(50), page([60, 120], true)), { fromMs: 50, toMs: 120 });
  assert.deepEqual(coveredBy(firstRequest(null, 2), page([60, 120], false)), {
    fromMs: 60,
    toMs: 120,
  });
  assert.equal(coveredBy(from(50), page([], false)), null);
});

Deno.test("holes: bars and holes together fill the range, without overlap", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(60), { minLength: 1 }), (drawn) => {
      const times = drawn.map((index) => index * 60).sort((left, right) => left - right);
      const holes = findHoles(Float64Array.from(times), 60);
      const missing = holes.flatMap((hole) =>
        Array.from({ length: barsIn(hole, 60) }, (_, index) => hole.fromMs + index * 60)
      );
      const all = [...times, ...missing].sort((left, right) => left - right);
      const count = (times.at(-1)! - times[0]!) / 60 + 1;
      assert.deepEqual(all, Array.from({ length: count }, (_, index) => times[0]! + index * 60));
    }),
    { seed: 1 },
  );
});

Deno.test("requested ranges: agree with a set of milliseconds", () => {
  const span = fc.tuple(fc.nat(40), fc.nat(8)).map(([fromMs, length]) => ({
    fromMs,
    toMs: fromMs + length,
  }));
  fc.assert(
    fc.property(fc.array(span), span, (added, probe) => {
      const spans = new AskedSpans();
      for (const one of added) spans.add(one);
      // Ranges at neighbouring integers stay separate: times between them were not requested.
      const between = new Set<number>();
      for (const { fromMs, toMs } of added) {
        for (let half = fromMs * 2; half <= toMs * 2; half++) between.add(half);
      }
      let isAsked = true;
      for (let half = probe.fromMs * 2; half <= probe.toMs * 2; half++) {
        isAsked &&= between.has(half);
      }
      assert.equal(spans.contains(probe), isAsked);
    }),
    { seed: 2, numRuns: 1_000 },
  );
});
