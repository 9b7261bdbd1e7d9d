/** Which files are slow. */

import assert from "node:assert/strict";
import { afterTurnTime, slowMeanMs, type TurnTimes } from "../../src/strategy/runner/turn_times.ts";

const cases: readonly [string, readonly number[], number | null][] = [
  ["a file without turns is not slow", [], null],
  ["a few slow turns at the start are usual", [1_900, 1_900, 1_900, 1_900], null],
  ["one that keeps using most of its limit is slow", [1_500, 1_500, 1_500, 1_500, 1_500], 1_500],
  ["single slow turns count with the others", [100, 100, 1_900, 100, 100], null],
  ["every second turn is enough if it takes the whole limit", [2_000, 600, 2_000, 0, 2_000], 1_320],
  ["a file that became fast is no longer slow", [2_000, 2_000, 9, 9, 9, 9, 9], null],
  ["half of the limit is not most of it", [1_000, 1_000, 1_000, 1_000, 1_000], null],
];

for (const [name, turns, expected] of cases) {
  Deno.test(`turn times: ${name}`, () => {
    const times = turns.reduce<TurnTimes>(afterTurnTime, []);
    assert.equal(slowMeanMs(times, 2_000), expected);
  });
}
