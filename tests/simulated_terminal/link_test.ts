/** The simulated terminal over a real socket: handshake, stream, calls, faults, reconnects. */

import assert from "node:assert/strict";
import type { ReplaySpeed } from "../../src/simulation/playback.ts";
import type { TickColumns } from "../../src/models/mod.ts";
import { protocolVersion } from "../../src/mt5/protocol_version.ts";
import type { BridgeMessage } from "../../src/mt5/wire.ts";
import { eventually } from "../support/eventually.ts";
import { ticksOf } from "../support/price_replies.ts";
import { ListeningBridge } from "../support/listening_bridge.ts";
import { runTerminal, terminalConfig } from "../support/running_terminal.ts";

const series = { series: ["EURUSD:M1", "BTCUSD:M1"] };

function replayConfig(linkPort: number, path: string, speed: ReplaySpeed = "max") {
  const source = { symbol: null, timeframe: null, suffix: "", zone: null };
  return terminalConfig({ linkPort, source: { kind: "replay", path, speed, ...source } });
}

/** Ticks of one symbol as `time bid ask`, in order of arrival. */
function streamed(bridge: ListeningBridge, symbol: string): string[] {
  return bridge.said("ticks").flatMap(({ batches }) => batches)
    .filter((batch) => batch.symbol === symbol).flatMap(({ ticks }) => rowsOf(ticks));
}

function rowsOf(ticks: TickColumns): string[] {
  return Array.from(
    ticks.brokerMs,
    (time, index) => `${time} ${ticks.bid[index]} ${ticks.ask[index]}`,
  );
}

Deno.test("a terminal sends hello, streams its subscriptions, and numbers its messages", async () => {
  await using bridge = await ListeningBridge.listen();
  await using terminal = await runTerminal(terminalConfig({ linkPort: bridge.port }));
  await bridge.welcomed();
  const [hello] = bridge.said("hello");
  assert.equal(hello?.token, "secret");
  assert.equal(hello?.version, protocolVersion);
  assert.equal(hello?.clock.offsetMs! % 3_600_000, 0);
  assert.equal(streamed(bridge, "EURUSD").length, 0);

  assert.equal((await bridge.call("subscribe", series)).status, "ok");
  await eventually(() =>
    streamed(bridge, "EURUSD").length > 5 && streamed(bridge, "BTCUSD").length > 5
  );
  await eventually(() => bridge.said("heartbeat").some((beat) => beat.nonce === "n1"));

  const stream = bridge.heard.filter((message) => "seq" in message);
  assert.deepEqual(stream.map(({ seq }) => seq), stream.map((_, index) => index + 1));
  assert.deepEqual(new Set(stream.map(({ epoch }) => epoch)), new Set([hello!.epoch]));
  const totals = await terminal.ask.market_totals({});
  assert.equal(totals.droppedMessages, 0);
  assert.equal(terminal.status().state, "streaming");
});

Deno.test("the stream and the history requested later have the same ticks", async () => {
  await using bridge = await ListeningBridge.listen();
  await using _terminal = await runTerminal(terminalConfig({ linkPort: bridge.port }));
  await bridge.welcomed();
  await bridge.call("subscribe", series);
  await eventually(() => streamed(bridge, "EURUSD").length > 10);
  const rows = streamed(bridge, "EURUSD");
  const from = rows[0]!.split(" ")[0]!;
  const reply = await bridge.call("ticks", { symbol: "EURUSD", from, skip: "0", limit: "1000" });
  const { brokerMs, bid, ask } = ticksOf(reply).ticks;
  const history = Array.from(brokerMs, (time, index) => `${time} ${bid[index]} ${ask[index]}`);
  assert.deepEqual(history.slice(0, rows.length), rows);
});

