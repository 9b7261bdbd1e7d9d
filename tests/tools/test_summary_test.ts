/** The test command counts the tests that really ran, and a run without tests is a failure. */

import assert from "node:assert/strict";
import {
  countCases,
  countsLine,
  readCases,
  slowest,
  sumCounts,
  type TestCounts,
  verdict,
} from "../../tools/test_summary.ts";

const verdicts: readonly [
  counts: TestCounts | null,
  exitCode: number,
  line: string,
  verdictCode: number,
][] = [
  [{ passed: 3, failed: 0, skipped: 0 }, 0, "3 passed, 0 failed", 0],
  [{ passed: 3, failed: 0, skipped: 2 }, 0, "3 passed, 0 failed, 2 skipped", 0],
  [{ passed: 3, failed: 1, skipped: 0 }, 1, "3 passed, 1 failed", 1],
  [{ passed: 0, failed: 0, skipped: 0 }, 0, "0 passed, 0 failed", 1],
  [{ passed: 0, failed: 0, skipped: 4 }, 0, "0 passed, 0 failed, 4 skipped", 1],
  [null, 1, "0 passed, 1 failed", 1],
  [null, 0, "0 passed, 1 failed", 1],
  [{ passed: 3, failed: 0, skipped: 0 }, 143, "3 passed, 1 failed", 1],
];

for (const [counts, exitCode, line, verdictCode] of verdicts) {
  Deno.test(`verdict on ${JSON.stringify(counts)} with exit code ${exitCode}`, () => {
    const found = verdict(counts, exitCode);
    assert.equal(countsLine(found.counts), line);
    assert.equal(found.exitCode, verdictCode);
  });
}

const junit = `<testsuite name="./a_test.ts">
    <testcase name="a &lt;b&gt; &amp; &quot;c&quot;" classname="./a_test.ts" time="2.500" line="1">
    </testcase>
    <testcase name="ign" classname="./a_test.ts" time="0.000" line="3">
        <skipped/>
    </testcase>
    <testcase name="bad" classname="./a_test.ts" time="3.000" line="2">
        <failure message="Uncaught">&lt;skipped/&gt;</failure>
    </testcase>
  </testsuite>`;

Deno.test("cases of a JUnit file: entities, results, the slowest first", () => {
  const cases = readCases(junit);
  assert.deepEqual(cases.map((one) => [one.name, one.result]), [
    [`a <b> & "c"`, "passed"],
    ["ign", "skipped"],
    ["bad", "failed"],
  ]);
  assert.deepEqual(slowest(cases, 5, 1).map((one) => one.seconds), [3, 2.5]);
  assert.deepEqual(slowest(cases, 1, 1).map((one) => one.file), ["a_test.ts"]);
});

Deno.test("counts of a JUnit file; none for a file without a case; counts add up", () => {
  assert.deepEqual(countCases(readCases(junit)), { passed: 1, failed: 1, skipped: 1 });
  assert.equal(countCases(readCases("")), null);
  const one = { passed: 1, failed: 2, skipped: 3 };
  assert.deepEqual(sumCounts([one, one]), { passed: 2, failed: 4, skipped: 6 });
});
