/**
 * The machine of a series: which work each event starts, and what happens to requests during work.
 */

import assert from "node:assert/strict";
import { createActor } from "xstate";
import { priceSeriesMachine, type ReportedBars } from "../../actors/price/series_machine.ts";
import { callAttemptsMax } from "../../actors/price/timeouts.ts";
import { barColumns, err, ok, type Result } from "../../src/models/mod.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

type Outcome = Result<null, { readonly code: string }>;

const reported: ReportedBars = { bars: barColumns([]), utcMs: new Float64Array() };
const failed = err({ code: "call_timeout" });

function started() {
  const clock = new SimulatedClock();
  const calls: string[] = [];
  const running: ((outcome: Outcome) => void)[] = [];
  const signals: AbortSignal[] = [];
  const begin = (what: string) => {
    calls.push(what);
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    running.push(resolve);
    return promise;
  };
  const machine = createActor(priceSeriesMachine, {
    clock,
    input: {
      random: () => 0.5,
      fetch: (signal) => {
        signals.push(signal);
        return begin("fetch");
      },
      store: () => begin("store"),
      onCaughtUp: () => calls.push("caught up"),
      onFailing: (code) => calls.push(`failing: ${code}`),
    },
  });
  machine.start();
  /** Ends the current work. */
  const end = async (outcome: Outcome) => {
    running.pop()!(outcome);
    await clock.settle();
  };
  const state = () => {
    const { value } = machine.getSnapshot();
    if (value === "away") return ["away"];
    const { work, extent } = value.in_sync;
    return [typeof work === "string" ? work : Object.entries(work)[0]!.join(", "), extent];
  };
  return { clock, machine, calls, signals, state, end };
}

Deno.test("a series is fetched when its terminal is in sync, and has then caught up", async () => {
  const { machine, calls, state, end } = started();
  machine.send({ type: "catch_up" });
  assert.deepEqual(state(), ["away"]);
  machine.send({ type: "synced" });
  assert.deepEqual(state(), ["fetching, current", "behind"]);
  await end(ok(null));
  assert.deepEqual(state(), ["idle", "caught_up"]);
  assert.deepEqual(calls, ["fetch", "caught up"]);
});

for (const type of ["catch_up", "synced", "bars_reported"] as const) {
  Deno.test(`a fetch is followed by one more when ${type} arrives during it, however often`, async () => {
    const { machine, calls, state, end } = started();
    machine.send({ type: "synced" });
    for (let count = 0; count < 3; count++) machine.send({ type, reported });
    assert.deepEqual(state(), ["fetching, outdated", "behind"]);
    await end(ok(null));
    assert.deepEqual(state(), ["fetching, current", "caught_up"]);
    await end(ok(null));
    assert.deepEqual(state(), ["idle", "caught_up"]);
    assert.equal(calls.filter((call) => call === "fetch").length, 2);
  });
}

Deno.test("bars that follow are stored; when that fails, or more is requested in the meantime, they are fetched", async () => {
  for (
    const [outcome, asksMore, then] of [
      [ok(null), false, "idle"],
      [failed, false, "fetching, current"],
      [ok(null), true, "fetching, current"],
    ] as const
  ) {
    const { machine, state, end } = started();
    machine.send({ type: "synced" });
    await end(ok(null));
    machine.send({ type: "bars_reported", reported });
    assert.deepEqual(state(), ["storing, current", "caught_up"]);
    if (asksMore) machine.send({ type: "catch_up" });
    await end(outcome);
    assert.deepEqual(state(), [then, "caught_up"]);
  }
});

Deno.test("a failed catch-up is retried up to a limit, and its first failure is reported", async () => {
  const { clock, machine, calls, state, end } = started();
  machine.send({ type: "synced" });
  for (let attempt = 1; attempt < callAttemptsMax; attempt++) {
    await end(failed);
    assert.deepEqual(state(), ["pausing", "behind"]);
    await clock.advance(4_000);
  }
  await end(failed);
  assert.deepEqual(state(), ["idle", "behind"]);
  assert.equal(machine.getSnapshot().context.error, "call_timeout");
  assert.equal(calls.filter((call) => call === "fetch").length, callAttemptsMax);
  assert.equal(calls.filter((call) => call.startsWith("failing")).length, 1);
});

Deno.test("a single fetch that fails is not retried, and not reported", async () => {
  const { machine, calls, state, end } = started();
  machine.send({ type: "synced" });
  await end(ok(null));
  machine.send({ type: "fetch" });
  machine.send({ type: "fetch" });
  await end(failed);
  assert.deepEqual(state(), ["idle", "caught_up"]);
  assert.deepEqual(calls, ["fetch", "caught up", "fetch"]);
});

Deno.test("a fetch requested during a pause begins at once, and counts as an attempt", async () => {
  const { machine, state, end } = started();
  machine.send({ type: "synced" });
  await end(failed);
  machine.send({ type: "fetch" });
  assert.deepEqual(state(), ["fetching, current", "behind"]);
  assert.equal(machine.getSnapshot().context.attempt, 2);
});

Deno.test("a lost terminal ends the work, and nothing is caught up until it is back", async () => {
  const { clock, machine, calls, signals, state, end } = started();
  machine.send({ type: "synced" });
  await end(ok(null));
  machine.send({ type: "catch_up" });
  machine.send({ type: "lost" });
  assert.equal(signals.at(-1)!.aborted, true);
  await end(ok(null));
  assert.deepEqual(state(), ["away"]);
  assert.equal(clock.pendingTimers, 0);
  machine.send({ type: "synced" });
  assert.deepEqual(state(), ["fetching, current", "behind"]);
  assert.deepEqual(calls, ["fetch", "caught up", "fetch", "fetch"]);
});
