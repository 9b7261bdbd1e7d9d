/** The supervisor with real workers. */

import assert from "node:assert/strict";
import type { LogRecord } from "../../src/models/logger.ts";
import { childSpec, type ChildSpecOptions } from "../../src/runtime/child_spec.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { Supervisor } from "../../src/runtime/supervisor.ts";
import type { ChildStatus } from "../../src/runtime/system_protocol.ts";
import { eventually } from "../support/eventually.ts";
import { type CounterConfig, type CounterProtocol, gateState } from "./actors/counter_protocol.ts";

type Counters = Record<string, CounterProtocol>;

type Options = Partial<Omit<ChildSpecOptions, "config">> & { config?: CounterConfig };

function counter(name: string, options: Options = {}) {
  return childSpec({
    name,
    spawn: () =>
      new Worker(new URL("./actors/counter_worker.ts", import.meta.url), { type: "module" }),
    config: {},
    ...options,
  });
}

async function withSystem(
  tree: Parameters<typeof childSpec>[0][],
  scenario: (system: Supervisor<Counters>, log: LogRecord[]) => Promise<void>,
  log: LogRecord[] = [],
): Promise<void> {
  const system = new Supervisor<Counters>({
    tree: tree.map(childSpec),
    clock: systemClock,
    random: seededRandom(1),
    onLog: (record) => log.push(record),
    schedulerStatus: () => null,
  });
  await system.start();
  try {
    await scenario(system, log);
  } finally {
    await system.stop();
  }
}

const ask = { timeoutMs: 20_000 };

async function totalOf(system: Supervisor<Counters>, name: string): Promise<number> {
  const reply = await system.peer(name).ask("total", {}, ask);
  assert.ok(reply.ok, JSON.stringify(reply));
  return reply.value.total;
}

async function childOf(system: Supervisor<Counters>, name: string): Promise<ChildStatus> {
  const { children } = await system.snapshot();
  return children.find((child) => child.name === name) ?? assert.fail(`No child ${name}`);
}

Deno.test("Supervisor runs actors that send messages to each other and to it", async () => {
  await withSystem([counter("a", { talksTo: ["b"] }), counter("b")], async (system) => {
    const a = system.peer("a");
    a.tell({ type: "forward", to: "b", amount: 5 });
    a.tell({ type: "forward", to: "b", amount: 6 });
    await eventually(async () => await totalOf(system, "b") === 11);
    assert.deepEqual(await a.ask("total_of", { peer: "b", timeoutMs: 20_000 }, ask), {
      ok: true,
      value: { total: 11, restartsSeen: [] },
    });
    assert.equal(system.state, "running");
    const { actor, state, restarts } = await childOf(system, "b");
    assert.deepEqual([state, restarts, actor?.detail], ["running", 0, { total: 11 }]);
  });
});

Deno.test("Supervisor lets timers run between the workers that it makes", async () => {
  let turns = 0;
  let isOver = false;
  const turn = () => {
    turns += 1;
    if (!isOver) systemClock.nextTurn(turn);
  };
  turn();
  const turnsOfSpawns: number[] = [];
  const spawned = (name: string) => {
    const { spawn, ...spec } = counter(name);
    return { ...spec, spawn: () => (turnsOfSpawns.push(turns), spawn()) };
  };
  await withSystem(["a", "b", "c"].map(spawned), () => Promise.resolve());
  isOver = true;
  assert.equal(new Set(turnsOfSpawns).size, 3, `${turnsOfSpawns}`);
});

Deno.test("Supervisor ends no start because its own thread was blocked longer than the start may take", async () => {
  const startTimeoutMs = 4_000;
  const gate = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  const blockOnceItStarts = () => {
    if (Atomics.load(gate, gateState.reached) === 0) return void setTimeout(blockOnceItStarts, 5);
    Atomics.wait(gate, gateState.open, 0, startTimeoutMs + 500);
    Atomics.store(gate, gateState.open, 1);
    Atomics.notify(gate, gateState.open);
  };
  blockOnceItStarts();
  await withSystem([counter("a", { startTimeoutMs, config: { gate } })], async (system, log) => {
    assert.deepEqual(log.filter(({ code }) => code === "actor_crashed"), []);
    assert.equal((await childOf(system, "a")).restarts, 0);
  });
});

