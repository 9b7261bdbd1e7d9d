/**
 * Both ports are flooded in every way at once, while a terminal trades a demo account: its ticks go
 * on, orders are filled, a halt takes effect and trading is resumed. What the flood costs is
 * bounded by comparison with the same bridge before it, and with what the flood has sent.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { statusDocument } from "../../src/http/status_document.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import type { FloodReport, FloodTarget } from "../support/flood_protocol.ts";

const symbol = "BTCUSD";
const account = `/api/v1/terminals/${encodeURIComponent("9000001@Simulated")}`;

const settings = {
  TRADING_MODE: "live",
  LIVE_ACCOUNT: "9000001",
  LIVE_ACCOUNT_TYPE: "demo",
  STRATEGIES: "",
  MAX_ORDERS_PER_MINUTE: "1000",
  WIDE_LIMITS: "MAX_ORDERS_PER_MINUTE",
};

/** A port that is taken by others is no answer. */
const commandTimeoutMs = 30_000;

interface Reply {
  readonly status: number;
  readonly text: string;
}

/** Sends commands as the trader's program does, and reads what the bridge says of itself. */
class Trader {
  readonly #bridge: BridgeProcess;
  readonly #token: string;
  #keys = 0;

  constructor(bridge: BridgeProcess, token: string) {
    this.#bridge = bridge;
    this.#token = token;
  }

