/**
 * The states of the mirror's connection on a simulated clock: when it connects, sends and waits.
 */

import assert from "node:assert/strict";
import { createActor } from "xstate";
import { databaseMirrorMachine, type MirrorLife } from "../../actors/database/mirror_machine.ts";
import type { MirrorError } from "../../src/database/mirror_error.ts";
import { err, ok, type Result } from "../../src/models/mod.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const away: MirrorError = { code: "mirror_unreachable", detail: "nobody is there" };

type Sent = Result<{ readonly isMore: boolean }, MirrorError>;

/** The results of the callbacks; tests change them. */
class World {
  readonly clock = new SimulatedClock();
  readonly said: string[] = [];
  connected: Result<void, MirrorError> = ok(undefined);
  /** Results of `ship` in turn; then nothing to send. */
  sent: Sent[] = [];
  healthy: Result<void, MirrorError> = ok(undefined);
  compared: Result<void, MirrorError> = ok(undefined);
  hasChanges = false;
  /** To be compared. */
  pages = 0;
  readonly #life: MirrorLife = {
    random: () => 0.5,
    connect: () => this.#answer("connect", this.connected),
    ship: () => {
      this.hasChanges = false;
      return this.#answer("ship", this.sent.shift() ?? ok({ isMore: false }));
    },
    hasChanges: () => this.hasChanges,
    isPageWanted: () => this.pages > 0,
    compare: () => {
      this.pages -= 1;
      return this.#answer("compare", this.compared);
    },
    gatherMs: () => 25,
    checkHealth: () => this.#answer("check", this.healthy),
    disconnect: () => this.said.push("disconnect"),
    onConnected: () => this.said.push("connected"),
    onFailed: ({ code }) => this.said.push(code),
  };
  readonly actor = createActor(databaseMirrorMachine(this.#life), { clock: this.clock });

  #answer<T>(what: string, answer: T): Promise<T> {
    this.said.push(what);
    return Promise.resolve(answer);
  }

  /** The calls since the last check. */
  async after(ms: number): Promise<string[]> {
    await this.clock.advance(ms);
    await new Promise((resolve) => setTimeout(resolve, 0));
    return this.said.splice(0);
  }

  get state(): unknown {
    return this.actor.getSnapshot().value;
  }
}

Deno.test("mirror machine: connects, sends what there is, and becomes idle", async () => {
  const world = new World();
  world.sent = [ok({ isMore: true }), ok({ isMore: true })];
  world.actor.start();
  assert.deepEqual(await world.after(0), ["connect", "ship", "connected", "ship", "ship"]);
  assert.equal(world.state, "idle");
});

Deno.test("mirror machine: writes are collected for a moment, including those made while sending", async () => {
  const world = new World();
  world.actor.start();
  await world.after(0);
  world.actor.send({ type: "work" });
  assert.deepEqual(await world.after(24), []);
  world.sent = [ok({ isMore: false })];
  const shipping = world.after(1);
  world.hasChanges = true;
  assert.deepEqual(await shipping, ["ship"]);
  world.hasChanges = true;
  world.actor.send({ type: "work" });
  assert.deepEqual(await world.after(25), ["ship"]);
  assert.equal(world.state, "idle");
});

Deno.test("mirror machine: an idle connection is checked, and a lost one is reopened", async () => {
  const world = new World();
  world.actor.start();
  await world.after(0);
  assert.deepEqual(await world.after(15_000), ["check", "ship"]);
  world.healthy = err(away);
  assert.deepEqual(await world.after(15_000), ["check", "mirror_unreachable", "disconnect"]);
  assert.deepEqual(await world.after(250), ["connect", "ship", "connected"]);
});

Deno.test("mirror machine: retries after a quarter of a second, then twice as long each time, at most half a minute", async () => {
  const world = new World();
  world.connected = err(away);
  world.actor.start();
  await world.after(0);
  for (const waitMs of [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
    assert.deepEqual(await world.after(waitMs - 1), []);
    assert.deepEqual(await world.after(1), ["connect", "mirror_unreachable", "disconnect"]);
  }
});

Deno.test("mirror machine: a server that accepts connections but refuses rows is retried with growing delays", async () => {
  const world = new World();
  const refused = err({ code: "mirror_refused", detail: "no" } as const);
  world.sent = Array.from({ length: 4 }, () => refused);
  world.actor.start();
  await world.after(0);
  for (const waitMs of [250, 500, 1_000]) {
    assert.deepEqual(await world.after(waitMs - 1), []);
    const said = await world.after(1);
    assert.deepEqual(said, ["connect", "ship", "mirror_refused", "disconnect"]);
  }
  world.sent = [ok({ isMore: false }), refused];
  await world.after(2_000);
  world.actor.send({ type: "work" });
  assert.deepEqual(await world.after(25), ["ship", "mirror_refused", "disconnect"]);
  assert.equal((await world.after(250))[0], "connect");
});

Deno.test("mirror machine: when stopped it disconnects and does nothing more", async () => {
  const world = new World();
  world.actor.start();
  await world.after(0);
  world.actor.send({ type: "stop" });
  assert.deepEqual(await world.after(60_000), ["disconnect"]);
  assert.equal(world.clock.pendingTimers, 0);
});
