/** Who may compute, and in which order the others wait. */

import assert from "node:assert/strict";
import { ProcessorQueue } from "../../src/strategy/processor_queue.ts";

function queueOf(atOnce: number) {
  const at = { ms: 0 };
  const begun: string[] = [];
  const queue = new ProcessorQueue({ atOnce, slowWaitMs: 1_000, steadyMs: () => at.ms });
  const enter = (name: string, isSlow = false) => queue.enter(isSlow, () => begun.push(name));
  return { at, begun, enter };
}

Deno.test("so many compute at the same time, and the others begin in the order in which they asked", () => {
  const { begun, enter } = queueOf(2);
  const [a, b] = [enter("a"), enter("b"), enter("c"), enter("d")];
  assert.deepEqual(begun, ["a", "b"]);
  b!.leave();
  assert.deepEqual(begun, ["a", "b", "c"]);
  a!.leave();
  assert.deepEqual(begun, ["a", "b", "c", "d"]);
});

Deno.test("one that leaves twice, or while it waits, makes no room", () => {
  const { begun, enter } = queueOf(1);
  const a = enter("a");
  const b = enter("b");
  enter("c");
  enter("d");
  b.leave();
  assert.deepEqual(begun, ["a"]);
  a.leave();
  a.leave();
  assert.deepEqual(begun, ["a", "c"]);
});

Deno.test("a slow one lets others pass that ask after it, but not for ever", () => {
  const { at, begun, enter } = queueOf(1);
  const first = enter("first");
  enter("slow", true);
  at.ms = 999;
  const soon = enter("soon");
  at.ms = 1_001;
  enter("later");
  first.leave();
  soon.leave();
  assert.deepEqual(begun, ["first", "soon", "slow"]);
});