Deno.test("every call gets exactly one reply, however invalid it is", async () => {
  await using bridge = await ListeningBridge.listen();
  await using _terminal = await runTerminal(terminalConfig({ linkPort: bridge.port }));
  await bridge.welcomed();
  const cases: readonly [string, Record<string, string>, string, string][] = [
    ["rates", { symbol: "EURUSD", timeframe: "M15", from: "0", limit: "100" }, "ok", ""],
    [
      "rates",
      { symbol: "NOPE", timeframe: "M15", from: "0", limit: "1" },
      "invalid",
      "unknown_symbol",
    ],
    [
      "rates",
      { symbol: "EURUSD", timeframe: "M7", from: "0", limit: "1" },
      "invalid",
      "bad_argument",
    ],
    [
      "rates",
      { symbol: "EURUSD", timeframe: "M15", from: "-1", limit: "1" },
      "invalid",
      "bad_argument",
    ],
    ["ticks", { symbol: "NOPE", from: "0", skip: "0", limit: "1" }, "invalid", "unknown_symbol"],
    ["subscribe", { series: "EURUSD:M1\u001fNOPE:M1" }, "invalid", "unknown_symbol"],
    ["symbols", { names: "" }, "ok", ""],
    ["account", {}, "ok", ""],
    ["positions", { after: "", limit: "10" }, "ok", ""],
    ["orders", { after: "", limit: "0" }, "invalid", "bad_argument"],
    ["deals", {}, "invalid", "bad_argument"],
    ["order_send", { symbol: "EURUSD" }, "invalid", "bad_argument"],
    ["order_cancel", { intent: "A1", ticket: "4711" }, "refused", "unknown_ticket"],
    ["position_close", {}, "invalid", "bad_argument"],
    ["make_coffee", {}, "invalid", "unknown_verb"],
  ];
  for (const [verb, args, status, code] of cases) {
    const reply = await bridge.call(verb, args);
    assert.deepEqual([reply.status, reply.code], [status, code], verb);
  }
  const ids = bridge.said("reply").map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
});

Deno.test("a rejected terminal reports the reason and does not reconnect", async () => {
  for (const code of ["wrong_token", "wrong_version", "wrong_account"] as const) {
    await using bridge = await ListeningBridge.listen();
    bridge.greeting = { kind: "reject", code, message: "No" } satisfies BridgeMessage;
    await using terminal = await runTerminal(terminalConfig({ linkPort: bridge.port }));
    await eventually(() => terminal.status().state === "rejected");
    assert.equal(terminal.status().health, "degraded");
    assert.match(terminal.status().reason ?? "", new RegExp(code));
    await terminal.ask.misbehave({ disconnectMs: 0 });
    assert.equal(terminal.status().state, "rejected");
    assert.equal(bridge.said("hello").length, 1);
  }
});

Deno.test("a restarted bridge gets a new hello, in the same epoch", async () => {
  const first = await ListeningBridge.listen();
  const { port } = first;
  await using terminal = await runTerminal(terminalConfig({ linkPort: port }));
  await first.welcomed();
  await first.call("subscribe", series);
  await eventually(() => streamed(first, "EURUSD").length > 5);
  const lastSeq = first.said("ticks").at(-1)!.seq;
  await first[Symbol.asyncDispose]();

  await using second = await ListeningBridge.listen(port);
  await second.welcomed();
  assert.equal(second.said("hello").at(-1)?.epoch, first.said("hello")[0]?.epoch);
  assert.ok(second.said("account")[0]!.seq > lastSeq);
  await second.call("subscribe", series);
  const welcomedSeq = second.said("account")[0]!.seq;
  // Messages from before the hello may have reached the second bridge, too.
  const resumedAt = await eventually(() =>
    second.said("ticks").filter(({ seq }) => seq > welcomedSeq)
      .flatMap(({ batches }) => batches).find(({ symbol }) => symbol === "EURUSD")
      ?.ticks.brokerMs[0]
  );
  const lostAt = Number(streamed(first, "EURUSD").at(-1)!.split(" ")[0]);
  const missed = await second.call("ticks", {
    symbol: "EURUSD",
    from: String(lostAt + 1),
    skip: "0",
    limit: "10000",
  });
  assert.ok(
    ticksOf(missed).ticks.brokerMs.some((time) => time < resumedAt),
    "ticks made in between are available",
  );
  assert.equal(terminal.status().state, "streaming");
});

Deno.test("a silent bridge is disconnected and connected again", async () => {
  await using bridge = await ListeningBridge.listen();
  await using terminal = await runTerminal(terminalConfig({ linkPort: bridge.port }));
  await bridge.welcomed();
  bridge.isAlive = false;
  await eventually(() =>
    terminal.log.some(({ code }) => code === "simulated_terminal_lost_bridge")
  );
  bridge.isAlive = true;
  await bridge.welcomed(2);
});

