/**
 * The states of the server on a simulated clock: retries with growing delays, reported once, and
 * recovery.
 */

import assert from "node:assert/strict";
import { createActor } from "xstate";
import { httpServerMachine } from "../../actors/http/machine.ts";
import type { BindError, BoundServer } from "../../src/http/node_server.ts";
import { err, ok, type Result } from "../../src/models/result.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const taken: BindError = { code: "http_bind_failed", reason: "port taken" };
const noAddress: BindError = { code: "http_bind_failed", reason: "no such address" };

function boundServer() {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const server: BoundServer = {
    host: "127.0.0.1",
    port: 8765,
    url: "http://127.0.0.1:8765",
    ended,
    close: () => Promise.resolve(end()),
  };
  return { server, end };
}

function runMachine(answer: (attempt: number) => Result<BoundServer, BindError>) {
  const clock = new SimulatedClock();
  const seen = { attemptsMs: [] as number[], told: [] as string[] };
  const actor = createActor(httpServerMachine, {
    clock,
    input: {
      random: () => 0.5,
      bind: () => {
        seen.attemptsMs.push(clock.steadyMs());
        return Promise.resolve(answer(seen.attemptsMs.length));
      },
      onUnwanted: ({ port }) => seen.told.push(`unwanted ${port}`),
      onListening: ({ port }) => seen.told.push(`listening ${port}`),
      onBindFailed: ({ reason }) => seen.told.push(reason),
    },
  }).start();
  return { actor, clock, seen };
}

Deno.test("server machine: a taken port is retried with growing delays, and reported once", async () => {
  const { server } = boundServer();
  const { actor, clock, seen } = runMachine((attempt) => attempt <= 9 ? err(taken) : ok(server));
  await clock.advance(80_000);
  assert.deepEqual(seen.attemptsMs, [
    0,
    250,
    750,
    1_750,
    3_750,
    7_750,
    15_750,
    30_750,
    45_750,
    60_750,
  ]);
  assert.deepEqual(seen.told, ["port taken", "listening 8765"]);
  const { context } = actor.getSnapshot();
  assert.equal(context.server, server);
  assert.equal(context.failure, null);
});

Deno.test("server machine: another reason is reported again", async () => {
  const reasons = [taken, taken, noAddress, noAddress, taken];
  const { clock, seen } = runMachine((attempt) => err(reasons[attempt - 1] ?? taken));
  await clock.advance(5_000);
  assert.deepEqual(seen.told, ["port taken", "no such address", "port taken"]);
});

Deno.test("server machine: a server that ends unexpectedly is started again", async () => {
  const first = boundServer();
  const second = boundServer();
  const { actor, clock, seen } = runMachine((attempt) =>
    ok(attempt === 1 ? first.server : second.server)
  );
  await clock.advance(1);
  first.end();
  await clock.advance(1);
  assert.equal(actor.getSnapshot().context.server, null);
  assert.match(actor.getSnapshot().context.failure?.reason ?? "", /stopped unexpectedly/);
  await clock.advance(250);
  assert.equal(actor.getSnapshot().context.server, second.server);
  assert.equal(seen.attemptsMs.length, 2);
});

Deno.test("server machine: a requested stop does not restart the server", async () => {
  const { server, end } = boundServer();
  const { actor, clock, seen } = runMachine(() => ok(server));
  actor.stop();
  end();
  await clock.advance(60_000);
  assert.equal(seen.attemptsMs.length, 1);
});
