/** When a terminal connects, waits, gives up. */

import assert from "node:assert/strict";
import { createActor } from "xstate";
import {
  type SimulatedTerminalEvent,
  simulatedTerminalMachine,
} from "../../actors/simulated_terminal/machine.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

function start() {
  const clock = new SimulatedClock();
  const did: string[] = [];
  const machine = createActor(
    simulatedTerminalMachine({
      reconnect: { firstMs: 100, factor: 2, maxMs: 1_000, jitter: 0 },
      random: () => 0.5,
      open: () => did.push("open"),
      close: () => did.push("close"),
      onConnected: () => did.push("connected"),
      onLost: (reason) => did.push(`lost: ${reason}`),
      onRejected: (code) => did.push(`rejected: ${code}`),
      onFinished: () => did.push("finished"),
    }),
    { clock },
  );
  machine.start();
  const state = () => {
    const { value } = machine.getSnapshot();
    return typeof value === "string" ? value : value.connected;
  };
  const send = (...events: SimulatedTerminalEvent[]) =>
    events.forEach((event) => machine.send(event));
  return { clock, did, state, send };
}

const hello = { type: "hello_sent" } as const;
const welcome = { type: "welcome_received" } as const;

Deno.test("hello, welcome, stream, end", () => {
  const { did, state, send } = start();
  assert.equal(state(), "connecting");
  send(hello);
  assert.equal(state(), "shaking_hands");
  send(welcome);
  assert.equal(state(), "streaming");
  send({ type: "feed_ended" });
  assert.equal(state(), "finished");
  assert.deepEqual(did, ["open", "connected", "finished"]);
});

Deno.test("a bridge that does not reply is retried with growing delays", async () => {
  const { clock, did, state, send } = start();
  for (const waitMs of [100, 200, 400, 800, 1_000, 1_000]) {
    send(hello);
    await clock.advance(2_000);
    assert.equal(state(), "waiting_to_reconnect");
    await clock.advance(waitMs - 1);
    assert.equal(state(), "waiting_to_reconnect");
    await clock.advance(1);
    assert.equal(state(), "connecting");
  }
  assert.equal(did.filter((step) => step === "open").length, 7);
  assert.equal(did.filter((step) => step === "close").length, 6);
});

Deno.test("a connection that worked resets the delays", async () => {
  const { clock, state, send } = start();
  send(hello);
  await clock.advance(2_100);
  send(hello, welcome, { type: "bridge_silent" });
  await clock.advance(100);
  assert.equal(state(), "connecting");
});

Deno.test("a rejection is final, whatever happens afterwards", async () => {
  const codes = ["wrong_token", "wrong_version", "wrong_account", "hello_expected"] as const;
  for (const code of codes) {
    const { clock, did, state, send } = start();
    send(hello, { type: "reject_received", code, message: "" });
    assert.equal(state(), "rejected");
    send(welcome, { type: "bridge_silent" }, { type: "disconnect", awayMs: 1 });
    await clock.advance(60_000);
    assert.equal(state(), "rejected");
    assert.deepEqual(did, ["open", "close", `rejected: ${code}`]);
    assert.equal(clock.pendingTimers, 0);
  }
});

Deno.test("a bridge that has forgotten a welcomed terminal gets a new hello at once", () => {
  const { did, state, send } = start();
  send(hello, welcome, { type: "reject_received", code: "hello_expected", message: "" });
  assert.equal(state(), "connecting");
  assert.equal(did.filter((step) => step === "open").length, 2);
});

Deno.test("disconnected on request, it stays away for the requested time", async () => {
  const { clock, state, send } = start();
  send(hello, welcome, { type: "disconnect", awayMs: 5_000 });
  await clock.advance(4_999);
  assert.equal(state(), "waiting_to_reconnect");
  await clock.advance(1);
  assert.equal(state(), "connecting");
});