Deno.test("faults are applied on request", async (t) => {
  await using bridge = await ListeningBridge.listen();
  await using terminal = await runTerminal(terminalConfig({ linkPort: bridge.port }));
  await bridge.welcomed();
  const history = { symbol: "EURUSD", timeframe: "M15", from: "0", limit: "10" };

  await t.step("replies loading for the next calls only", async () => {
    await terminal.ask.misbehave({ loadingCalls: 2 });
    const replies = [];
    for (let call = 0; call < 3; call++) replies.push((await bridge.call("rates", history)).status);
    assert.deepEqual(replies, ["loading", "loading", "ok"]);
  });

  await t.step("delays calls, which overlap", async () => {
    await terminal.ask.misbehave({ callDelayMs: 100 });
    const durationMs = async (calls: number) => {
      const startMs = performance.now();
      await Promise.all(Array.from({ length: calls }, () => bridge.call("rates", history)));
      return performance.now() - startMs;
    };
    const oneMs = await durationMs(1);
    assert.ok(oneMs >= 95, `${oneMs} ms`);
    // One after the other twenty calls would take twenty times as long as one.
    await eventually(async () => await durationMs(20) < 10 * oneMs, { what: "overlapping calls" });
    await terminal.ask.misbehave({ callDelayMs: 0 });
  });

  await t.step("sends random bytes", async () => {
    await terminal.ask.misbehave({ garbageMessages: 5 });
    await eventually(() => bridge.garbage === 5);
  });

  await t.step("drops messages, which shows in seq", async () => {
    await bridge.call("subscribe", series);
    await terminal.ask.misbehave({ dropRate: 0.5 });
    const gaps = () => {
      const seqs = bridge.heard.flatMap((message) => "seq" in message ? [message.seq] : []);
      return seqs.slice(1).filter((seq, index) => seq > seqs[index]! + 1).length;
    };
    await eventually(() => gaps() > 2);
    await terminal.ask.misbehave({ dropRate: 0 });
  });

  await t.step("duplicates and reorders messages", async () => {
    await terminal.ask.misbehave({ duplicateRate: 0.3, reorderRate: 0.3 });
    const steps = (isStep: (step: number) => boolean) => {
      const seqs = bridge.heard.flatMap((message) => "seq" in message ? [message.seq] : []);
      return seqs.slice(1).filter((seq, index) => isStep(seq - seqs[index]!)).length;
    };
    await eventually(() => steps((step) => step === 0) > 1 && steps((step) => step === -1) > 1);
    await terminal.ask.misbehave({ duplicateRate: 0, reorderRate: 0 });
  });

  await t.step("goes silent with the connection open", async () => {
    await terminal.ask.misbehave({ silent: true });
    const id = await bridge.post("account");
    await terminal.ask.misbehave({ silent: false });
    await eventually(() => bridge.said("reply").some((reply) => reply.id === id));
  });

  await t.step("disconnects for a while", async () => {
    await terminal.ask.misbehave({ disconnectMs: 60 });
    assert.equal(terminal.status().state, "waiting_to_reconnect");
    await bridge.welcomed(2);
  });

  await t.step("connects with a wrong token and version", async () => {
    await terminal.ask.misbehave({ helloToken: "wrong", helloVersion: 99, disconnectMs: 0 });
    await bridge.welcomed(3);
    const hello = bridge.said("hello").at(-1);
    assert.deepEqual([hello?.token, hello?.version], ["wrong", 99]);
  });
});

Deno.test("a replay at full speed sends every row once and closes the last bar", async () => {
  const path = await Deno.makeTempFile({ prefix: "EURUSD_M1_", suffix: ".csv" });
  const start = Date.UTC(2024, 0, 2);
  const rows = Array.from({ length: 5_000 }, (_, index) => {
    const time = new Date(start + index * 60_000).toISOString();
    return `${time},1.1${index % 10},1.2,1.0,1.15`;
  });
  await Deno.writeTextFile(path, ["time,open,high,low,close", ...rows, "garbage"].join("\n"));
  try {
    await using bridge = await ListeningBridge.listen();
    await using terminal = await runTerminal(replayConfig(bridge.port, path));
    await bridge.welcomed();
    await bridge.follow("EURUSD:M1", "EURUSD:H4");
    await eventually(async () => (await terminal.ask.replay_progress({}))?.isFinished);
    const barsOf = (period: string) =>
      bridge.said("bars").filter(({ timeframe }) => timeframe === period)
        .flatMap(({ bars }) => [...bars.brokerMs]);
    // The last bar of the longest timeframe closes last, even though the file ends within it.
    await eventually(() => barsOf("H4").at(-1) === start + 20 * 4 * 3_600_000);
    assert.equal(streamed(bridge, "EURUSD").length, 20_000);
    assert.deepEqual(barsOf("M1"), rows.map((_, index) => start + index * 60_000));
    assert.deepEqual(await terminal.ask.replay_progress({}), {
      symbol: "EURUSD",
      timeframe: "M1",
      isFinished: true,
      rows: 5_000,
      badLines: 1,
      firstBadLines: [{ line: 5_002, reason: "expected 5 fields, found 1" }],
    });
    assert.equal((await bridge.call("account")).status, "ok");
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("a missing replay file fails the start with a message", async () => {
  await assert.rejects(
    runTerminal(replayConfig(1, "no_such_file.csv")),
    /Price file not found: no_such_file\.csv/,
  );
});
