/** The link's port: bound as soon as it is free, and released whenever the link stops. */

import assert from "node:assert/strict";
import { LinkListener } from "../../actors/mt5/link_listener.ts";
import { err, ok, type Result } from "../../src/models/mod.ts";
import type { LinkServer, ListenError } from "../../src/mt5/transport.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const taken = {
  code: "port_taken",
  host: "127.0.0.1",
  port: 5555,
  setting: "MT5_LINK_PORT",
} as const satisfies ListenError;

function listening(bind: (attempt: number) => Promise<Result<LinkServer, ListenError>>) {
  const clock = new SimulatedClock();
  const told: string[] = [];
  let attempts = 0;
  const listener = new LinkListener({
    clock,
    random: () => 0.5,
    bind: () => bind(++attempts),
    onListening: ({ port }) => told.push(`listening ${port}`),
    onFailed: ({ code }) => told.push(code),
  });
  return { clock, listener, told, attempts: () => attempts };
}

function server(onClose: () => void = () => {}): LinkServer {
  return {
    port: 5555,
    send: () => Promise.resolve("sent"),
    welcome: () => {},
    dismiss: () => {},
    close: () => Promise.resolve(onClose()),
  };
}

Deno.test("a taken port is reported once, and retried every two seconds until it is free", async () => {
  const { clock, listener, told, attempts } = listening((attempt) =>
    Promise.resolve(attempt < 4 ? err(taken) : ok(server()))
  );
  assert.equal(listener.state, "binding");
  await clock.settle();
  assert.deepEqual([listener.state, listener.error, listener.port], ["port_taken", taken, null]);
  await clock.advance(1_999);
  assert.equal(attempts(), 1);
  await clock.advance(4_001);
  assert.deepEqual([listener.state, listener.error, listener.port], ["listening", null, 5555]);
  assert.deepEqual(told, ["port_taken", "listening 5555"]);
});

Deno.test("a link that stops ends its retries and closes its server", async () => {
  let closed = 0;
  const waiting = listening(() => Promise.resolve(err(taken)));
  await waiting.clock.advance(100);
  await waiting.listener.stop();
  assert.equal(waiting.clock.pendingTimers, 0);
  const bound = listening(() => Promise.resolve(ok(server(() => closed++))));
  await bound.clock.settle();
  await bound.listener.stop();
  assert.equal(closed, 1);
});

Deno.test("a port that is bound while the link stops is released", async () => {
  let closed = 0;
  const binding = Promise.withResolvers<Result<LinkServer, ListenError>>();
  const { clock, listener, told } = listening(() => binding.promise);
  await listener.stop();
  binding.resolve(ok(server(() => closed++)));
  await clock.settle();
  assert.equal(closed, 1);
  assert.deepEqual(told, []);
});
