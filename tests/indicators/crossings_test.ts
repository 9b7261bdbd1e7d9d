/** Crossings, above all their ties. */

import assert from "node:assert/strict";
import {
  crossedAbove,
  crossedBelow,
  strictlyCrossedAbove,
  strictlyCrossedBelow,
} from "../../src/indicators/mod.ts";

/** The values before and now of a line and another one, and the crossings that see it. */
const cases: readonly [what: string, line: number[], other: number[], seen: string[]][] = [
  ["from below to above", [1, 3], [2, 2], ["crossedAbove", "strictlyCrossedAbove"]],
  ["from above to below", [3, 1], [2, 2], ["crossedBelow", "strictlyCrossedBelow"]],
  ["from a tie to above", [2, 3], [2, 2], ["crossedAbove"]],
  ["from a tie to below", [2, 1], [2, 2], ["crossedBelow"]],
  ["from below to a tie", [1, 2], [2, 2], []],
  ["from above to a tie", [3, 2], [2, 2], []],
  ["a tie that stays", [2, 2], [2, 2], []],
  ["above throughout", [3, 4], [2, 2], []],
  ["undefined before", [NaN, 3], [2, 2], []],
  ["undefined now", [1, NaN], [2, 2], []],
  ["the other undefined", [1, 3], [NaN, 2], []],
];

const crossings = { crossedAbove, crossedBelow, strictlyCrossedAbove, strictlyCrossedBelow };

for (const [what, line, other, seen] of cases) {
  Deno.test(`crossings: ${what}`, () => {
    const [a, b] = [Float64Array.from(line), Float64Array.from(other)];
    const found = Object.entries(crossings).filter(([, crossed]) => crossed(a, b, 1));
    assert.deepEqual(found.map(([name]) => name), seen);
  });
}

Deno.test("crossings: a level is a line, and the first bar is never one", () => {
  const line = Float64Array.of(1, 3, 1);
  assert.deepEqual([0, 1, 2, 3].map((index) => crossedAbove(line, 2, index)), [
    false,
    true,
    false,
    false,
  ]);
  assert.deepEqual([0, 1, 2, 3].map((index) => crossedBelow(line, 2, index)), [
    false,
    false,
    true,
    false,
  ]);
  assert.ok(crossedBelow(2, line, 1));
});
