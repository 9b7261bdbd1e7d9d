/** Writes that must reach the store. */

import assert from "node:assert/strict";
import { err, ok, type Result } from "../../src/models/mod.ts";
import { NewestWrites } from "../../src/runtime/newest_writes.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const backoff = { firstMs: 100, factor: 2, maxMs: 400, jitter: 0 };

/** Each write is answered by the test. */
function writing() {
  const clock = new SimulatedClock();
  const begun: string[] = [];
  const state = new Map<string, number>();
  let reply: (written: Result<null, string>) => void = () => {};
  const writes = new NewestWrites<string>({
    clock,
    random: () => 0.5,
    backoff,
    write: (subject) => {
      begun.push(`${subject} ${state.get(subject)}`);
      const { promise, resolve } = Promise.withResolvers<Result<null, string>>();
      reply = resolve;
      return promise;
    },
  });
  const change = (subject: string, value: number) => {
    state.set(subject, value);
    writes.changed(subject);
  };
  const answer = async (written: Result<null, string>) => {
    reply(written);
    await clock.settle();
  };
  return { clock, writes, begun, change, answer };
}

Deno.test("a write begins at once, and the next one after it, with the newest state", async () => {
  const { writes, begun, change, answer } = writing();
  change("a", 1);
  assert.deepEqual(begun, ["a 1"]);
  change("b", 1);
  change("b", 2);
  assert.deepEqual([begun.length, writes.waiting], [1, 2]);
  await answer(ok(null));
  assert.deepEqual(begun, ["a 1", "b 2"]);
  await answer(ok(null));
  assert.deepEqual([begun.length, writes.waiting], [2, 0]);
});

Deno.test("a change during the write of the same subject is written as well", async () => {
  const { writes, begun, change, answer } = writing();
  change("a", 1);
  change("a", 2);
  await answer(ok(null));
  assert.deepEqual([begun, writes.isWaiting("a")], [["a 1", "a 2"], true]);
  await answer(ok(null));
  assert.equal(writes.isWaiting("a"), false);
});

Deno.test("a write that fails is repeated with the newest state until it is stored", async () => {
  const { clock, writes, begun, change, answer } = writing();
  change("a", 1);
  await answer(err("full"));
  change("a", 2);
  assert.equal(begun.length, 1, "it waits");
  await clock.advance(100);
  assert.deepEqual(begun, ["a 1", "a 2"]);
  await answer(err("full"));
  await clock.advance(199);
  assert.equal(begun.length, 2);
  await clock.advance(1);
  await answer(ok(null));
  assert.deepEqual([begun.length, writes.waiting], [3, 0]);
});

Deno.test("after a stop nothing is repeated", async () => {
  const { clock, writes, begun, change, answer } = writing();
  change("a", 1);
  change("b", 1);
  writes.stop();
  await answer(err("full"));
  await clock.advance(10_000);
  assert.deepEqual([begun, writes.waiting], [["a 1"], 2]);
});
