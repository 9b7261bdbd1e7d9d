/** What a backtest says of rows that a file has and that cannot be used. */

import assert from "node:assert/strict";
import { refusedFindings, refusedProblem } from "../../src/cli/prices/price_findings.ts";
import type { RefusedRows } from "../../src/history/price_file/price_file.ts";

function file(rowCount: number, ...refused: readonly RefusedRows[]) {
  return { path: "EURUSD_H1.csv", rowCount, refused };
}
const untimely = (count: number) => ({ fault: "not_a_bar", count, firstLine: 3 } as const);

Deno.test("a file of which too little can be used is refused, with what is wrong with it", () => {
  assert.equal(
    refusedProblem(file(802, untimely(2_807))),
    "EURUSD_H1.csv: 77.78 % of its rows cannot be used, so a result would mean nothing. Rows left " +
      "out because they have a time that does not begin a bar: 2,807 rows (the first is line 3); " +
      "802 rows can be used",
  );
  assert.equal(refusedProblem(file(9_000, untimely(1_000))), null);
  assert.notEqual(refusedProblem(file(8_999, untimely(1_001))), null);
});

Deno.test("rows about other symbols do not make a file unusable", () => {
  assert.equal(refusedProblem(file(10, { fault: "symbol", count: 90, firstLine: 2 })), null);
});

Deno.test("refused rows are a warning where they are a noticeable part", () => {
  const few = refusedFindings(file(9_999, untimely(1)));
  const many = refusedFindings(file(9_000, untimely(100)));
  assert.deepEqual([few.warnings.length, few.notes.length], [0, 1]);
  assert.match(many.warnings[0]!, /^EURUSD_H1.csv: Rows left out .* 100 rows .*first is line 3/);
  assert.deepEqual(many.notes, []);
});
