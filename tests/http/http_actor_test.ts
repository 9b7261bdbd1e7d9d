/** The http actor in its worker, under the real supervisor, with stand-ins for its peers. */

import assert from "node:assert/strict";
import { declaredPeers } from "../../actors/actor_map.ts";
import { supervised } from "../../actors/http/mod.ts";
import type { TerminalStatus } from "../../actors/mt5/protocol.ts";
import type { SymbolStatus } from "../../actors/price/protocol.ts";
import { type StatusDocument, statusDocument } from "../../src/http/status_document.ts";
import type { LogRecord } from "../../src/models/logger.ts";
import { brokerMs, ok, symbolName, terminalId, unixMs } from "../../src/models/mod.ts";
import { childSpec } from "../../src/runtime/child_spec.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { recordLogger } from "../../src/runtime/record_logger.ts";
import { Scheduler } from "../../src/runtime/scheduler/scheduler.ts";
import { Supervisor } from "../../src/runtime/supervisor.ts";
import { limits } from "../risk/risk_samples.ts";
import { eventually } from "../support/eventually.ts";
import type { MarketConfig, MarketProtocol } from "./actors/market_protocol.ts";
import { nothingHeld } from "../support/nothing_held.ts";

const identity = {
  version: "3.0.0",
  mode: "safety",
  demo: true,
  dataDir: "data/demo",
  process: { id: 1, restarts: 0, lastExit: null },
} as const;
const id = terminalId("5012345", "Broker-Demo");

const terminal: TerminalStatus = {
  terminal: id,
  identity: {
    terminal: id,
    company: "Broker Ltd",
    currency: "USD",
    leverage: 100,
    marginMode: "hedging",
    tradeMode: "demo",
  },
  state: "syncing",
  syncFailure: null,
  eaVersion: "3.0.0",
  build: 5000,
  algoTradingAllowed: true,
  brokerConnected: true,
  connects: 1,
  lastMessageAgeMs: 3,
  lastTickAgeMs: 12,
  roundTripMs: 4.5,
  clockOffsetMs: 7_200_000,
  clockErrorMs: 0,
  sequenceGaps: 0,
  sequenceRepeats: 0,
  sequenceForeign: 0,
  account: {
    terminal: id,
    utcMs: unixMs(1_772_323_200_000),
    balance: 10_000,
    equity: 10_010,
    margin: 0,
    freeMargin: 10_010,
    marginLevelPct: null,
    profit: 10,
    ...nothingHeld,
  },
  strayReplies: 0,
  missingSymbols: [symbolName("DOGEUSD")],
  unwatchedSymbols: [],
  slowReads: 0,
  slowestReadMs: 0,
  untradableSymbols: [],
  guard: null,
  calendar: { state: "unread", readMs: null },
  liveServer: null,
  caps: { lotsMax: 1, ordersPerMinuteMax: 10 },
};

const symbols: readonly SymbolStatus[] = [
  {
    terminal: id,
    symbol: symbolName("EURUSD"),
    quote: {
      symbol: symbolName("EURUSD"),
      bid: 1.1,
      ask: 1.10012,
      brokerMs: brokerMs(1_772_330_400_000),
      utcMs: unixMs(1_772_323_200_000),
      receivedMs: unixMs(1_772_323_200_003),
    },
    isLive: true,
    stale: false,
    lastTickAgeMs: 12,
    lastBarBrokerMs: brokerMs(1_772_329_500_000),
    state: "live",
  },
  {
    terminal: id,
    symbol: symbolName("BTCUSD"),
    quote: null,
    isLive: false,
    stale: true,
    lastTickAgeMs: null,
    lastBarBrokerMs: null,
    state: "waiting",
  },
];

function market(name: "mt5" | "price") {
  return childSpec({
    name,
    spawn: () =>
      new Worker(new URL("./actors/market_worker.ts", import.meta.url), { type: "module" }),
    config: { terminals: [terminal], symbols } satisfies MarketConfig,
    hungAfterMs: 60_000, // it hangs for the whole test
    shutdownMs: 100,
  });
}

const declared = declaredPeers.http;
/** The others are away in these tests. */
const present: readonly string[] = ["mt5", "price", "system"];

type TestActors = { readonly mt5: MarketProtocol; readonly price: MarketProtocol };

interface Bench {
  readonly system: Supervisor<TestActors>;
  readonly log: LogRecord[];
  /** The url of the server, once it listens. */
  url(): Promise<string>;
  get(path: string): Promise<Response>;
  status(): Promise<StatusDocument>;
}

