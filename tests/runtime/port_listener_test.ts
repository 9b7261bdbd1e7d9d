/** A port: bound as soon as it is free, bound again when its server ends, released at the end. */

import assert from "node:assert/strict";
import { err, ok, type Result } from "../../src/models/mod.ts";
import type { Backoff } from "../../src/runtime/backoff.ts";
import { PortListener } from "../../src/runtime/port_listener.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

interface Server {
  readonly port: number;
  readonly ended: Promise<void>;
  readonly end: () => void;
}

interface Failure {
  readonly reason: string;
}

const taken: Failure = { reason: "port taken" };
const noAddress: Failure = { reason: "no such address" };
const ended: Failure = { reason: "ended" };
const backoff: Backoff = { firstMs: 250, factor: 2, maxMs: 15_000, jitter: 0.2 };

function server(port = 8765): Server {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { port, ended: promise, end: resolve };
}

function listening(
  bind: (attempt: number) => Result<Server, Failure> | Promise<Result<Server, Failure>>,
) {
  const clock = new SimulatedClock();
  const told: string[] = [];
  const attemptsMs: number[] = [];
  const listener = new PortListener<Server, Failure>({
    clock,
    random: () => 0.5,
    backoff,
    bind: async () => {
      attemptsMs.push(clock.steadyMs());
      return await bind(attemptsMs.length);
    },
    close: ({ port, end }) => {
      told.push(`closed ${port}`);
      return Promise.resolve(end());
    },
    ended: (one) => one.ended.then(() => ended),
    onListening: ({ port }) => told.push(`listening ${port}`),
    onFailed: ({ reason }) => told.push(reason),
  });
  return { clock, listener, told, attemptsMs };
}

Deno.test("a taken port is retried at growing intervals until it is free, and reported once", async () => {
  const bound = server();
  const { clock, listener, told, attemptsMs } = listening((attempt) =>
    attempt <= 9 ? err(taken) : ok(bound)
  );
  await clock.settle();
  assert.deepEqual([listener.server, listener.failure], [null, taken]);
  await clock.advance(80_000);
  assert.deepEqual(attemptsMs, [
    ...[0, 250, 750, 1_750, 3_750, 7_750, 15_750, 30_750, 45_750, 60_750],
  ]);
  assert.deepEqual(told, ["port taken", "listening 8765"]);
  assert.deepEqual([listener.server, listener.failure], [bound, null]);
});

Deno.test("another reason why a port cannot be bound is reported again", async () => {
  const reasons = [taken, taken, noAddress, noAddress, taken];
  const { clock, told } = listening((attempt) => err(reasons[attempt - 1] ?? taken));
  await clock.advance(5_000);
  assert.deepEqual(told, ["port taken", "no such address", "port taken"]);
});

Deno.test("a server that ends by itself is started again, at once and often", async () => {
  const servers = [server(1), server(2), server(3)];
  const { clock, listener, told } = listening((attempt) => ok(servers[attempt - 1]!));
  for (const one of servers.slice(0, 2)) {
    await clock.settle();
    one.end();
    await clock.settle();
    assert.deepEqual([listener.server, listener.failure], [null, ended]);
    await clock.advance(250);
  }
  assert.equal(listener.server, servers[2]);
  assert.deepEqual(told, ["listening 1", "ended", "listening 2", "ended", "listening 3"]);
});

Deno.test("a stop ends the retries, closes the server and starts no other one", async () => {
  const waiting = listening(() => err(taken));
  await waiting.clock.advance(100);
  await waiting.listener.stop();
  assert.equal(waiting.clock.pendingTimers, 0);
  const bound = listening(() => ok(server()));
  await bound.clock.settle();
  await bound.listener.stop();
  await bound.clock.advance(60_000);
  assert.deepEqual(bound.told, ["listening 8765", "closed 8765"]);
  assert.equal(bound.attemptsMs.length, 1);
});

Deno.test("a port that is bound while its listener stops is released", async () => {
  const binding = Promise.withResolvers<Result<Server, Failure>>();
  const { clock, listener, told } = listening(() => binding.promise);
  await listener.stop();
  binding.resolve(ok(server()));
  await clock.settle();
  assert.deepEqual(told, ["closed 8765"]);
});
