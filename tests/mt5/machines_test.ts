/** The state machine of a terminal's session, on a simulated clock. */

import assert from "node:assert/strict";
import { createActor, fromPromise } from "xstate";
import { type SyncOutcome, terminalSessionMachine } from "../../actors/mt5/terminal_machine.ts";
import { err, ok } from "../../src/models/mod.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

/** A terminal's machine with a scripted sync. */
function terminal(
  clock: SimulatedClock,
  outcomes: readonly ("ok" | "store" | "clock" | "never")[],
) {
  const told: string[] = [];
  const signals: AbortSignal[] = [];
  const machine = terminalSessionMachine.provide({
    actors: {
      sync: fromPromise(({ signal }) => {
        const outcome = outcomes[signals.length] ?? "ok";
        signals.push(signal);
        if (outcome === "never") return new Promise<SyncOutcome>(() => {});
        return Promise.resolve(
          // The machine hands a synced session on without looking into it.
          outcome === "ok" ? ok({}) as SyncOutcome : err({ step: outcome, detail: outcome }),
        );
      }),
    },
    actions: {
      announceSynced: () => void told.push("synced"),
      announceLost: (_, { reason }) => void told.push(`lost: ${reason}`),
      announceSyncFailed: (_, { failure }) => void told.push(`failed: ${failure.detail}`),
      announceSilent: () => void told.push("silent"),
      announceBack: () => void told.push("back"),
    },
  });
  const actor = createActor(machine, { clock }).start();
  return { actor, told, signals };
}

Deno.test("a failed sync is retried less and less often while the connection lasts", async () => {
  const clock = new SimulatedClock();
  const { actor, told, signals } = terminal(clock, Array(400).fill("store"));
  actor.send({ type: "connected" });
  await clock.advance(1_500);
  assert.equal(actor.getSnapshot().context.syncFailure, "store");
  assert.equal(signals.length, 2);
  await clock.advance(3_600_000 - 1_500);
  assert.ok(signals.length < 240, `${signals.length} of 3600 seconds`);
  actor.send({ type: "lost", reason: "gone" });
  told.length = 0;
  actor.send({ type: "connected" });
  await clock.advance(1_500);
  assert.equal(told.length, 2, "a new connection begins with short pauses");
});

Deno.test("a sync that waits for the clock is tried each second, and ends when it is certain", async () => {
  const clock = new SimulatedClock();
  const { actor, told } = terminal(clock, [...Array(10).fill("clock"), "ok"]);
  actor.send({ type: "connected" });
  await clock.advance(10_500);
  assert.equal(told.at(-1), "synced");
  assert.equal(told.length, 11);
  assert.equal(actor.getSnapshot().context.syncFailure, null);
});

Deno.test("a lost terminal's sync is aborted and not retried", async () => {
  const clock = new SimulatedClock();
  const { actor, told, signals } = terminal(clock, ["never"]);
  actor.send({ type: "connected" });
  actor.send({ type: "lost", reason: "gone" });
  actor.send({ type: "lost", reason: "again" });
  await clock.advance(60_000);
  assert.deepEqual(told, ["lost: gone"]);
  assert.equal(signals.length, 1);
  assert.equal(signals[0]?.aborted, true);
});

Deno.test("a new hello restarts the sync: while syncing, in sync, or silent", async () => {
  const clock = new SimulatedClock();
  const { actor, told, signals } = terminal(clock, ["never"]);
  actor.send({ type: "connected" });
  actor.send({ type: "connected" });
  await clock.settle();
  assert.equal(signals[0]?.aborted, true);
  actor.send({ type: "connected" });
  await clock.settle();
  actor.send({ type: "silent" });
  actor.send({ type: "silent" });
  actor.send({ type: "message_arrived" });
  actor.send({ type: "message_arrived" });
  actor.send({ type: "silent" });
  actor.send({ type: "connected" });
  await clock.settle();
  assert.equal(actor.getSnapshot().value, "in_sync");
  assert.deepEqual(told, ["synced", "synced", "silent", "back", "silent", "synced"]);
});
