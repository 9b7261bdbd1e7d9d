/**
 * Away, preparing, ready: the effect of each event in each state, and of work that is no longer
 * wanted.
 */

import assert from "node:assert/strict";
import { createActor } from "xstate";
import { readinessMachine } from "../../src/runtime/readiness_machine.ts";

function started() {
  const runs: { readonly signal: AbortSignal; readonly done: () => void }[] = [];
  const calls: string[] = [];
  const machine = createActor(readinessMachine, {
    input: {
      prepare: (signal) => {
        const { promise, resolve } = Promise.withResolvers<void>();
        runs.push({ signal, done: resolve });
        return promise;
      },
      onReady: () => calls.push("ready"),
      onUnready: () => calls.push("unready"),
    },
  });
  machine.start();
  const state = () => machine.getSnapshot().value;
  const finish = async (run: number) => {
    runs[run]!.done();
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  return { machine, runs, calls, state, finish };
}

Deno.test("readiness: begin leads to preparing, then ready; end leads to away", async () => {
  const { machine, calls, state, finish } = started();
  assert.equal(state(), "away");
  machine.send({ type: "begin" });
  assert.equal(state(), "preparing");
  await finish(0);
  assert.equal(state(), "ready");
  machine.send({ type: "end" });
  assert.equal(state(), "away");
  assert.deepEqual(calls, ["ready", "unready"]);
});

Deno.test("readiness: an end while preparing leads to away, whatever the result of the work", async () => {
  const { machine, runs, calls, state, finish } = started();
  machine.send({ type: "begin" });
  machine.send({ type: "end" });
  assert.equal(runs[0]!.signal.aborted, true);
  await finish(0);
  assert.equal(state(), "away");
  assert.deepEqual(calls, []);
});

Deno.test("readiness: a second begin prepares again, and the earlier work is ignored", async () => {
  const { machine, runs, calls, state, finish } = started();
  machine.send({ type: "begin" });
  machine.send({ type: "begin" });
  assert.deepEqual(runs.map(({ signal }) => signal.aborted), [true, false]);
  await finish(0);
  assert.equal(state(), "preparing");
  await finish(1);
  assert.equal(state(), "ready");
  machine.send({ type: "begin" });
  assert.equal(state(), "preparing");
  assert.deepEqual(calls, ["ready", "unready"]);
});
