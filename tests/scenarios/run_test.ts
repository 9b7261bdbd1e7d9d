/**
 * The bridge as a separate process and terminals outside it: killed and restarted on either side,
 * several accounts at once, unknown peers. The store has exactly the market's data, nothing missing
 * or duplicated.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { TerminalConfig } from "../../actors/simulated_terminal/protocol.ts";
import type { PriceSource } from "../../src/simulation/price_source.ts";
import { type StatusDocument, statusDocument } from "../../src/http/status_document.ts";
import { frameBytesMax } from "../../src/mt5/wire_limits.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { assertStoreIsMarket } from "../support/market_oracle.ts";
import { RawPeer } from "../support/raw_peer.ts";
import { runTerminal, terminalConfig } from "../support/running_terminal.ts";
import { ScriptedTerminal } from "../support/scripted_terminal.ts";
import { storeCount, storeRows } from "../support/store_reader.ts";
import { inTempFolder } from "../support/temp_folder.ts";
import { message } from "../support/zmtp_bytes.ts";

const token = "token-of-the-scenario";

type Market = Extract<PriceSource, { kind: "market" }>;

/** Sixty times real time; a restarted terminal continues at the wall clock. */
function market(overrides: Partial<Market> = {}): Market {
  const nowMs = Date.now();
  return {
    kind: "market",
    seed: 7,
    symbols: ["EURUSD", "BTCUSD"],
    suffix: "",
    forexSession: "always",
    ticksPerMinute: 60,
    speed: 60,
    anchor: { realUtcMs: nowMs, simulatedUtcMs: nowMs },
    ...overrides,
  };
}

function terminalOf(linkPort: number, source: Market, login = "5012345"): TerminalConfig {
  const { identity } = terminalConfig();
  return terminalConfig({ linkPort, source, identity: { ...identity, token, login }, pollMs: 10 });
}

/** Ports and settings that stay the same after a restart of the bridge. */
function bridgeSettings(settings: Readonly<Record<string, string>> = {}) {
  return {
    MT5_LINK_PORT: String(freePort()),
    HTTP_PORT: String(freePort()),
    MT5_LINK_TOKEN: token,
    FOREX_PAIRS: "EURUSD",
    FOREX_TIMEFRAME: "M1",
    CRYPTO_PAIRS: "BTCUSD",
    CRYPTO_TIMEFRAME: "1",
    BACKFILL_BARS: "100",
    PRICE_FETCH_INTERVAL: "1",
    MAX_WORKERS: "2",
    STRATEGIES: "breakout(channelPeriod=2)",
    ...settings,
  };
}

async function status(bridge: BridgeProcess): Promise<StatusDocument> {
  return statusDocument.parse((await bridge.get("/status")).body);
}

async function live(bridge: BridgeProcess, terminals = 1): Promise<StatusDocument> {
  return await eventually(async () => {
    const found = await status(bridge);
    return found.symbols.length === 2 * terminals &&
      found.symbols.every(({ state }) => state === "live") && found;
  }, { what: "live prices" }).catch((error) => {
    throw new Error(`${error.message}\n${bridge.output}`, { cause: error.cause });
  });
}

/** Every series has at least two more bars than now. */
async function barsGrow(dataDir: string): Promise<void> {
  const last =
    "SELECT min(newest) FROM (SELECT max(broker_ms) AS newest FROM bars GROUP BY series_id)";
  const before = storeCount(dataDir, last);
  await eventually(() => storeCount(dataDir, last) >= before + 120_000, {
    what: "new bars in the store",
  });
}

async function stopCleanly(bridge: BridgeProcess): Promise<void> {
  bridge.signal("SIGTERM");
  assert.equal(await bridge.exit(), 0, bridge.output);
}

const signalsSaid = (bridge: BridgeProcess) => bridge.output.match(/Signal: .*/g) ?? [];

Deno.test("a bridge killed and restarted misses nothing, duplicates nothing, and repeats no signal", () =>
  inTempFolder(async (dir) => {
    const settings = bridgeSettings();
    const dataDir = join(dir, "data");
    const source = market();
    await using _terminal = await runTerminal(terminalOf(Number(settings.MT5_LINK_PORT), source));
    const said: string[] = [];
    for (let life = 1; life <= 3; life++) {
      await using bridge = new BridgeProcess({ args: ["run"], dir, settings });
      await live(bridge);
      await barsGrow(dataDir);
      if (life === 3) {
        const isSaid = () => said.length + signalsSaid(bridge).length > 0;
        await eventually(isSaid, { what: "a signal of the market" });
        await stopCleanly(bridge);
      } else {
        bridge.signal("SIGKILL");
        await bridge.killed();
      }
      said.push(...signalsSaid(bridge));
    }
    assert.ok(assertStoreIsMarket(dataDir, source) > 400);
    assert.equal(new Set(said).size, said.length);
    // Signals are stored first, then reported: one cut off by a kill is not reported later.
    const stored = storeCount(dataDir, "SELECT count(*) FROM signals");
    assert.ok(stored >= said.length, `${stored} stored, ${said.length} said`);
  }));

