/** The test command counts the tests that really ran, and a run without tests is a failure. */

import assert from "node:assert/strict";
import {
  countsLine,
  readCases,
  readCounts,
  slowest,
  sumCounts,
  type TestCounts,
  verdict,
} from "../../tools/test_summary.ts";

const closingLines: readonly [output: string, counts: TestCounts | null][] = [
  ["ok | 12 passed | 0 failed (33ms)", { passed: 12, failed: 0, skipped: 0 }],
  [
    "FAILED | 2 passed (1 step) | 5 failed | 1 ignored (1 step) (50ms)",
    { passed: 2, failed: 5, skipped: 1 },
  ],
  [
    "ok | 3 passed (4 steps) | 0 failed (1 step) | 2 ignored | 6 filtered out (1s)",
    { passed: 3, failed: 0, skipped: 2 },
  ],
  ["\u001b[31mFAILED\u001b[0m | 1 passed | 1 failed (5ms)", { passed: 1, failed: 1, skipped: 0 }],
  [
    "ok | 9 passed | 0 failed (1ms)\nrunning\nok | 1 passed | 0 failed (1ms)\r\n\r\n",
    { passed: 1, failed: 0, skipped: 0 },
  ],
  ["said: ok | 9 passed | 0 failed", null],
  ["error: Type checking failed.", null],
  ["", null],
];

for (const [output, counts] of closingLines) {
  Deno.test(`counts of ${JSON.stringify(output)}`, () => {
    assert.deepEqual(readCounts(output), counts);
  });
}

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

Deno.test("cases of a JUnit file: entities, steps, skipped ones, slowest first", () => {
  const cases = readCases(`<testsuite name="./a_test.ts">
    <testcase name="a &lt;b&gt; &amp; &quot;c&quot;" classname="./a_test.ts" time="2.500" line="1">
    </testcase>
    <testcase name="ign" classname="./a_test.ts" time="0.000" line="3">
        <skipped/>
    </testcase>
    <testcase name="s &gt; step" classname="./a_test.ts" time="3.000" line="2">
    </testcase>
  </testsuite>`);
  assert.deepEqual(cases.map((one) => [one.name, one.skipped]), [
    [`a <b> & "c"`, false],
    ["ign", true],
    ["s > step", false],
  ]);
  assert.deepEqual(slowest(cases, 5, 1).map((one) => one.seconds), [3, 2.5]);
  assert.deepEqual(slowest(cases, 1, 1).map((one) => one.file), ["a_test.ts"]);
});

Deno.test("counts of several runs are added up", () => {
  const runs = [{ passed: 3, failed: 1, skipped: 0 }, { passed: 4, failed: 0, skipped: 2 }];
  assert.deepEqual(sumCounts(runs), { passed: 7, failed: 1, skipped: 2 });
  assert.deepEqual(sumCounts([]), { passed: 0, failed: 0, skipped: 0 });
});
