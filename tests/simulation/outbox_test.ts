/** What a terminal drops when the bridge is too slow, and what it never drops. */

import assert from "node:assert/strict";
import { Outbox } from "../../src/simulation/outbox.ts";
import type { TerminalMessage } from "../../src/mt5/wire.ts";
import { nothingHeld } from "../support/nothing_held.ts";

function ticks(seq: number): TerminalMessage {
  return { kind: "ticks", epoch: "e", seq, batches: [] };
}

function account(seq: number): TerminalMessage {
  const money = {
    balance: 1,
    equity: 1,
    margin: 0,
    freeMargin: 1,
    marginLevelPct: null,
    profit: 0,
    ...nothingHeld,
  };
  return { kind: "account", epoch: "e", seq, ...money };
}

function reply(id: string): TerminalMessage {
  return { kind: "reply", id, status: "ok", code: "", message: "", retcode: 0, data: null };
}

function drain(outbox: Outbox): TerminalMessage[] {
  const all: TerminalMessage[] = [];
  for (let next = outbox.next; next !== undefined; next = outbox.next) {
    all.push(next);
    outbox.shift();
  }
  return all;
}

Deno.test("messages are sent in order", () => {
  const outbox = new Outbox();
  const all = [ticks(1), reply("a"), account(2), ticks(3)];
  for (const message of all) outbox.add(message);
  assert.deepEqual(drain(outbox), all);
  assert.equal(outbox.dropped, 0);
});

Deno.test("a full outbox drops its oldest ticks, then other streams, never replies", () => {
  const outbox = new Outbox();
  outbox.add(account(0));
  for (let seq = 1; seq <= 600; seq++) {
    outbox.add(ticks(seq));
    outbox.add(reply(String(seq)));
  }
  assert.equal(outbox.dropped, 101);
  const left = drain(outbox);
  assert.equal(left.filter(({ kind }) => kind === "reply").length, 600);
  assert.deepEqual(left[0], account(0));
  const seqs = left.flatMap((message) => message.kind === "ticks" ? [message.seq] : []);
  assert.deepEqual(seqs, Array.from({ length: 499 }, (_, index) => index + 102));

  for (let seq = 0; seq < 501; seq++) outbox.add(account(seq));
  assert.equal(outbox.dropped, 102);
  assert.deepEqual(outbox.next, account(1));
});

Deno.test("the room is the rest of half the outbox", () => {
  const outbox = new Outbox();
  for (let seq = 0; seq < 249; seq++) outbox.add(ticks(seq));
  assert.equal(outbox.hasRoom, true);
  outbox.add(ticks(249));
  assert.equal(outbox.hasRoom, false);
  outbox.clear();
  assert.deepEqual([outbox.hasRoom, outbox.length, outbox.next], [true, 0, undefined]);
});

Deno.test("a bridge that keeps sending calls and reads no reply is an error", () => {
  const outbox = new Outbox();
  for (let id = 0; id < 10_000; id++) outbox.add(reply(String(id)));
  assert.throws(() => outbox.add(reply("one more")), RangeError);
});
