/** The states of a child for every order of events, on a simulated clock. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { createActor } from "xstate";
import { type ChildEvent, childMachine } from "../../src/runtime/child_machine.ts";
import { childSpec } from "../../src/runtime/child_spec.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const spec = childSpec({
  name: "a",
  spawn: () => assert.fail("The machine's effects are recorded, not run"),
  config: null,
  startTimeoutMs: 1_000,
  shutdownMs: 500,
  intensity: { maxRestarts: 2, windowMs: 10_000 },
  backoff: { firstMs: 100, factor: 2, maxMs: 1_000, jitter: 0 },
});

function childUnderTest() {
  const clock = new SimulatedClock();
  const effects: string[] = [];
  let workers = 0;
  const record = (effect: string) => () => void effects.push(effect);
  const machine = childMachine.provide({
    actions: {
      spawn: () => {
        effects.push("spawn");
        workers++;
        assert.equal(workers, 1, "Two workers at once");
      },
      kill: () => {
        effects.push("kill");
        workers = 0;
      },
      sendStart: record("start"),
      sendStop: record("stop"),
      noteRunning: record("running"),
      noteGiveUp: record("give_up"),
      noteStopTimeout: record("stop_timeout"),
      noteEnd: record("end"),
    },
  });
  const input = { spec, random: () => 0.5, now: () => clock.steadyMs() };
  const actor = createActor(machine, { input, clock });
  actor.start();
  return { actor, clock, effects, workers: () => workers };
}

const crash: ChildEvent = { type: "ended", cause: "crashed", error: "x" };

Deno.test("childMachine starts, crashes, backs off and restarts", async () => {
  const { actor, clock, effects } = childUnderTest();
  actor.send({ type: "start" });
  actor.send({ type: "started" });
  actor.send(crash);
  assert.equal(actor.getSnapshot().value, "backing_off");
  await clock.advance(99);
  assert.equal(actor.getSnapshot().value, "backing_off");
  await clock.advance(1);
  assert.equal(actor.getSnapshot().value, "starting");
  assert.deepEqual(effects, ["spawn", "start", "running", "end", "kill", "spawn", "start"]);
});

Deno.test("childMachine treats a start that takes too long as a failure", async () => {
  const { actor, clock, effects } = childUnderTest();
  actor.send({ type: "start" });
  await clock.advance(1_000);
  assert.equal(actor.getSnapshot().value, "backing_off");
  assert.ok(effects.includes("kill"));
});

Deno.test("childMachine gives up after too many restarts, and can be restarted manually", async () => {
  const { actor, clock, effects } = childUnderTest();
  actor.send({ type: "start" });
  for (const backoffMs of [100, 200]) {
    actor.send(crash);
    await clock.advance(backoffMs);
  }
  actor.send(crash);
  assert.equal(actor.getSnapshot().value, "failed");
  assert.equal(effects.at(-1), "give_up");
  await clock.advance(60_000);
  assert.equal(actor.getSnapshot().value, "failed");
  actor.send({ type: "start" });
  assert.equal(actor.getSnapshot().value, "starting");
  actor.send(crash); // earlier restarts do not count any more
  assert.equal(actor.getSnapshot().value, "backing_off");
});

Deno.test("childMachine kills a child that does not stop in time", async () => {
  const { actor, clock, effects } = childUnderTest();
  actor.send({ type: "start" });
  actor.send({ type: "started" });
  actor.send({ type: "stop" });
  await clock.advance(499);
  assert.equal(actor.getSnapshot().value, "stopping");
  await clock.advance(1);
  assert.equal(actor.getSnapshot().value, "stopped");
  assert.deepEqual(effects.slice(-3), ["stop", "stop_timeout", "kill"]);
});

Deno.test("childMachine never has two workers, and none after it has stopped", async () => {
  const events = fc.array(
    fc.oneof(
      fc.constantFrom<ChildEvent>(
        { type: "start" },
        { type: "started" },
        crash,
        { type: "ended", cause: "hung", error: "y" },
        { type: "stop" },
        { type: "stopped" },
      ),
      fc.integer({ min: 1, max: 2_000 }),
    ),
    { maxLength: 40 },
  );
  await fc.assert(fc.asyncProperty(events, async (scenario) => {
    const { actor, clock, workers } = childUnderTest();
    for (const step of scenario) {
      if (typeof step === "number") await clock.advance(step);
      else actor.send(step);
      if (actor.getSnapshot().status === "done") assert.equal(workers(), 0);
    }
    actor.send({ type: "stop" });
    await clock.advance(500);
    assert.equal(actor.getSnapshot().value, "stopped");
    assert.equal(workers(), 0);
  }));
});

Deno.test("childMachine gives a start that takes too long twice the time, until one succeeds", async () => {
  const { actor, clock } = childUnderTest();
  const slowStarts = () => actor.getSnapshot().context.slowStarts;
  actor.send({ type: "start" });
  for (
    const { timeoutMs, backoffMs } of [
      { timeoutMs: 1_000, backoffMs: 100 },
      { timeoutMs: 2_000, backoffMs: 200 },
    ]
  ) {
    await clock.advance(timeoutMs - 1);
    assert.equal(actor.getSnapshot().value, "starting");
    await clock.advance(1);
    assert.equal(actor.getSnapshot().value, "backing_off");
    await clock.advance(backoffMs);
  }
  assert.equal(slowStarts(), 2);
  actor.send({ type: "started" });
  assert.equal(slowStarts(), 0);
});
