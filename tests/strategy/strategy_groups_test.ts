/** Which of the trader's files share a process. */

import assert from "node:assert/strict";
import type { StrategyChoice } from "../../src/strategy/runner/runner_messages.ts";
import { strategyGroups } from "../../src/strategy/chosen/strategy_groups.ts";

function choices(fileCount: number): StrategyChoice[] {
  const files = Array.from({ length: fileCount }, (_, at) => ({ name: `f${at}`, source: "1" }));
  return [{ name: "breakout" }, ...files].map((one) => ({ parameters: {}, ...one }));
}

/** Files, files per process as set, processes, and the most files in one. */
const cases: readonly [files: number, set: number, processes: number, most: number][] = [
  [0, 1, 0, 0],
  [1, 1, 1, 1],
  [32, 1, 32, 1],
  [33, 1, 17, 2],
  [150, 1, 30, 5],
  [10, 4, 3, 4],
  [1_000, 4, 32, 32],
];

for (const [files, set, processes, most] of cases) {
  Deno.test(`${files} files, ${set} in a process, have ${processes} processes`, () => {
    const groups = strategyGroups(choices(files), set);
    assert.deepEqual(groups.builtIn.map((group) => group.map(({ name }) => name)), [["breakout"]]);
    assert.equal(groups.files.length, processes);
    assert.equal(Math.max(0, ...groups.files.map(({ length }) => length)), most);
    const names = groups.files.flat().map(({ name }) => name);
    assert.deepEqual(names, Array.from({ length: files }, (_, at) => `f${at}`), "none twice");
  });
}

Deno.test("a file that cannot be read is among the files, and nothing is built in without a choice", () => {
  const unread = { name: "mine", parameters: {}, problem: "it cannot be read" };
  assert.deepEqual(strategyGroups([unread], 1), { builtIn: [], files: [[unread]] });
});