  async command(path: string, body: unknown = {}): Promise<Reply> {
    this.#keys += 1;
    const response = await fetch(`http://127.0.0.1:${this.#bridge.httpPort}${path}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${this.#token}`,
        "idempotency-key": `command-${this.#keys}`,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(commandTimeoutMs),
    });
    return { status: response.status, text: await response.text() };
  }

  async order(): Promise<Reply> {
    const found = JSON.parse(await this.#read(`/api/v1/prices?symbol=${symbol}`));
    const [price] = z.array(z.object({ bid: z.number() })).parse(found);
    assert.ok(price);
    const stopLoss = Math.round(price.bid * 0.95);
    const order = { symbol, type: "buy", volumeLots: 0.01, stopLoss };
    return await this.command(`${account}/orders`, order);
  }

  /** An order, its close, a halt that takes effect, and the end of it. Returns how long it took. */
  async round(): Promise<number> {
    const sinceMs = performance.now();
    const placed = await this.order();
    assert.equal(placed.status, 200, placed.text);
    assert.equal(JSON.parse(placed.text).state, "filled", placed.text);
    const closed = await this.command(`${account}/close-all`);
    assert.equal(closed.status, 200, closed.text);
    const halted = await this.command("/api/v1/risk/halt");
    assert.equal(halted.status, 200, halted.text);
    const refused = await this.order();
    assert.equal(refused.status, 422, refused.text);
    assert.match(refused.text, /Trading is halted/);
    const resumed = await this.command("/api/v1/risk/resume", { cause: "command" });
    assert.equal(resumed.status, 200, resumed.text);
    return performance.now() - sinceMs;
  }

  /** With the token: connections without one may be closed for others of the flood. */
  async #read(path: string): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${this.#bridge.httpPort}${path}`, {
      headers: { authorization: `Bearer ${this.#token}` },
      signal: AbortSignal.timeout(commandTimeoutMs),
    });
    return await response.text();
  }

  async figures() {
    const atMs = performance.now();
    const status = statusDocument.parse(JSON.parse(await this.#read("/status")));
    const metrics = await this.#read("/metrics");
    const figure = (name: string) =>
      Number(new RegExp(`^mt5_bridge_process_${name} (.+)$`, "m").exec(metrics)?.[1]);
    return {
      atMs,
      status,
      memoryBytes: figure("resident_memory_bytes"),
      cpuMs: 1_000 * figure("cpu_seconds_total"),
    };
  }
}

type Figures = Awaited<ReturnType<Trader["figures"]>>;

function ticksPerMs(from: Figures, to: Figures): number {
  const ticks = to.status.counters["link_ticks"]! - from.status.counters["link_ticks"]!;
  return ticks / (to.atMs - from.atMs);
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** The flood on both ports, until it is disposed of. */
class Flood implements Disposable {
  readonly #worker = new Worker(new URL("../support/flood_worker.ts", import.meta.url), {
    type: "module",
  });

  constructor(target: FloodTarget) {
    this.#worker.postMessage(target);
  }

  async report(): Promise<FloodReport> {
    const reported = new Promise<FloodReport>((resolve) => {
      this.#worker.onmessage = ({ data }) => resolve(data);
    });
    this.#worker.postMessage("report");
    return await reported;
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}

async function started(bridge: BridgeProcess): Promise<Trader> {
  await bridge.says(/synced: 0 positions/);
  const token = await Deno.readTextFile(join(bridge.dir, "data", "demo", "api-token"));
  const trader = new Trader(bridge, token.trim());
  await eventually(async () => {
    const first = await trader.order();
    assert.equal(first.status, 200, first.text);
    return true;
  }, { what: "the first order" });
  return trader;
}

async function rounds(trader: Trader, count: number) {
  const from = await trader.figures();
  const tookMs: number[] = [];
  for (let round = 0; round < count; round += 1) tookMs.push(await trader.round());
  return { from, to: await trader.figures(), tookMs };
}

/** The Expert Advisor allows ten orders a minute, and one more round follows. */
const roundsBefore = 3;
const roundsDuring = 4;

/** Enough of each kind to fill every bound of the bridge, and to show in its memory. */
const attacksOfEachKind = 20;
const sentBytesMin = 600_000_000;

/** Without bounds, commands would wait for the flood, and memory hold all that it sent. */
const slowdownMax = 50;
const memoryShareMax = 1 / 3;
/** A refusal costs little processor time beside what the bridge is there for. */
const attacksPerRoundMin = 5;
const tickShareMin = 1 / 3;

Deno.test("floods of both ports leave ticks, orders, halt and resume working, at a bounded cost", async () => {
  await using bridge = new BridgeProcess({
    args: ["demo", "--speed", "30", "--symbols", symbol],
    settings,
  });
  const trader = await started(bridge);
  const linkPort = Number(/Waiting for terminals on \S+:(\d+)/.exec(bridge.output)?.[1]);
  const before = await rounds(trader, roundsBefore);
  using flood = new Flood({ linkPort, httpPort: bridge.httpPort });
  await eventually(async () =>
    Object.values((await flood.report()).attacks).every((count) => count > 0)
  );
  const during = await rounds(trader, roundsDuring);
  await eventually(async () => {
    const { attacks, sentBytes } = await flood.report();
    return Object.values(attacks).every((count) => count >= attacksOfEachKind) &&
      sentBytes >= sentBytesMin;
  }, { withinMs: 300_000, what: "the whole flood" });
  const after = await trader.figures();
  const { attacks, notConnected, sentBytes } = await flood.report();
  const total = Object.values(attacks).reduce((sum, count) => sum + count, 0);
  assert.ok(notConnected < total / 2, `${notConnected} of ${total} attacks had no connection`);

  const slowdown = median(during.tookMs) / median(before.tookMs);
  assert.ok(slowdown < slowdownMax, `commands took ${slowdown.toFixed(1)} times as long`);
  const ticks = ticksPerMs(before.to, after) / ticksPerMs(before.from, before.to);
  assert.ok(ticks > tickShareMin, `${ticks.toFixed(2)} of the ticks a second`);
  const grownBytes = after.memoryBytes - before.to.memoryBytes;
  assert.ok(grownBytes < sentBytes * memoryShareMax, `${grownBytes} bytes of ${sentBytes} sent`);
  const roundCpuMs = (before.to.cpuMs - before.from.cpuMs) / roundsBefore;
  const attackCpuMs = (after.cpuMs - before.to.cpuMs - roundsDuring * roundCpuMs) / total;
  assert.ok(
    attackCpuMs * attacksPerRoundMin < roundCpuMs,
    `an attack costs ${attackCpuMs} ms of processor time, a round of commands ${roundCpuMs}`,
  );

  const { counters, terminals: [terminal], actors } = after.status;
  assert.deepEqual([terminal?.sequenceGaps, terminal?.connects], [0, 1]);
  assert.deepEqual(actors.filter(({ restarts }) => restarts > 0), []);
  assert.ok(counters["link_refused_connections"]! >= attacks.link_bad_handshakes);
  // Most are refused before they are read, because the flood itself takes all places.
  assert.ok(counters["httpWrongTokens"]! > 0);
  assert.equal(counters["httpRequestsFailed"], 0);
  flood[Symbol.dispose]();
  await trader.round();
});
