/** What the page knows, and when that is out of date. */

import assert from "node:assert/strict";
import { isOutdated, noAnswerYet, withReply } from "../../src/dashboard/state/last_answer.ts";

const periodMs = 2_000;
const at = { utcMs: 1_000, steadyMs: 500 };
const problem = { status: 0, detail: "The bridge is not responding." } as const;
const answer = withReply<number>(noAnswerYet, { ok: true, value: 7 }, at);

function isOld(what: typeof answer, steadyMs: number): boolean {
  return isOutdated(what, { steadyMs, periodMs });
}

Deno.test("an answer is current until the next ones are missing", () => {
  assert.deepEqual(answer, { value: 7, at, problem: null });
  assert.equal(isOld(answer, 500 + 2 * periodMs), false);
  assert.equal(isOld(answer, 500 + 4 * periodMs), true);
});

Deno.test("an attempt that fails leaves the last answer, with its time, out of date at once", () => {
  const failed = withReply(answer, { ok: false, error: problem }, {
    utcMs: 3_000,
    steadyMs: 2_500,
  });
  assert.deepEqual(failed, { value: 7, at, problem });
  assert.equal(isOld(failed, 2_500), true);
});

Deno.test("nothing that was never known is out of date", () => {
  const failed = withReply<number>(noAnswerYet, { ok: false, error: problem }, at);
  assert.equal(isOld(failed, 1_000_000), false);
  assert.equal(failed.value, null);
});
