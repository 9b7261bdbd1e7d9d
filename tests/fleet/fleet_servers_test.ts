/** Both servers of a fleet, for real: a command comes until it is answered, and then no more. */

import assert from "node:assert/strict";
import { postgresFleet } from "../../src/database/fleet/postgres_fleet.ts";
import { postgresFleetViewer } from "../../src/database/fleet/postgres_fleet_viewer.ts";
import { signedAnswer } from "../../src/fleet/command_text.ts";
import { commandVerdict } from "../../src/fleet/command_verdict.ts";
import { FleetControl } from "../../src/fleet/fleet_control.ts";
import type { Exchanged, FleetServer, FleetViewer } from "../../src/fleet/fleet_server.ts";
import { everyBridge, type FleetReport } from "../../src/models/fleet.ts";
import { redisFleet } from "../../src/redis/fleet/redis_fleet.ts";
import { redisFleetViewer } from "../../src/redis/fleet/redis_fleet_viewer.ts";
import { systemClock as clock } from "../../src/runtime/clock.ts";
import { systemToken } from "../../src/runtime/random.ts";
import { lacks } from "../../tools/test_needs.ts";
import { redisConfig } from "../redis/redis_stage.ts";
import { targetOf } from "../support/mirror_stage.ts";
import { sharedPostgres } from "../support/postgres_server.ts";
import { sharedRedis } from "../support/redis_server.ts";

const secret = "a-secret-of-the-fleet";

function report(name: string, run = "run 1"): FleetReport {
  return {
    ...{ name, run, version: "3.0.0", mode: "safety", demo: false, state: "running", reason: "" },
    ...{ upMs: 0, acceptsHalts: true, halted: null, accounts: [], mirror: null, redis: null },
  };
}

async function exchanged(server: FleetServer, one: FleetReport): Promise<Exchanged> {
  const done = await server.exchange(one);
  assert.ok(done.ok, JSON.stringify(done));
  return done.value;
}

interface Place {
  readonly connect: () => FleetServer;
  readonly viewer: FleetViewer;
}

async function obeyedOnce({ connect, viewer }: Place): Promise<void> {
  const control = new FleetControl({ viewers: [viewer], secret, newId: systemToken });
  const [london, paris] = [connect(), connect()];
  const stateOf = async () => (await control.view()).commands.map(({ answers }) => answers);
  try {
    assert.deepEqual((await exchanged(london, report("london"))).commands, []);
    await exchanged(paris, report("paris"));
    const order = { policy: "block", reason: "news", lifeMs: 60_000 } as const;
    const nobody = await control.halt({ ...order, target: "rome" });
    assert.ok(!nobody.ok && nobody.error.code === "unknown_bridge");
    assert.ok((await control.halt({ ...order, target: "paris" })).ok);
    assert.ok((await control.halt({ ...order, target: everyBridge })).ok);

    const { commands, nowMs, fleet } = await exchanged(london, report("london"));
    assert.equal(commands.length, 1, "only what is for it");
    const [sent] = commands;
    const judging = { bridge: "london", fleet, secret, nowMs };
    const verdict = commandVerdict(sent!, judging);
    assert.ok(verdict.verdict === "carry_out");
    assert.deepEqual((await exchanged(london, report("london"))).commands, commands, "again");
    const what = {
      command: verdict.command.id,
      bridge: "london",
      state: "done",
      reason: "",
    } as const;
    const at = { command: sent!.id, bridge: "london" };
    assert.ok((await london.answer(at, signedAnswer(what, fleet, secret))).ok);
    assert.deepEqual((await exchanged(london, report("london"))).commands, []);
    const later = { ...what, state: "refused" } as const;
    assert.ok((await london.answer(at, signedAnswer(later, fleet, secret))).ok);

    // A new run reads from the beginning, and finds that it has answered.
    const again = connect();
    assert.deepEqual((await exchanged(again, report("london", "run 2"))).commands, []);
    assert.ok((await exchanged(london, report("london"))).isNameShared, "two report as london");
    again.close();
    const [all] = await stateOf();
    assert.deepEqual(all!.map(({ bridge, state }) => `${bridge} ${state}`).toSorted(), [
      "london done",
      "paris pending",
    ]);
    assert.deepEqual((await control.view()).bridges.map(({ name, state }) => `${name} ${state}`), [
      "london running",
      "paris running",
    ]);
  } finally {
    london.close();
    paris.close();
    await control.close();
  }
}

Deno.test({
  name: "the fleet on PostgreSQL: a command is read until it is answered, by each bridge",
  ignore: lacks("postgres"),
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using database = await (await sharedPostgres()).createDatabase();
    const target = targetOf(database.url);
    const viewer = postgresFleetViewer({ target, clock });
    const before = await viewer.find();
    assert.ok(before.ok && before.value.reports.length === 0, "no bridge was there yet");
    await obeyedOnce({ connect: () => postgresFleet({ target, clock }), viewer });
  },
});

Deno.test({
  name: "the fleet on Redis: a command is read until it is answered, by each bridge",
  ignore: lacks("redis"),
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const { port } = new URL(await sharedRedis());
    const place = redisConfig(Number(port), { prefix: `fleet-test-${systemToken()}:` });
    const viewer = redisFleetViewer({ place, clock });
    await obeyedOnce({ connect: () => redisFleet({ place, clock }), viewer });
  },
});
