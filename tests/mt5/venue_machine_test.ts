/**
 * One terminal as its subscribers see it: when its figures count as current, when they are
 * requested, and when its loss is reported.
 */

import assert from "node:assert/strict";
import { createActor } from "xstate";
import { type NumberedAccount, terminalVenueMachine } from "../../actors/mt5/venue_machine.ts";
import { type AccountMetrics, terminalId, unixMs } from "../../src/models/mod.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { nothingHeld } from "../support/nothing_held.ts";

const metrics: AccountMetrics = {
  terminal: terminalId("1", "Test"),
  utcMs: unixMs(0),
  balance: 1,
  equity: 1,
  margin: 0,
  freeMargin: 1,
  marginLevelPct: null,
  profit: 0,
  ...nothingHeld,
};
const figures: NumberedAccount = { metrics, number: 1 };

function started() {
  const clock = new SimulatedClock();
  const calls: string[] = [];
  const asked: ((answer: NumberedAccount | null) => void)[] = [];
  const machine = createActor(terminalVenueMachine, {
    clock,
    input: {
      ask: () => {
        calls.push("ask");
        const { promise, resolve } = Promise.withResolvers<NumberedAccount | null>();
        asked.push(resolve);
        return promise;
      },
      onAccount: () => calls.push("account"),
      onLost: (reason) => calls.push(`lost: ${reason}`),
    },
  });
  machine.start();
  const answer = async (account: NumberedAccount | null) => {
    asked.pop()!(account);
    await clock.settle();
  };
  const state = () => JSON.stringify(machine.getSnapshot().value).replaceAll(/["{}]/g, "");
  return { machine, calls, answer, state };
}

type Event = Parameters<ReturnType<typeof started>["machine"]["send"]>[0];
const connected: Event = { type: "connected" };
const synced: Event = { type: "synced" };
const missed: Event = { type: "missed" };
const heartbeat: Event = { type: "heartbeat" };
const accountReported: Event = { type: "account_reported" };
const lost: Event = { type: "lost", reason: "cable" };

Deno.test("figures missed in sync are requested once, and current after the reply", async () => {
  const { machine, calls, answer, state } = started();
  for (const event of [connected, synced]) machine.send(event);
  assert.equal(state(), "known:in_sync:current");
  for (const event of [heartbeat, missed, missed, heartbeat]) machine.send(event);
  assert.equal(state(), "known:in_sync:asked");
  await answer(figures);
  assert.equal(state(), "known:in_sync:current");
  assert.deepEqual(calls, ["ask", "account"]);
});

Deno.test("a terminal that does not reply is asked again at the next heartbeat", async () => {
  const { machine, calls, answer, state } = started();
  for (const event of [connected, synced, missed]) machine.send(event);
  await answer(null);
  assert.equal(state(), "known:in_sync:outdated");
  machine.send(heartbeat);
  await answer(figures);
  assert.deepEqual(calls, ["ask", "ask", "account"]);
});

Deno.test("figures sent by the terminal itself are current, and a late reply is ignored", async () => {
  const { machine, calls, answer, state } = started();
  for (const event of [connected, synced, missed, accountReported]) machine.send(event);
  assert.equal(state(), "known:in_sync:current");
  await answer(figures);
  assert.deepEqual(calls, ["ask"]);
});

Deno.test("messages missed before a connection is in sync make its figures outdated", () => {
  const { machine, state } = started();
  for (const event of [connected, missed, synced]) machine.send(event);
  assert.equal(state(), "known:in_sync:outdated");
  for (const event of [connected, synced]) machine.send(event);
  assert.equal(state(), "known:in_sync:current");
});

Deno.test("a loss is reported once, and only for a terminal that has been in sync", () => {
  const { machine, calls, state } = started();
  for (const event of [connected, lost]) machine.send(event);
  assert.deepEqual([state(), calls], ["unknown:away", []]);
  for (const event of [connected, synced, connected, lost, lost]) machine.send(event);
  assert.deepEqual([state(), calls], ["unknown:away", ["lost: cable"]]);
});

Deno.test("a reply from an earlier connection is ignored", async () => {
  const { machine, calls, answer } = started();
  for (const event of [connected, synced, missed, connected]) machine.send(event);
  await answer(figures);
  assert.deepEqual(calls, ["ask"]);
});
