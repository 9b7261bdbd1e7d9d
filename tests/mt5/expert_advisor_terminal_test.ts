/**
 * What a terminal, its machine and its broker can do to the Expert Advisor, and how it recovers.
 */

import assert from "node:assert/strict";
import type { WireReply } from "../../src/mt5/wire.ts";
import type { WireSymbols } from "../../src/mt5/wire_symbols.ts";
import { ExpertStage, type ExpertStageOptions } from "../../tools/mql5_host/expert_stage.ts";
import type { HostedTerminal } from "../../tools/mql5_host/hosted_terminal.ts";
import { lacks } from "../../tools/test_needs.ts";
import { eventually } from "../support/eventually.ts";
import { ratesOf } from "../support/price_replies.ts";
import { ListeningBridge } from "../support/listening_bridge.ts";

interface Scene {
  readonly bridge: ListeningBridge;
  readonly stage: ExpertStage;
  readonly terminal: HostedTerminal;
}

function scenario(
  name: string,
  tell: (scene: Scene) => Promise<void>,
  options: Partial<ExpertStageOptions> = {},
): void {
  Deno.test({
    name,
    ignore: lacks("cpp_compiler"),
    fn: async () => {
      await using bridge = await ListeningBridge.listen();
      await using stage = new ExpertStage({ linkPort: bridge.port, ...options });
      await tell({ bridge, stage, terminal: await stage.start() });
    },
  });
}

/** Waits until the Expert Advisor has written a line with this beginning. */
async function logged({ terminal }: Scene, begin: string): Promise<void> {
  await eventually(() => terminal.program.journal.some((line) => line.startsWith(begin)), {
    what: `"${begin}" in the journal`,
  });
}

/**
 * Makes the Expert Advisor say hello again; that breaks the connection, so it has to open a new
 * one.
 */
async function reconnect({ bridge, terminal }: Scene): Promise<void> {
  await bridge.send({ kind: "reject", code: "hello_expected", message: "test" });
  terminal.program.tell("quirk", "refusedSends", 1);
}

async function lastClock({ bridge }: Scene) {
  const before = bridge.said("heartbeat").length;
  await eventually(() => bridge.said("heartbeat").length > before + 1);
  return bridge.said("heartbeat").at(-1)!.clock;
}

function timesOf(reply: WireReply): readonly number[] {
  return [...ratesOf(reply).bars.brokerMs];
}

scenario(
  "the server's clock jumps for daylight saving: the offset is sent at once",
  async (scene) => {
    const { bridge, stage, terminal } = scene;
    await bridge.welcomed();
    await bridge.call("subscribe", { series: "EURUSD:M1" });
    const { nowMs, offsetMs } = stage.playback;
    const isNear = (given: number | null, expected: number) =>
      given !== null && Math.abs(given - expected) <= 1_000;
    assert.ok(isNear((await lastClock(scene)).offsetMs, offsetMs));
    for (const jumpMs of [3_600_000, -3_600_000]) {
      terminal.program.tell("time", nowMs + jumpMs, nowMs - offsetMs, 1);
      const clock = await lastClock(scene);
      assert.ok(isNear(clock.offsetMs, offsetMs + jumpMs), JSON.stringify(clock));
    }
    assert.equal(bridge.garbage, 0);
  },
);

scenario("an unknown server time is reported as unknown", async (scene) => {
  const { bridge, stage, terminal } = scene;
  await bridge.welcomed();
  const { nowMs, offsetMs } = stage.playback;
  terminal.program.tell("time", 0, nowMs - offsetMs, 1);
  assert.equal((await lastClock(scene)).offsetMs, null);
  terminal.program.tell("time", nowMs, nowMs - offsetMs, 1);
  await eventually(() => bridge.said("heartbeat").at(-1)?.clock.offsetMs !== null);
});

scenario(
  "an address that the terminal does not allow is explained, and used once it is allowed",
  async (scene) => {
    const { bridge, terminal } = scene;
    await bridge.welcomed();
    terminal.program.tell("quirk", "allowedHosts", "localhost");
    await reconnect(scene);
    await logged(scene, "address_not_allowed: The terminal does not allow 127.0.0.1");
    terminal.program.tell("quirk", "allowedHosts", "localhost,127.0.0.1");
    await bridge.welcomed(2);
  },
);

scenario("a connect that wrongly reports success is no connection", async (scene) => {
  const { bridge, terminal } = scene;
  await bridge.welcomed();
  terminal.program.tell("quirk", "connectLies", 1);
  await reconnect(scene);
  await logged(scene, "bridge_unreachable");
  terminal.program.tell("quirk", "connectLies", 0);
  await bridge.welcomed(2);
});

scenario("a first send that fails is retried on a new connection", async (scene) => {
  const { bridge } = scene;
  await bridge.welcomed();
  const hellos = bridge.said("hello").length;
  await reconnect(scene);
  await bridge.welcomed(2);
  assert.ok(bridge.said("hello").length > hellos);
  assert.equal(bridge.garbage, 0);
});

