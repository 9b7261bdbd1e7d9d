/** The pure rules of a connection: hello, sequence, calls, presence, refusals. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { terminalId } from "../../src/models/mod.ts";
import { checkHello, type Expectations } from "../../src/mt5/handshake.ts";
import { Liveness } from "../../src/mt5/liveness.ts";
import { type CallLane, callsInFlightMax, PendingCalls } from "../../src/mt5/pending_calls.ts";
import { NewAccounts } from "../../src/mt5/new_accounts.ts";
import { RefusedPeers } from "../../src/mt5/refused_peers.ts";
import { StreamSequence } from "../../src/mt5/stream_sequence.ts";
import type { PeerId } from "../../src/mt5/transport.ts";
import { helloSchema, type WireHello, type WireReply } from "../../src/mt5/wire.ts";
import { hello } from "../support/link_messages.ts";

const anyone: Expectations = { token: null, login: null, server: null };

const hellos: readonly [
  name: string,
  given: Partial<WireHello>,
  expected: Partial<Expectations>,
  outcome: string,
][] = [
  ["any terminal without expectations", {}, {}, "5012345@Broker-Demo"],
  ["any token when none is wanted", { token: "x" }, {}, "5012345@Broker-Demo"],
  ["no token of a bridge that has none itself", { token: "" }, { token: "" }, "wrong_token"],
  ["the right token", { token: "secret" }, { token: "secret" }, "5012345@Broker-Demo"],
  ["a wrong token", { token: "Secret" }, { token: "secret" }, "wrong_token"],
  ["a missing token", { token: "" }, { token: "secret" }, "wrong_token"],
  ["a wrong token before a wrong version", { version: 9 }, { token: "secret" }, "wrong_token"],
  ["another version", { version: 1 }, {}, "wrong_version"],
  ["a terminal that is not logged in", { login: "0", server: "" }, {}, "wrong_account"],
  ["a server with a blank at its end", { server: "X " }, {}, "wrong_account"],
  ["a server with a character that turns text", { server: "X\u202e" }, {}, "wrong_account"],
  ["another login", {}, { login: "5012346" }, "wrong_account"],
  ["another server", {}, { server: "Broker-Live" }, "wrong_account"],
  ["the expected account", {}, { login: "5012345", server: "Broker-Demo" }, "5012345@Broker-Demo"],
];

for (const [name, given, expected, outcome] of hellos) {
  Deno.test(`checkHello(): ${name} gives ${outcome}`, () => {
    const checked = checkHello(hello(given), { ...anyone, ...expected });
    assert.equal(checked.ok ? checked.value.terminal : checked.error.code, outcome);
    if (!checked.ok) assert.ok(!checked.error.message.includes("secret"));
  });
}

for (const [digits, isTaken] of [[0, true], [8, true], [9, false], [-1, false]] as const) {
  Deno.test(`hello: ${digits} currency digits are ${isTaken ? "accepted" : "refused"}`, () => {
    const checked = helloSchema.safeParse(hello({ currencyDigits: digits }));
    assert.equal(checked.success, isTaken);
  });
}

const sequences: readonly [name: string, seqs: readonly number[], verdicts: readonly string[]][] = [
  ["in order", [5, 6, 7], ["next", "next", "next"]],
  ["a gap", [1, 2, 5, 6], ["next", "next", "gap 2", "next"]],
  ["a repeat", [1, 2, 2, 3], ["next", "next", "repeat", "next"]],
  ["two swapped", [1, 3, 2, 4], ["next", "gap 1", "repeat", "next"]],
  ["a count that starts again", [20_000, 1, 2], ["next", "gap 1", "next"]],
];

for (const [name, seqs, verdicts] of sequences) {
  Deno.test(`StreamSequence: ${name}`, () => {
    const sequence = new StreamSequence();
    sequence.begin("e");
    const taken = seqs.map((seq) => sequence.take("e", seq));
    assert.deepEqual(
      taken.map((one) => one.verdict === "gap" ? `gap ${one.missed}` : one.verdict),
      verdicts,
    );
  });
}

Deno.test("StreamSequence continues across reconnects of one epoch, and starts over with another", () => {
  const sequence = new StreamSequence();
  assert.equal(sequence.take("a", 1).verdict, "foreign");
  sequence.begin("a");
  sequence.take("a", 1);
  sequence.begin("a");
  assert.deepEqual(sequence.take("a", 4), { verdict: "gap", missed: 2 });
  sequence.begin("b");
  assert.equal(sequence.take("b", 1).verdict, "next");
  assert.equal(sequence.take("a", 5).verdict, "foreign");
  assert.deepEqual([sequence.gaps, sequence.repeats], [1, 0]);
});

Deno.test("StreamSequence accepts no message twice, whatever the order", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { maxLength: 100 }), (seqs) => {
      const sequence = new StreamSequence();
      sequence.begin("e");
      const used = seqs.filter((seq) => {
        const { verdict } = sequence.take("e", seq);
        return verdict === "next" || verdict === "gap";
      });
      assert.deepEqual(used, [...new Set(used)].sort((a, b) => a - b));
      assert.equal(used.length + sequence.repeats, seqs.length);
    }),
    { seed: 11 },
  );
});

const reply = (id: string): WireReply => ({
  id,
  status: "ok",
  code: "",
  message: "",
  retcode: 0,
  data: null,
});

Deno.test("each call is settled once: by its reply, its timeout, or the end of the connection", () => {
  const calls = new PendingCalls("s");
  const settled: string[] = [];
  const open = (name: string, dueMs: number) =>
    calls.open(
      "prices",
      dueMs,
      (outcome) => settled.push(`${name} ${outcome.ok ? "ok" : outcome.error}`),
    )!;
  const [a, b, c] = [open("a", 100), open("b", 50), open("c", 200)];
  calls.expire(49);
  assert.deepEqual(settled, []);
  assert.equal(calls.take(reply(a)), true);
  calls.expire(50);
  calls.disconnect();
  assert.deepEqual(settled, ["a ok", "b timeout", "c disconnected"]);
  for (const id of [a, b, c, "s-99", "other"]) assert.equal(calls.take(reply(id)), false);
  assert.deepEqual([calls.lateReplies, calls.unknownReplies], [3, 2]);
  assert.equal(settled.length, 3);
});

Deno.test("calls in flight are limited, and prices cannot use the slots reserved for the account", () => {
  const calls = new PendingCalls("s");
  const open = (lane: CallLane) => calls.open(lane, 1, () => {});
  const prices = Array.from({ length: callsInFlightMax }, () => open("prices"))
    .filter((id) => id !== null);
  assert.ok(prices.length < callsInFlightMax - 50);
  assert.equal(calls.isAccountAsked, false);
  const ids = Array.from({ length: callsInFlightMax - prices.length }, () => open("account"));
  assert.equal(calls.isAccountAsked, true);
  assert.equal(new Set([...prices, ...ids]).size, callsInFlightMax);
  assert.equal(open("account"), null);
  calls.take(reply(ids[0]!));
  assert.equal(open("prices"), null);
  assert.notEqual(open("account"), null);
});

Deno.test("a terminal is present, silent after three missed heartbeats, lost after ten", () => {
  const liveness = new Liveness(1_000, 0);
  assert.equal(liveness.presence(3_000), "present");
  assert.equal(liveness.presence(3_001), "silent");
  assert.equal(liveness.presence(10_001), "lost");
  liveness.messageArrived(10_001);
  assert.equal(liveness.presence(10_002), "present");
});

Deno.test("the round trip is measured by the first echo of the latest nonce", () => {
  const liveness = new Liveness(1_000, 0);
  const first = liveness.nextNonce(100);
  const second = liveness.nextNonce(1_100);
  liveness.echoed(first, 1_105);
  assert.equal(liveness.roundTripMs, null);
  liveness.echoed(second, 1_107);
  liveness.echoed(second, 2_000);
  assert.equal(liveness.roundTripMs, 7);
});

Deno.test("a refused peer gets a reject once a second, and is dismissed when it does not stop", () => {
  const refused = new RefusedPeers();
  const peer = "01" as PeerId;
  const refusals = [0, 999, 1_000].map((nowMs) => refused.refuse(peer, nowMs));
  assert.deepEqual(refusals, ["tell", "ignore", "tell"]);
  refused.forget(peer);
  assert.equal(refused.refuse(peer, 1_001), "tell");
  for (let index = 0; index < 63; index++) assert.equal(refused.refuse(peer, 1_002), "ignore");
  assert.equal(refused.refuse(peer, 1_003), "dismiss");
  assert.equal(refused.count, 68);
});

Deno.test("the number of remembered refused peers is limited", () => {
  const refused = new RefusedPeers();
  for (let index = 0; index < 257; index++) refused.refuse(`${index}` as PeerId, 0);
  assert.equal(refused.refuse("0" as PeerId, 1), "tell", "the oldest is forgotten");
  assert.equal(refused.refuse("256" as PeerId, 1), "ignore");
});

Deno.test("new accounts are limited per hour and in all, known ones are always admitted", () => {
  const accounts = new NewAccounts();
  const admitted = (hour: number) =>
    Array.from({ length: 200 }, (_, index) => terminalId(`${hour * 200 + index + 1}`, "B"))
      .filter((terminal) => accounts.admits(terminal, hour * 3_600_000)).length;
  assert.deepEqual([0, 1, 2].map(admitted), [128, 128, 0]);
  assert.equal(accounts.admits(terminalId("1", "B"), 0), true);
});
