/** Source maps of translated files, decoded. */

import assert from "node:assert/strict";
import { movedLines } from "../../src/strategy/files/moved_places.ts";

const cases: readonly (readonly [what: string, mappings: string, lines: number[][]])[] = [
  ["no line", "", [[]]],
  ["an empty line before the first", ";AAAA", [[], [0, 0, 0]]],
  ["places that go on", "AAIA,IAAA;AACA", [[0, 4, 0, 4, 4, 0], [0, 5, 0]]],
  ["negative steps", "AAIK;AADJ", [[0, 4, 5], [0, 3, 1]]],
  ["a number of several letters", "gBAgCgC", [[16, 32, 32]]],
  ["a segment without a source", "A,IAAA", [[4, 0, 0]]],
];
for (const [what, mappings, lines] of cases) {
  Deno.test(`movedLines of ${what}`, () => {
    assert.deepEqual(movedLines(mappings), lines);
  });
}
