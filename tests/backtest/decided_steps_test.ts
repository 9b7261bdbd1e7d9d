/** Steps that wait: their order, and room for more of them than one decision has. */

import assert from "node:assert/strict";
import { StepQueue } from "../../src/backtest/trading/decided_steps.ts";
import {
  actionField,
  actionKinds,
  actionRowLength,
} from "../../src/strategy/decisions/action_rows.ts";

/** Closes, numbered from `first`. */
function closes(first: number, count: number): Float64Array {
  const rows = new Float64Array(count * actionRowLength);
  for (let row = 0; row < count; row++) {
    rows[row * actionRowLength + actionField.kind] = actionKinds.indexOf("close");
    rows[row * actionRowLength + actionField.number] = first + row;
  }
  return rows;
}

function taken(steps: StepQueue): number {
  return steps.take().number;
}

Deno.test("steps of several decisions are taken in their order, however many wait", () => {
  const steps = new StepQueue();
  const seen: number[] = [];
  let added = 0;
  for (const count of [3, 30, 32, 1, 32, 2, 32]) {
    steps.add(closes(added + 1, count), { rows: count, bar: count });
    added += count;
    seen.push(taken(steps), taken(steps));
  }
  while (!steps.isEmpty) seen.push(taken(steps));
  assert.deepEqual(seen, Array.from({ length: added }, (_, at) => at + 1));
});

Deno.test("each target of an entry is a step, and a step keeps its values while others are added", () => {
  const steps = new StepQueue();
  const rows = closes(1, 2);
  rows[actionField.kind] = actionKinds.indexOf("enter");
  rows[actionField.targets] = 2;
  steps.add(rows, { rows: 2, bar: 7 });
  const first = steps.take();
  assert.deepEqual([first.bar, first.leg, first.number, first.legs], [7, 0, 1, 2]);
  steps.add(closes(9, 1), { rows: 1, bar: 8 });
  assert.deepEqual([first.bar, first.leg, first.number], [7, 0, 1]);
  const others = [];
  for (let step = steps.take();; step = steps.take()) {
    others.push([step.bar, step.leg, step.number]);
    if (steps.isEmpty) break;
  }
  assert.deepEqual(others, [[7, 1, 2], [7, 0, 2], [8, 0, 9]]);
});
