/**
 * The live stream under load: 200 clients of one http actor, 2,000 price changes per second, and
 * one more client that reads nothing. `--minutes N` makes it run that long, which shows whether
 * memory stays constant. Delivery is measured from the change at its source to its arrival at a
 * client, through actor and socket.
 */

import { type Actors, declaredPeers } from "../actors/actor_map.ts";
import { supervised } from "../actors/http/mod.ts";
import type { PriceChange } from "../actors/http/protocol.ts";
import { brokerMs, symbolName, terminalId } from "../src/models/mod.ts";
import { loadSettings } from "../src/config/mod.ts";
import { sleep, systemClock } from "../src/runtime/clock.ts";
import { seededRandom } from "../src/runtime/random.ts";
import { Supervisor } from "../src/runtime/supervisor.ts";
import { type BenchLine, type BenchOptions, median, percentile, slope } from "./measure.ts";
import type { ClientsCommand, ClientsReport } from "./support/stream_clients_worker.ts";

export const name = "stream";

const clients = 200;
const readers = 10;
const symbols = 100;
const changesPerSecond = 2_000;
const tellEveryMs = 25;
const warmUpMs = 3_000;
const usualSeconds = 16;

export async function run({ minutes }: BenchOptions): Promise<readonly BenchLine[]> {
  const seconds = minutes === null ? usualSeconds : minutes * 60;
  const system = httpAlone();
  await system.start();
  const url = `${await urlOf(system)}/api/v1/stream?topics=prices`.replace("http", "ws");
  const worker = new Worker(new URL("./support/stream_clients_worker.ts", import.meta.url), {
    type: "module",
  });
  const command: ClientsCommand = { url, clients, readers };
  worker.postMessage(command);
  using stuck = await stuckClient(url);
  const feed = new Feed(system);
  await feed.run(warmUpMs);
  await reportOf(worker);
  const residentMb: number[] = [];
  for (let second = 0; second < seconds; second += 1) {
    await feed.run(1_000);
    residentMb.push(Deno.memoryUsage().rss / 1e6);
  }
  const report = await reportOf(worker);
  worker.terminate();
  stuck.close();
  await system.stop();
  if (report.connected !== clients || report.closed > 0) {
    throw new Error(`${report.connected} connected, ${report.closed} closed`);
  }
  const load = `${clients} clients, ${feed.toldInAll} changes told, one more client stuck`;
  const half = residentMb.slice(seconds / 2).map((mb, at) => [at / 60, mb] as const);
  return [
    {
      what: `delivery of a price change, ${load}`,
      unit: "ms",
      median: median(report.delaysMs),
      p99: percentile(report.delaysMs, 99),
      samples: report.delaysMs.length,
      aim: "p99 < 250 ms",
    },
    {
      what: "resident memory of the whole process, clients included",
      unit: "MB",
      median: median(residentMb),
      samples: seconds,
    },
    {
      what: "resident memory: slope of the second half",
      unit: "MB/min",
      median: slope(half),
      samples: half.length,
      aim: "flat",
    },
  ];
}

type HttpAlone = Supervisor<Pick<Actors, "http">>;

function httpAlone(): HttpAlone {
  const loaded = loadSettings({
    homeDir: Deno.cwd(),
    envFile: null,
    strategyProblem: () => null,
    commandLine: {},
    environment: {},
  });
  if (!loaded.ok) throw new Error("The default settings do not load");
  return new Supervisor({
    tree: [{
      ...supervised({
        host: "127.0.0.1",
        port: 0,
        token: "",
        readToken: "",
        areReadsOpen: true,
        mcpTrading: "off",
        settings: [],
        strategies: [],
        riskLimits: loaded.value.settings.risk.limits,
        identity: {
          version: "0.0.0",
          mode: "safety",
          demo: true,
          dataDir: "",
          process: { id: Deno.pid, restarts: 0, lastExit: null },
        },
      }),
      talksTo: ["system"],
      mayTalkTo: [
        ...declaredPeers.http.talksTo.filter((name) => name !== "system"),
        ...declaredPeers.http.mayTalkTo,
      ],
    }],
    clock: systemClock,
    random: seededRandom(1),
    onLog: () => {},
    schedulerStatus: () => null,
  });
}

async function urlOf(system: HttpAlone): Promise<string> {
  for (;;) {
    const { children } = await system.snapshot();
    const url = children[0]?.actor?.detail.url;
    if (typeof url === "string") return url;
  }
}

function reportOf(worker: Worker): Promise<ClientsReport> {
  return new Promise((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<ClientsReport>) => resolve(data);
    worker.postMessage("report");
  });
}

/** Opens the stream and never reads from it. */
async function stuckClient(url: string): Promise<Deno.TcpConn> {
  const { hostname, port, host, pathname, search } = new URL(url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  const lines = [
    `GET ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
  ];
  await connection.write(new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
  return connection;
}

/** Stands in for the price actor: sends the changes of a moment together. */
class Feed {
  readonly #system: HttpAlone;
  #told = 0;
  #toldInAll = 0;

  constructor(system: HttpAlone) {
    this.#system = system;
  }

  get toldInAll(): number {
    return this.#toldInAll;
  }

  async run(durationMs: number): Promise<void> {
    this.#told = 0;
    const startMs = systemClock.steadyMs();
    for (;;) {
      const elapsedMs = systemClock.steadyMs() - startMs;
      if (elapsedMs > durationMs) return;
      this.#tell(Math.floor(elapsedMs * changesPerSecond / 1_000) - this.#told);
      await sleep(systemClock, tellEveryMs);
    }
  }

  #tell(count: number): void {
    const utcMs = systemClock.nowMs();
    const prices = Array.from({ length: Math.min(count, symbols) }, (_, at): PriceChange => {
      const symbol = symbolName(`S${(this.#told + at) % symbols}`);
      const bid = 1 + (this.#told + at) / 1e5;
      const times = { brokerMs: brokerMs(utcMs), utcMs, receivedMs: utcMs };
      return { terminal, symbol, bid, ask: bid + 0.0001, ...times };
    });
    this.#told += count;
    this.#toldInAll += count;
    this.#system.peer("http").tell({ type: "prices_changed", prices });
  }
}

const terminal = terminalId("5012345", "Bench");