Deno.test("Supervisor restarts a crashed actor, which loses one message and no other", async () => {
  await withSystem([counter("a")], async (system, log) => {
    const a = system.peer("a");
    a.tell({ type: "add_then_crash", amount: 1 });
    for (let i = 0; i < 100; i++) a.tell({ type: "add", amount: 1 });
    await eventually(async () => (await childOf(system, "a")).restarts === 1);
    await eventually(async () => await totalOf(system, "a") === 100);
    const { history, lastError } = await childOf(system, "a");
    assert.match(lastError ?? "", /Crashed on 1\n.*counter_worker/s); // including the stack
    assert.equal(history.length, 1);
    assert.equal(history[0]?.cause, "crashed");
    assert.notEqual(history[0].downMs, null);
    assert.deepEqual(
      log.filter(({ level }) => level !== "debug").map(({ code }) => code),
      ["actor_crashed", "actor_restarted"],
    );
  });
});

Deno.test("Supervisor restarts an actor on request, and does not count that as a crash", async () => {
  await withSystem([counter("a")], async (system, log) => {
    system.restart("a");
    await eventually(async () => (await childOf(system, "a")).restarts === 1);
    const { history, lastError } = await childOf(system, "a");
    assert.equal(lastError, null);
    assert.deepEqual(history.map(({ cause }) => cause), ["requested"]);
    assert.deepEqual(
      log.filter(({ level }) => level !== "debug").map(({ level, code }) => `${level} ${code}`),
      ["info actor_restarting", "info actor_restarted"],
    );
  });
});

Deno.test("Supervisor fails requests to a crashed actor at once, and others notice its restart", async () => {
  await withSystem([counter("a", { talksTo: ["b"] }), counter("b")], async (system) => {
    const never = system.peer("b").ask("never", {}, { timeoutMs: 60_000 });
    const crash = system.peer("b").ask("crash", {}, ask);
    const failed = await crash;
    // The actor's answer and its report of the crash travel on two ports; either may arrive first.
    assert.ok(!failed.ok);
    assert.deepEqual(
      failed.error,
      failed.error.code === "peer_failed"
        ? { code: "peer_failed", peer: "b", message: "Asked to crash" }
        : { code: "peer_restarted", peer: "b" },
    );
    assert.deepEqual(await never, { ok: false, error: { code: "peer_restarted", peer: "b" } });
    await eventually(async () => {
      const reply = await system.peer("a").ask("total", {}, ask);
      return reply.ok && reply.value.restartsSeen.includes("b");
    });
    const relayed = await system.peer("a")
      .ask("total_of", { peer: "b", timeoutMs: 20_000 }, ask);
    assert.deepEqual(relayed, {
      ok: true,
      value: { total: 0, restartsSeen: [] },
    });
  });
});

Deno.test("an actor that uses an undeclared peer does not start", async () => {
  const names = ["b"];
  const once = { maxRestarts: 0, windowMs: 30_000 };
  const tree = [
    counter("a", { config: { names }, intensity: once }),
    counter("b", { talksTo: ["a"], config: { names: ["a"] } }),
  ];
  await withSystem(tree, async (system) => {
    const { state, lastError } = await childOf(system, "a");
    assert.equal(state, "failed");
    assert.match(lastError ?? "", /Actor "a" talks to "b", which is missing from its talksTo/);
    assert.equal((await childOf(system, "b")).state, "running");
  });
});

Deno.test("an actor has an optional peer in a tree with that peer, and can send it requests", async () => {
  const tree = [counter("a", { mayTalkTo: ["b", "c"] }), counter("b")];
  await withSystem(tree, async (system) => {
    const a = system.peer("a");
    assert.deepEqual(await a.ask("has", { peer: "b" }, ask), { ok: true, value: true });
    assert.deepEqual(await a.ask("has", { peer: "c" }, ask), { ok: true, value: false });
    const asked = await a.ask("total_of", { peer: "b", timeoutMs: 20_000 }, ask);
    assert.deepEqual(asked, { ok: true, value: { total: 0, restartsSeen: [] } });
  });
});

Deno.test("Supervisor returns a peer by its specification when the map has no name for it", async () => {
  const spec = childSpec<CounterProtocol>(counter("mine"));
  await withSystem([spec], async (system) => {
    const asked = await system.peer(spec).ask("total", {}, ask);
    assert.deepEqual(asked, { ok: true, value: { total: 0, restartsSeen: [] } });
  });
});