scenario(
  "after a send that timed out half way everything is said on a new connection",
  async (scene) => {
    const { bridge, terminal } = scene;
    await bridge.welcomed();
    await bridge.call("subscribe", { series: "EURUSD:M1" });
    terminal.program.tell("quirk", "timedOutSends", 1);
    await bridge.welcomed(2);
    await logged(scene, "connection_lost");
    assert.equal((await bridge.call("account")).status, "ok");
    assert.equal(bridge.garbage, 0);
  },
);

scenario(
  "polls that take a whole timer period and delayed small sends: calls are still answered",
  async (scene) => {
    const { bridge, terminal } = scene;
    terminal.program.tell("quirk", "readableCostMs", 16);
    terminal.program.tell("quirk", "heldSends", 1);
    await bridge.welcomed();
    await bridge.call("subscribe", { series: ["EURUSD:M1", "BTCUSD:M1"] });
    for (let call = 0; call < 5; call++) {
      assert.equal((await bridge.call("account")).status, "ok");
    }
    await eventually(() => bridge.said("ticks").length > 20);
    const seqs = bridge.heard.flatMap((message) => "seq" in message ? [message.seq] : []);
    assert.deepEqual(seqs, seqs.map((_, at) => seqs[0]! + at));
  },
  { timerMs: 16 },
);

scenario("a full Market Watch makes one symbol unusable, not the others", async (scene) => {
  const { bridge, terminal } = scene;
  await bridge.welcomed();
  terminal.program.tell("quirk", "selectedMax", 1);
  const described = await bridge.call("symbols", { names: ["EURUSD", "BTCUSD"] });
  const { symbols, unwatched } = described.data as WireSymbols;
  assert.deepEqual(symbols.map(({ name }) => name), ["EURUSD"]);
  assert.deepEqual(unwatched, ["BTCUSD"]);
  assert.equal(
    (await bridge.call("subscribe", { series: ["BTCUSD:M1", "EURUSD:M1"] })).status,
    "ok",
  );
  await eventually(() => bridge.said("ticks").length > 0);
  assert.ok(bridge.said("ticks").every(({ batches }) => batches[0]?.symbol === "EURUSD"));
  const bars = { timeframe: "M1", from: "0", limit: "3" };
  assert.equal(timesOf(await bridge.call("rates", { symbol: "EURUSD", ...bars })).length, 3);
  const other = await bridge.call("rates", { symbol: "BTCUSD", ...bars });
  assert.deepEqual([other.status, other.code], ["refused", "market_watch_full"]);
  terminal.program.tell("quirk", "selectedMax", 0);
  assert.equal(timesOf(await bridge.call("rates", { symbol: "BTCUSD", ...bars })).length, 3);
});

for (const error of [0, 4401, 4403]) {
  scenario(
    `history that is loading (error ${error}) is "loading" until it is available`,
    async (scene) => {
      const { bridge, stage, terminal } = scene;
      await bridge.welcomed();
      const rates = { symbol: "EURUSD", timeframe: "M1", from: "0", limit: "3" };
      const from = String(stage.playback.nowMs - 3_000);
      const ticks = { symbol: "EURUSD", from, skip: "0", limit: "5" };
      terminal.setLoading("EURUSD", true, error);
      for (const [verb, args] of [["rates", rates], ["ticks", ticks]] as const) {
        const reply = await bridge.call(verb, args);
        assert.deepEqual([reply.status, reply.data], ["loading", null], verb);
      }
      terminal.setLoading("EURUSD", false);
      assert.equal(timesOf(await bridge.call("rates", rates)).length, 3);
      assert.equal((await bridge.call("ticks", ticks)).status, "ok");
    },
  );
}

scenario("no ticks: heartbeats, calls and closed bars continue", async (scene) => {
  const { bridge, terminal } = scene;
  await bridge.welcomed();
  await bridge.call("subscribe", { series: "EURUSD:M1" });
  const told = terminal.ticksTold;
  await eventually(() => bridge.said("heartbeat").length > 10);
  assert.equal(terminal.ticksTold, told);
  assert.equal((await bridge.call("account")).status, "ok");
  terminal.pump();
  await eventually(() => bridge.said("ticks").length > 0);
}, { pollMs: 0 });

scenario(
  "a reinitialisation: the same program, a new epoch, no handle left open",
  async (scene) => {
    const { bridge, terminal } = scene;
    await bridge.welcomed();
    const descriptors = () => [...Deno.readDirSync(`/proc/${terminal.program.pid}/fd`)].length;
    const before = descriptors();
    for (let times = 1; times <= 5; times++) {
      await terminal.reinitialise(3);
      await bridge.welcomed(times + 1);
    }
    assert.ok(descriptors() <= before, "sockets and files are closed");
    assert.equal(new Set(bridge.said("hello").map(({ epoch }) => epoch)).size, 6);
  },
);
