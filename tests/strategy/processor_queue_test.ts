/** Who may compute, and in which order the others wait. */

import assert from "node:assert/strict";
import { ProcessorQueue } from "../../src/strategy/runner/processor_queue.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

function queueOf(atOnce: number) {
  const clock = new SimulatedClock();
  const begun: string[] = [];
  const queue = new ProcessorQueue({ atOnce, slowWaitMs: 1_000, clock });
  const enter = (name: string, isSlow = false) => queue.enter(isSlow, () => begun.push(name));
  return { clock, begun, enter };
}

Deno.test("so many compute at the same time, and the others begin in the order in which they asked", async () => {
  const { clock, begun, enter } = queueOf(2);
  const [a, b] = [enter("a"), enter("b"), enter("c"), enter("d")];
  await clock.settle();
  assert.deepEqual(begun, ["a", "b"]);
  b!.leave();
  await clock.settle();
  assert.deepEqual(begun, ["a", "b", "c"]);
  a!.leave();
  await clock.settle();
  assert.deepEqual(begun, ["a", "b", "c", "d"]);
});

Deno.test("each begins in a turn of its own: what a begin takes adds up to no long silence", async () => {
  const { clock, begun, enter } = queueOf(3);
  for (const name of ["a", "b", "c", "d"]) enter(name);
  const seen: number[] = [];
  for (let turn = 0; turn < 3; turn++) clock.nextTurn(() => seen.push(begun.length));
  assert.deepEqual(begun, ["a"]);
  await clock.settle();
  assert.deepEqual(begun, ["a", "b", "c"]);
  assert.ok(seen.every((count) => count < 3), `others had their turn after ${seen} had begun`);
});

Deno.test("one that leaves twice, or while it waits, makes no room", async () => {
  const { clock, begun, enter } = queueOf(1);
  const a = enter("a");
  const b = enter("b");
  enter("c");
  enter("d");
  b.leave();
  assert.deepEqual(begun, ["a"]);
  a.leave();
  a.leave();
  await clock.settle();
  assert.deepEqual(begun, ["a", "c"]);
});

Deno.test("a slow one lets others pass that ask after it, but not for ever", async () => {
  const { clock, begun, enter } = queueOf(1);
  const first = enter("first");
  enter("slow", true);
  await clock.advance(999);
  const soon = enter("soon");
  await clock.advance(2);
  enter("later");
  first.leave();
  await clock.settle();
  soon.leave();
  await clock.settle();
  assert.deepEqual(begun, ["first", "soon", "slow"]);
});