Deno.test("Supervisor kills and restarts an actor that hangs", async () => {
  await withSystem([counter("a", { hungAfterMs: 400 })], async (system) => {
    const pending = system.peer("a").ask("never", {}, { timeoutMs: 60_000 });
    system.drill("a", "hang");
    assert.deepEqual(await pending, { ok: false, error: { code: "peer_restarted", peer: "a" } });
    await eventually(async () => (await childOf(system, "a")).restarts === 1);
    assert.equal((await childOf(system, "a")).history[0]?.cause, "hung");
    assert.equal(await totalOf(system, "a"), 0);
  });
});

Deno.test("Supervisor gives up on an actor that cannot start, and the others keep running", async () => {
  const failing = counter("bad", {
    config: { failStarts: "always" },
    intensity: { maxRestarts: 2, windowMs: 30_000 },
  });
  await withSystem([failing, counter("good", { startAfter: ["bad"] })], async (system, log) => {
    assert.equal(system.state, "degraded");
    const bad = await childOf(system, "bad");
    assert.deepEqual([bad.state, bad.history.length], ["failed", 1]);
    assert.match(bad.lastError ?? "", /Cannot start/);
    assert.ok(log.some(({ code, fields }) => code === "actor_failed" && fields.actor === "bad"));
    assert.equal(await totalOf(system, "good"), 0);
    const reply = await system.peer("bad").ask("total", {}, ask);
    assert.deepEqual(reply, { ok: false, error: { code: "peer_unavailable", peer: "bad" } });
  });
});

Deno.test("Supervisor counts a crash drill and is degraded only while the actor is away", async () => {
  await withSystem(
    [counter("a", { backoff: { firstMs: 200, factor: 1, maxMs: 200, jitter: 0 } })],
    async (system) => {
      system.drill("a", "crash");
      await eventually(() => system.state === "degraded");
      await eventually(() => system.state === "running");
      assert.match((await childOf(system, "a")).lastError ?? "", /Crash drill/);
    },
  );
});

for (const place of ["answer", "promise"] as const) {
  Deno.test(`Supervisor restarts an actor that throws an unreadable value in its ${place}`, async () => {
    await withSystem([counter("a")], async (system) => {
      void system.peer("a").ask("crash_oddly", { in: place }, ask);
      await eventually(async () => (await childOf(system, "a")).restarts === 1);
      assert.equal((await childOf(system, "a")).lastError, "threw something unreadable");
    });
  });
}

Deno.test("Supervisor ends a child that ignores the stop after the timeout", async () => {
  const stubborn = counter("a", { config: { ignoreStop: true }, shutdownMs: 100 });
  const log: LogRecord[] = [];
  await withSystem([stubborn], () => Promise.resolve(), log);
  assert.deepEqual(log.map(({ code }) => code), ["actor_started", "actor_stop_timeout"]);
});

Deno.test("Peer.ask() ends at its timeout, and a late reply does no harm", async () => {
  await withSystem([counter("a")], async (system) => {
    const reply = await system.peer("a").ask("never", {}, { timeoutMs: 30 });
    assert.deepEqual(reply, {
      ok: false,
      error: { code: "ask_timeout", peer: "a", timeoutMs: 30 },
    });
    assert.equal(await totalOf(system, "a"), 0);
  });
});

Deno.test("Peer.tell() merges messages while the receiver is slow, and loses nothing", async () => {
  await withSystem([counter("a")], async (system) => {
    const a = system.peer("a");
    await a.ask("slow_tells", { milliseconds: 2 }, ask);
    const add = {
      key: "add",
      merge: (earlier: CounterProtocol["tell"], later: CounterProtocol["tell"]) =>
        earlier.type === "add" && later.type === "add"
          ? { type: "add" as const, amount: earlier.amount + later.amount }
          : assert.fail("Only additions merge"),
    };
    for (let i = 0; i < 50_000; i++) a.tell({ type: "add", amount: 1 }, add);
    await a.ask("slow_tells", { milliseconds: 0 }, ask);
    await eventually(async () => await totalOf(system, "a") === 50_000);
  });
});

Deno.test("another configuration applies at once, and to every later run", async () => {
  await withSystem([counter("a", { config: { startedAmount: 1 } })], async (system) => {
    await system.configure("a", { startedAmount: 7 });
    assert.equal(await totalOf(system, "a"), 7);
    assert.equal((await childOf(system, "a")).restarts, 0);
    system.drill("a", "crash");
    await eventually(async () => (await childOf(system, "a")).restarts === 1, { what: "restart" });
    assert.equal(await totalOf(system, "a"), 7);
  });
});