async function withServer(port: number, scenario: (bench: Bench) => Promise<void>): Promise<void> {
  const log: LogRecord[] = [];
  const scheduler = new Scheduler({
    clock: systemClock,
    random: seededRandom(1),
    log: recordLogger({ source: "system", clock: systemClock, emit: (one) => log.push(one) }),
    maxWorkers: 4,
    taskTimeoutMs: 1_000,
    statisticsIntervalMs: 60_000,
  });
  scheduler.addJob({
    name: "update_risk",
    every: { intervalMs: 60_000 },
    priority: "CRITICAL",
    run: () => Promise.resolve(ok(undefined)),
  });
  const system = new Supervisor<TestActors>({
    tree: [
      {
        ...supervised({
          host: "127.0.0.1",
          port,
          identity,
          token: "",
          readToken: "",
          areReadsOpen: true,
          mcpTrading: "off",
          settings: [],
          riskLimits: limits,
          strategies: [],
        }),
        talksTo: present,
        mayTalkTo: [...declared.talksTo, ...declared.mayTalkTo].filter((one) =>
          !present.includes(one)
        ),
      },
      market("mt5"),
      market("price"),
    ],
    clock: systemClock,
    random: seededRandom(1),
    onLog: (record) => log.push(record),
    schedulerStatus: () => scheduler.status(),
  });
  const url = () =>
    eventually(async () => {
      const { children } = await system.snapshot();
      const found = children.find((child) => child.name === "http")?.actor?.detail.url;
      return typeof found === "string" ? found : null;
    }, { what: "the server listening" });
  const get = async (path: string) => await fetch(`${await url()}${path}`);
  const status = async () => statusDocument.parse(await (await get("/status")).json());
  await system.start();
  try {
    await scenario({ system, log, url, get, status });
  } finally {
    await system.stop();
  }
}

function tellTerminalState(system: Supervisor<TestActors>, state: TerminalStatus["state"]): void {
  system.peer("mt5").tell({ type: "terminal_state", state });
}

async function readiness(get: Bench["get"]): Promise<[status: number, detail: string | undefined]> {
  const response = await get("/readyz");
  const body = await response.json();
  return [response.status, body.detail];
}

Deno.test("/status shows the state of every actor, in the documented form", async () => {
  await withServer(0, async ({ status }) => {
    const found = await status();
    assert.deepEqual(
      [found.state, found.mode, found.version, found.demo, found.dataDir],
      ["running", "safety", "3.0.0", true, "data/demo"],
    );
    assert.ok(found.uptimeMs > 0 && found.startedMs !== null);
    assert.deepEqual(found.actors.map(({ name, state, health }) => [name, state, health]), [
      ["http", "running", "ok"],
      ["mt5", "running", "ok"],
      ["price", "running", "ok"],
    ]);
    assert.equal(found.counters.httpRequests, 1);
    assert.equal(found.counters.priceAnswers, 0);
    assert.deepEqual(found.services, [{ name: "MetaTrader 5", health: "ok", reason: null }]);
    assert.deepEqual(found.scheduler?.byPriority.CRITICAL.queued, 0);
    assert.deepEqual(found.scheduler.jobs.map((job) => [job.name, job.priority, job.lastRunMs]), [
      ["update_risk", "CRITICAL", null],
    ]);
    const [shown] = found.terminals;
    assert.deepEqual([shown?.login, shown?.server], ["5012345", "Broker-Demo"]);
    assert.deepEqual([shown?.connection, shown?.roundTripMs], ["syncing", 4.5]);
    assert.equal(shown?.account?.equity, 10_010);
    assert.deepEqual(
      found.symbols.map(({ symbol, bid, ask, stale }) => [symbol, bid, ask, stale]),
      [["EURUSD", 1.1, 1.10012, false], ["BTCUSD", null, null, true]],
    );
    assert.equal(found.freshness.terminals.error, null);
  });
});

Deno.test("/readyz reflects the terminals, /healthz the program", async () => {
  await withServer(0, async ({ system, get }) => {
    assert.deepEqual(await readiness(get), [
      503,
      "No terminal is in sync: 5012345@Broker-Demo is syncing.",
    ]);
    assert.equal((await get("/healthz").then((answer) => answer.json())).status, "ok");
    tellTerminalState(system, "in_sync");
    await eventually(async () => (await readiness(get))[0] === 200);
    tellTerminalState(system, "lost");
    await eventually(async () => (await readiness(get))[0] === 503);
    assert.equal((await get("/healthz").then((answer) => answer.json())).status, "ok");
  });
});

