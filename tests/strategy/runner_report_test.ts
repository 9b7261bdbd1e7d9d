/** Reports of runners are not trusted: only complete, well-formed ones are accepted. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { parseReport } from "../../src/strategy/results/runner_report.ts";

const draft = { direction: "buy" };
const done = {
  type: "turn_done",
  turn: 3,
  first: 2,
  runs: 4,
  findings: [{ at: 2, draft }, { at: 5, error: "x" }],
};
const ready = {
  type: "ready",
  strategies: [{ name: "a", barsNeeded: 5, watchesTicks: false }],
  refused: [{ name: "b", problem: "unknown" }],
};

const good: [string, unknown][] = [
  ["turn_done", done],
  ["a turn without findings", { ...done, runs: 0, findings: [] }],
  ["ready", ready],
  ["crashed", { type: "crashed", error: "x" }],
];
for (const [name, report] of good) {
  Deno.test(`parseReport() reads ${name}`, () => assert.deepEqual(parseReport(report), report));
}

Deno.test("parseReport() shows texts of strategies without hidden characters, and bounded", () => {
  const text = `a\n\u202e\u001b${"b".repeat(1_000)}`;
  const shown = `a\uFFFD\uFFFD\uFFFD${"b".repeat(496)}`;
  const findings = [{ at: 2, error: text }];
  assert.deepEqual(parseReport({ ...done, findings }), {
    ...done,
    findings: [{ at: 2, error: shown }],
  });
  const refused = [{ name: "b", problem: text }];
  assert.deepEqual(parseReport({ ...ready, refused }), {
    ...ready,
    refused: [{ name: "b", problem: shown }],
  });
  assert.deepEqual(parseReport({ type: "crashed", error: text }), {
    type: "crashed",
    error: shown,
  });
});

const bad: [string, unknown][] = [
  ["nothing", null],
  ["another type", { ...done, type: "turn_began" }],
  ["a turn in words", { ...done, turn: "3" }],
  ["a negative count", { ...done, runs: -1 }],
  ["a count that is none", { ...done, first: NaN }],
  ["findings that are no list", { ...done, findings: "x" }],
  ["a finding before the first run", { ...done, findings: [{ at: 1, draft }] }],
  ["a finding after the last run", { ...done, findings: [{ at: 6, draft }] }],
  ["a finding twice", { ...done, findings: [{ at: 2, draft }, { at: 2, draft }] }],
  ["a finding of nothing", { ...done, findings: [{ at: 2 }] }],
  ["a strategy without bars", {
    ...ready,
    strategies: [{ ...ready.strategies[0], barsNeeded: 0 }],
  }],
  ["a refusal without a reason", { ...ready, refused: [{ name: "b" }] }],
  ["a crash without an error", { type: "crashed" }],
];
for (const [name, report] of bad) {
  Deno.test(`parseReport() refuses ${name}`, () => assert.equal(parseReport(report), null));
}

Deno.test("parseReport() never throws", () => {
  fc.assert(
    fc.property(fc.anything(), fc.constantFrom("ready", "turn_done", "crashed"), (given, type) => {
      parseReport(given);
      parseReport({ ...(given as object), type });
    }),
    { seed: 9, numRuns: 1_000 },
  );
});
