/** When ends of the bridge are the same cause again and again. */

import assert from "node:assert/strict";
import { type PastEnd, recentEnds, repeatedEnd } from "../../src/cli/repeated_end.ts";

const minuteMs = 60_000;

function ends(...list: readonly (readonly [cause: string, atMinute: number])[]): PastEnd[] {
  return list.map(([cause, atMinute]) => ({ cause, atMs: atMinute * minuteMs }));
}

const cases: readonly (readonly [what: string, past: readonly PastEnd[], isRepeated: boolean])[] = [
  ["no end", [], false],
  ["four ends of one cause", ends(["a", 0], ["a", 1], ["a", 2], ["a", 3]), false],
  ["five", ends(["a", 0], ["a", 1], ["a", 2], ["a", 3], ["a", 10]), true],
  ["five in more than ten minutes", ends(["a", 0], ["a", 1], ["a", 2], ["a", 3], ["a", 11]), false],
  [
    "five with others between",
    ends(["a", 0], ["a", 1], ["b", 1], ["a", 2], ["a", 3], ["a", 4]),
    true,
  ],
  ["five of several causes", ends(["a", 0], ["b", 1], ["a", 2], ["b", 3], ["a", 4]), false],
];
for (const [what, past, isRepeated] of cases) {
  Deno.test(`repeatedEnd(): ${what}`, () => {
    assert.equal(repeatedEnd(past) !== null, isRepeated);
  });
}

Deno.test("the sentence has the number, the time and the cause", () => {
  const past = ends(["exit code 8: hung", 0], ...Array(4).fill(["exit code 8: hung", 1]));
  assert.equal(repeatedEnd(past), "it ended 5 times within 10 minutes (exit code 8: hung)");
});

Deno.test("ends that can no longer count are forgotten", () => {
  assert.deepEqual(recentEnds(ends(["a", 0], ["a", 1]), 10 * minuteMs + 1), ends(["a", 1]));
});