Deno.test("an actor that hangs makes its last reply outdated, but does not block the page", async () => {
  await withServer(0, async ({ system, get, status }) => {
    await status();
    system.drill("mt5", "hang");
    const found = await status();
    assert.equal(found.terminals.length, 1);
    assert.equal(found.freshness.terminals.error, "mt5 did not answer within 0.5 s");
    assert.ok((found.freshness.terminals.ageMs ?? 0) >= 500);
    assert.equal(found.freshness.symbols.error, null);
    assert.equal((await readiness(get))[0], 503);
  });
});

Deno.test("concurrent requests share one request to the actors, and each gets a response", async () => {
  await withServer(0, async ({ get, status }) => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => get("/status")));
    const bodies = await Promise.all(answers.map((answer) => answer.json()));
    assert.ok(bodies.every((body) => body.terminals.length === 1));
    const asked = (await status()).counters.mt5Answers ?? 0;
    assert.ok(asked >= 1 && asked < 50, `mt5 was asked ${asked} times`);
  });
});

Deno.test("a taken port degrades the system with a reason, and is used when it becomes free", async () => {
  const blocker = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = blocker.addr;
  await withServer(port, async ({ system, log, status, url }) => {
    const { children } = await system.snapshot();
    const http = children.find((child) => child.name === "http")?.actor;
    assert.equal(http?.health, "degraded");
    assert.match(http?.reason ?? "", new RegExp(`port ${port} .*taken.*set HTTP_PORT`));
    await eventually(() => system.state === "degraded");
    blocker.close();
    assert.equal(await url(), `http://127.0.0.1:${port}`);
    await eventually(async () => (await status()).state === "running");
    const told = log.filter((record) => record.code.startsWith("http_")).map((one) => one.code);
    assert.deepEqual(told, ["http_bind_failed", "http_listening"]);
  });
});

const rawRequests: readonly [what: string, request: string, firstLine: RegExp][] = [
  ["a foreign host", "GET /status HTTP/1.1\r\nHost: evil.example\r\n\r\n", / 421 /],
  ["no host", "GET /status HTTP/1.1\r\n\r\n", / 421 /],
  ["no host in HTTP/1.0", "GET /status HTTP/1.0\r\n\r\n", / 421 /],
  ["two hosts", "GET /status HTTP/1.1\r\nHost: {own}\r\nHost: evil.example\r\n\r\n", / 421 /],
  ["a host with a blank", "GET /status HTTP/1.1\r\nHost: a b\r\n\r\n", / 421 /],
  ["a user before the host", "GET /status HTTP/1.1\r\nHost: x@{own}\r\n\r\n", / 421 /],
  ["its own host", "GET /healthz HTTP/1.1\r\nHost: {own}\r\n\r\n", / 200 /],
  ["bytes of TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n", / 400 /],
  ["a path of 100 kB", `GET /${"a".repeat(100_000)} HTTP/1.1\r\nHost: {own}\r\n\r\n`, /^$| 4\d\d /],
];

/** Empty when the server closed the connection before the whole request had arrived. */
async function firstLineFrom(connection: Deno.TcpConn): Promise<string> {
  const answer = new Uint8Array(1_024);
  try {
    const length = await connection.read(answer) ?? 0;
    return new TextDecoder().decode(answer.subarray(0, length)).split("\r\n")[0] ?? "";
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionReset) return "";
    throw error;
  }
}

Deno.test("hostile bytes are refused and do no harm", async (step) => {
  await withServer(0, async ({ url, status }) => {
    const { host, hostname, port } = new URL(await url());
    for (const [what, request, firstLine] of rawRequests) {
      await step.step(what, async () => {
        using connection = await Deno.connect({ hostname, port: Number(port) });
        const writer = connection.writable.getWriter();
        await writer.write(new TextEncoder().encode(request.replaceAll("{own}", host)));
        assert.match(await firstLineFrom(connection), firstLine);
      });
    }
    const found = await status();
    assert.equal(found.actors.find((one) => one.name === "http")?.restarts, 0);
    assert.equal(found.counters.httpRequestsRefused, 6);
  });
});

Deno.test("the server stops in time even if a client keeps its connection open", async () => {
  const held: Deno.TcpConn[] = [];
  const log: LogRecord[] = [];
  await withServer(0, async (bench) => {
    const { hostname, port, host } = new URL(await bench.url());
    const connection = await Deno.connect({ hostname, port: Number(port) });
    held.push(connection);
    await connection.write(
      new TextEncoder().encode(`GET /healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`),
    );
    await connection.read(new Uint8Array(1_024));
    await connection.write(new TextEncoder().encode("GET /status HTTP/1.1\r\nHos"));
    await bench.system.stop();
    log.push(...bench.log);
  });
  for (const connection of held) connection.close();
  assert.deepEqual(log.filter((record) => record.code === "actor_stop_timeout"), []);
});
