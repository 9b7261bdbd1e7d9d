/**
 * Requirements for every terminal between connect and disconnect: hello, heartbeats, epoch and
 * sequence.
 */

import assert from "node:assert/strict";
import type { BrokerSymbol } from "../../src/models/mod.ts";
import { protocolVersion } from "../../src/mt5/protocol_version.ts";
import type { RejectCode } from "../../src/mt5/wire.ts";
import type { WireSymbol } from "../../src/mt5/wire_symbols.ts";
import { eventually } from "../support/eventually.ts";
import { ListeningBridge } from "../support/listening_bridge.ts";
import { type TerminalKind, terminalKinds } from "./terminals.ts";

const series = { series: ["EURUSD.m:M1", "BTCUSD.m:M15"] };

function seqs(bridge: ListeningBridge): number[] {
  return bridge.heard.flatMap((message) => "seq" in message ? [message.seq] : []);
}

/** Messages with prices. */
function streamed(bridge: ListeningBridge): number {
  return bridge.said("ticks").length + bridge.said("bars").length;
}

const rules: readonly [string, (kind: TerminalKind) => Promise<void>][] = [
  ["sends hello first and nothing else before the welcome", async (kind) => {
    await using bridge = await ListeningBridge.listen();
    bridge.greeting = null;
    await using stage = kind.stage(bridge.port);
    await using _life = await stage.start();
    const [hello] = await eventually(() => bridge.said("hello").length > 0 && bridge.said("hello"));
    assert.equal(hello?.versionMax ?? hello?.version, protocolVersion);
    assert.equal(hello?.token, "secret");
    assert.equal(`${hello?.login}@${hello?.server}`, "5012345@Simulated-Demo");
    assert.deepEqual([hello?.marginMode, hello?.tradeMode], ["hedging", "demo"]);
    assert.ok(Math.abs(hello!.clock.serverMs - stage.nowMs()) < 60_000);
    // The offset may be off by whole seconds, because a terminal reads two clocks.
    const offsetMs = hello!.clock.offsetMs!;
    assert.ok(Math.abs(offsetMs - Math.round(offsetMs / 900_000) * 900_000) <= 2_000);
    // Heartbeats of a bridge that has not answered the hello get only hellos in return.
    await bridge.send({ kind: "heartbeat", nonce: "early" });
    await bridge.send({ kind: "welcome", session: "s1", heartbeatMs: 200 });
    await bridge.welcomed();
    assert.equal(bridge.heard.findIndex(({ kind }) => kind !== "hello") > 0, true);
    assert.equal(bridge.garbage, 0);
  }],

  ["tells its own caps, and names its intent log for as long as that is there", async (kind) => {
    await using bridge = await ListeningBridge.listen();
    await using stage = kind.stage(bridge.port, { caps: { lotsMax: 0.7, ordersPerMinuteMax: 4 } });
    await using life = await stage.start();
    await bridge.welcomed();
    await life.restart();
    const hellos = await eventually(() => {
      const [first, ...later] = bridge.said("hello");
      const restarted = later.find(({ epoch }) => epoch !== first?.epoch);
      return restarted !== undefined && [first!, restarted];
    });
    for (const hello of hellos) {
      assert.deepEqual([hello.lotsMax, hello.ordersPerMinuteMax], [0.7, 4]);
      assert.deepEqual([hello.silenceSecondsMax, hello.pendingOrdersMax], [60, 200]);
      assert.deepEqual([hello.fifoClose, hello.hedgeAllowed], [false, true]);
      assert.equal(hello.currencyDigits, 2);
      assert.equal(hello.installation, hellos[0]!.epoch);
    }
  }],

  ["says hello again when the broker has changed the account", async (kind) => {
    await using bridge = await ListeningBridge.listen();
    await using stage = kind.stage(bridge.port);
    await using life = await stage.start();
    await bridge.welcomed();
    await life.apply({ kind: "rules", rules: { fifoClose: true } });
    await eventually(() => bridge.said("hello").at(-1)?.fifoClose === true);
    await bridge.welcomed(2);
    await life.apply({ kind: "rules", rules: { leverage: 30 } });
    await eventually(() => bridge.said("hello").at(-1)?.leverage === 30);
    // As after any hello, nothing is streamed before it is subscribed to again.
    assert.equal((await bridge.call("subscribe", series)).status, "ok");
    await eventually(() => bridge.said("ticks").length > 5);
    assert.equal(bridge.said("hello").length, 3);
  }],

  ["tells credit and blocked commission, and that terms have changed", async (kind) => {
    await using bridge = await ListeningBridge.listen();
    await using stage = kind.stage(bridge.port);
    await using life = await stage.start();
    await bridge.welcomed();
    await bridge.call("subscribe", series);
    await life.apply({ kind: "money", type: "credit", amount: 500, comment: "Credit" });
    await life.apply({ kind: "blocked_commission", amount: 12.5 });
    await eventually(() => {
      const told = bridge.said("account").at(-1);
      return told?.credit === 500 && told.commissionBlocked === 12.5 &&
        told.equity === told.balance + 487.5;
    });
    const before = bridge.said("heartbeat").at(-1)?.termsChanges ?? 0;
    const symbol = "EURUSD.m" as BrokerSymbol;
    await life.apply({ kind: "terms", symbol, terms: { stopsLevelPoints: 55 } });
    await eventually(() => bridge.said("heartbeat").at(-1)!.termsChanges === before + 1);
    const described = async () => {
      const { data } = await bridge.call("symbols", { names: symbol });
      return (data as { symbols: readonly WireSymbol[] }).symbols[0];
    };
    assert.equal((await described())?.stopsLevel, 55);
    // Sessions change before holidays.
    const wednesday = Array.from({ length: 7 }, (_, day) => day === 3 ? [[60, 120] as const] : []);
    await life.apply({ kind: "terms", symbol, terms: { sessions: wednesday } });
    await eventually(() => bridge.said("heartbeat").at(-1)!.termsChanges === before + 2);
    const now = await described();
    assert.deepEqual(now?.sessions, [[4_380, 4_440]]);
    assert.deepEqual(now.brokerTerms?.quoteSessions, now.sessions);
    const orderKinds = ["market", "limit"] as const;
    await life.apply({ kind: "terms", symbol, terms: { orderKinds, lifetimes: ["gtc"] } });
    await eventually(() => bridge.said("heartbeat").at(-1)!.termsChanges === before + 3);
    const { brokerTerms } = (await described())!;
    assert.deepEqual([brokerTerms?.orderKinds, brokerTerms?.lifetimes], [orderKinds, ["gtc"]]);
  }],

  ["sends heartbeats in time and returns the bridge's nonce", async (kind) => {
    await using bridge = await ListeningBridge.listen();
    await using stage = kind.stage(bridge.port);
    await using _life = await stage.start();
    await bridge.welcomed();
    await bridge.send({ kind: "heartbeat", nonce: "n-77" });
    await eventually(() => bridge.said("heartbeat").some(({ nonce }) => nonce === "n-77"));
    bridge.isAlive = false;
    const before = bridge.said("heartbeat").length;
    await eventually(() => bridge.said("heartbeat").length >= before + 3);
  }],

  ["streams nothing before it is subscribed to", async (kind) => {
    await using bridge = await ListeningBridge.listen();
    await using stage = kind.stage(bridge.port);
    await using _life = await stage.start();
    await bridge.welcomed();
    await eventually(() => bridge.said("heartbeat").length > 5);
    assert.equal(streamed(bridge), 0);
    assert.equal((await bridge.call("subscribe", series)).status, "ok");
    await eventually(() => bridge.said("ticks").length > 5);
    // The time of the latest quote is the server's own, in whole seconds.
    const quotedMs = await eventually(() => bridge.said("heartbeat").at(-1)?.clock.quotedMs);
    assert.equal(quotedMs % 1_000, 0);
    assert.ok(Math.abs(quotedMs - stage.nowMs()) < 60_000);
  }],

  ["numbers its messages consecutively, in one epoch, even across a lost bridge", async (kind) => {
    const first = await ListeningBridge.listen();
    const { port } = first;
    await using stage = kind.stage(port);
    await using _life = await stage.start();
    await first.welcomed();
    await first.call("subscribe", series);
    await eventually(() => first.said("ticks").length > 10);
    const numbers = seqs(first);
    assert.deepEqual(numbers, numbers.map((_, index) => numbers[0]! + index));
    await first[Symbol.asyncDispose]();

    await using second = await ListeningBridge.listen(port);
    await second.welcomed();
    const account = second.said("account")[0]!;
    assert.equal(second.said("hello").at(-1)?.epoch, first.said("hello")[0]?.epoch);
    assert.ok(account.seq > numbers.at(-1)!);
    // The subscription ended with its connection, so there are no prices after the hello.
    const welcomedAt = second.heard.indexOf(account);
    await eventually(() => second.said("heartbeat").length > 5);
    assert.ok(second.heard.slice(welcomedAt).every(({ kind }) => kind !== "ticks"));
    await second.call("subscribe", series);
    await eventually(() => second.said("ticks").some(({ seq }) => seq > account.seq));
    assert.equal(second.garbage, 0);
  }],

  ["uses another epoch after a restart", async (kind) => {
    await using bridge = await ListeningBridge.listen();
    await using stage = kind.stage(bridge.port);
    const first = await stage.start();
    await bridge.welcomed();
    await first[Symbol.asyncDispose]();
    await using _second = await stage.start();
    const epochs = await eventually(() => {
      const all = new Set(bridge.said("hello").map(({ epoch }) => epoch));
      return all.size > 1 && [...all];
    });
    assert.equal(epochs.length, 2);
    const stamped = bridge.heard.flatMap((message) => "seq" in message ? [message.epoch] : []);
    assert.ok(stamped.every((epoch) => epochs.includes(epoch)));
  }],

  ["sends hello again when the bridge has forgotten it", async (kind) => {
    await using bridge = await ListeningBridge.listen();
    await using stage = kind.stage(bridge.port);
    await using _life = await stage.start();
    await bridge.welcomed();
    await bridge.call("subscribe", series);
    await eventually(() => bridge.said("ticks").length > 0);
    await bridge.send({ kind: "reject", code: "hello_expected", message: "Who are you?" });
    await bridge.welcomed(bridge.said("account").length + 1);
    const hello = bridge.said("hello").at(-1)!;
    assert.equal(bridge.said("hello").length, 2);
    // It is a new conversation, so the bridge subscribes again.
    const after = () => bridge.heard.slice(bridge.heard.indexOf(hello));
    await eventually(() => after().filter(({ kind }) => kind === "heartbeat").length > 5);
    assert.ok(after().every(({ kind }) => kind !== "ticks"));
  }],
];

for (const kind of terminalKinds) {
  for (const [rule, run] of rules) {
    Deno.test({ name: `${kind.name}: ${rule}`, ignore: kind.ignore, fn: () => run(kind) });
  }
  for (
    const code of ["wrong_token", "wrong_version", "wrong_account"] satisfies RejectCode[]
  ) {
    Deno.test({
      name: `${kind.name}: ${code} is accepted without a retry`,
      ignore: kind.ignore,
      fn: async () => {
        await using bridge = await ListeningBridge.listen();
        bridge.greeting = { kind: "reject", code, message: "No" };
        await using stage = kind.stage(bridge.port);
        await using life = await stage.start();
        await eventually(() => life.isRejected());
        assert.deepEqual(bridge.heard.map(({ kind }) => kind), ["hello"]);
      },
    });
  }
}
