/** When ends of the bridge are the same cause again and again. */

import assert from "node:assert/strict";
import { crashLoop, type PastEnd, recentEnds } from "../../src/cli/watchdog/crash_loop.ts";

const minuteMs = 60_000;

function ends(...list: readonly (readonly [cause: string, atMinute: number])[]): PastEnd[] {
  return list.map(([cause, atMinute]) => ({ cause, atMs: atMinute * minuteMs }));
}

function slowEnds(count: number, everySeconds: number): PastEnd[] {
  return Array.from({ length: count }, (_, at) => ({ cause: "a", atMs: at * everySeconds * 1000 }));
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
  ["nine slow ones", slowEnds(9, 151), false],
  ["ten slow ones", slowEnds(10, 151), true],
  ["ten, with two hours between", slowEnds(10, 7200), true],
  ["ten, with three hours between", slowEnds(10, 10_800), false],
  ["five of several causes", ends(["a", 0], ["b", 1], ["a", 2], ["b", 3], ["a", 4]), false],
];
for (const [what, past, isRepeated] of cases) {
  Deno.test(`crashLoop(): ${what}`, () => {
    assert.equal(crashLoop(past) !== null, isRepeated);
  });
}

Deno.test("the sentence has the number, the time and the cause", () => {
  const past = ends(["exit code 8: hung", 0], ...Array(4).fill(["exit code 8: hung", 1]));
  assert.equal(crashLoop(past), "it ended 5 times within 10 minutes (exit code 8: hung)");
});

Deno.test("ends that can no longer count are forgotten", () => {
  const ended = ends(["a", 0], ["a", 1]);
  assert.deepEqual(recentEnds(ended, 24 * 60 * minuteMs + 1), ended.slice(1));
});

Deno.test("however fast the bridge ends, no more than a hundred ends are remembered", () => {
  assert.equal(recentEnds(slowEnds(500, 1), 500_000).length, 100);
});