Deno.test("a terminal killed and restarted is in sync again, and what it missed is fetched", () =>
  inTempFolder(async (dir) => {
    const settings = bridgeSettings();
    const dataDir = join(dir, "data");
    const source = market();
    await using bridge = new BridgeProcess({ args: ["run"], dir, settings });
    for (let life = 1; life <= 2; life++) {
      await using _terminal = await runTerminal(terminalOf(bridge.linkPort, source));
      await eventually(async () => (await status(bridge)).terminals[0]?.connects === life, {
        what: `connection ${life}`,
      });
      await live(bridge);
      await barsGrow(dataDir);
    }
    await eventually(async () => (await status(bridge)).terminals[0]?.connection === "lost");
    assert.equal((await bridge.get("/readyz")).status, 503);
    await stopCleanly(bridge);
    assertStoreIsMarket(dataDir, source);
  }));

Deno.test("two accounts at once, one broker with a suffix and another symbol name, are not mixed", () =>
  inTempFolder(async (dir) => {
    const settings = bridgeSettings({ SYMBOL_SUFFIX: ".m", SYMBOL_MAP: "BTCUSD=XBTUSD.m" });
    const dataDir = join(dir, "data");
    const sources = [
      market({ suffix: ".m", symbols: ["EURUSD", "XBTUSD"] }),
      market({ suffix: ".m", symbols: ["EURUSD", "XBTUSD"], seed: 8 }),
    ] as const;
    await using bridge = new BridgeProcess({ args: ["run"], dir, settings });
    await using _first = await runTerminal(terminalOf(bridge.linkPort, sources[0], "111"));
    await using _second = await runTerminal(terminalOf(bridge.linkPort, sources[1], "222"));
    const { terminals } = await live(bridge, 2);
    assert.deepEqual(terminals.map(({ login }) => login).sort(), ["111", "222"]);
    await barsGrow(dataDir);
    await stopCleanly(bridge);
    const names = storeRows(
      dataDir,
      `SELECT login, name, broker_symbol FROM symbols JOIN terminals ON terminals.id = terminal_id
       ORDER BY login, name`,
    ).map((row) => Object.values(row).join(" "));
    assert.deepEqual(names, [
      "111 BTCUSD XBTUSD.m",
      "111 EURUSD EURUSD.m",
      "222 BTCUSD XBTUSD.m",
      "222 EURUSD EURUSD.m",
    ]);
    assertStoreIsMarket(dataDir, { ...sources[0], symbols: ["EURUSD"] }, "111");
    assertStoreIsMarket(dataDir, { ...sources[1], symbols: ["EURUSD"] }, "222");
  }));

/** Random frames until the bridge hangs up, oversized frames, and bytes that are not ZeroMQ. */
async function throwGarbage(bridge: BridgeProcess): Promise<void> {
  const { linkPort } = bridge;
  const random = seededRandom(11);
  const bytes = (length: number) => Uint8Array.from({ length }, () => random() * 256);
  for (let peer = 0; peer < 3; peer++) {
    const stranger = await RawPeer.shaken(linkPort);
    for (let count = 0; count < 200; count++) {
      const frames = Array.from(
        { length: 1 + Math.floor(random() * 4) },
        () => bytes(Math.floor(random() * 80)),
      );
      await stranger.write(message(...frames));
    }
    await stranger.write(message(bytes(5), new Uint8Array(frameBytesMax + 1)));
    await stranger.closed;
  }
  const { link_messages: taken, link_bad_messages: parsed } = (await status(bridge)).counters;
  assert.ok(taken! > 150, `${taken} messages taken`);
  assert.equal(parsed, 0, "of a stranger nothing but the hello is parsed");
  for (const length of [1, 64, 70_000]) {
    const socket = await Deno.connect({ hostname: "127.0.0.1", port: linkPort });
    // The bridge may close the connection before it has everything.
    await socket.write(bytes(length)).catch(() => 0);
    socket.close();
  }
}

Deno.test("unknown peers and garbage are refused with a line each, and the good terminal is still served", () =>
  inTempFolder(async (dir) => {
    const settings = bridgeSettings();
    const dataDir = join(dir, "data");
    const source = market();
    await using bridge = new BridgeProcess({ args: ["run"], dir, settings });
    await using _terminal = await runTerminal(terminalOf(bridge.linkPort, source));
    await live(bridge);

    const strangers = [
      [{ token: "guessed-token" }, "wrong_token"],
      [{ token, version: 99, login: "666" }, "wrong_version"],
      [{ token, login: "not-a-number" }, "wrong_account"],
    ] as const;
    for (const [hello, code] of strangers) {
      const stranger = new ScriptedTerminal(bridge.linkPort);
      await stranger.hello(hello);
      const answer = await eventually(() => stranger.heard.find(({ kind }) => kind === "reject"));
      assert.ok(answer.kind === "reject" && answer.code === code);
      await bridge.says(new RegExp(`A terminal was rejected: .*${code}`));
      await stranger.close();
    }
    await throwGarbage(bridge);
    await barsGrow(dataDir);
    const { state, terminals, actors } = await status(bridge);
    assert.equal(state, "running");
    // On an overloaded machine a heartbeat may be late and the terminal be lost and back: what
    // counts is its data.
    assert.deepEqual(terminals.map(({ connection }) => connection), ["in_sync"]);
    assert.ok(actors.every(({ restarts }) => restarts === 0));
    await stopCleanly(bridge);
    assertStoreIsMarket(dataDir, source);
    const refusals = bridge.output.match(/A terminal was rejected/g) ?? [];
    assert.ok(refusals.length <= 6, `${refusals.length} lines for 600 bad messages`);
    assert.ok(!bridge.output.includes(token) && !bridge.output.includes("guessed-token"));
  }));
