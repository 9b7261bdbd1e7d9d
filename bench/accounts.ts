/**
 * Eight accounts, each with a terminal of 28 symbols, in one bridge: a process of its own with the
 * program's flags. How many ticks it stores, what it has in memory, and how long orders of the
 * other accounts take while one terminal floods it. The terminals run in the bench's process, so on
 * two cores they compete with the bridge. An order is measured from the request to the answer of
 * the API.
 */

import { fileURLToPath } from "node:url";
import { supervised } from "../actors/simulated_terminal/mod.ts";
import type { TerminalConfig } from "../actors/simulated_terminal/protocol.ts";
import type { StatusDocument } from "../src/http/status_document.ts";
import { goodBehaviour } from "../src/simulation/misbehaviour.ts";
import { sleep, systemClock } from "../src/runtime/clock.ts";
import { type BenchLine, median, percentile } from "./measure.ts";
import { freePort } from "./support/bench_bridge.ts";
import { until } from "./support/until.ts";

export const name = "accounts";

const root = fileURLToPath(new URL("..", import.meta.url));
const currencies = ["EUR", "GBP", "AUD", "NZD", "USD", "CAD", "CHF", "JPY"];
/** Every pair of the eight currencies: 28. */
const symbols = currencies.flatMap((base, index) =>
  currencies.slice(index + 1).map((quote) => base + quote)
);
const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
const token = "token-of-the-accounts-bench";
/** What a terminal sends that goes on as usual, and one that floods. */
const usualPerSecond = 200;
const floodPerSecond = 20_000;
const settleMs = 5_000;
const measuredMs = 10_000;
const ordersTimed = 60;

interface Servers {
  readonly http: number;
  readonly link: number;
}

function environment(dataDir: string, { http, link }: Servers): Record<string, string> {
  const all = {
    DATA_DIR: dataDir,
    HTTP_PORT: String(http),
    MT5_LINK_PORT: String(link),
    MT5_LINK_TOKEN: token,
    API_TOKEN: token,
    ACCOUNTS: numbers.map((one) => `a${one}`).join(","),
    FOREX_PAIRS: symbols.join(","),
    CRYPTO_ENABLED: "false",
    STRATEGIES: "",
    BACKFILL_BARS: "50",
    TRADING_MODE: "live",
    MAX_ORDERS_PER_MINUTE: "1000",
    MAX_DAILY_LOSS_PCT: "100",
    MAX_DRAWDOWN_PCT: "100",
    WIDE_LIMITS: "MAX_ORDERS_PER_MINUTE,MAX_DAILY_LOSS_PCT,MAX_DRAWDOWN_PCT",
    DASHBOARD_OPEN: "never",
  };
  const own = numbers.map((one) => ({
    [`A${one}_LOGIN`]: String(one),
    [`A${one}_SERVER`]: "Bench",
    [`A${one}_LIVE_ACCOUNT`]: `${one}@Bench`,
    [`A${one}_LIVE_ACCOUNT_TYPE`]: "demo",
  }));
  return Object.assign(all, ...own);
}

function terminalConfig(number: number, linkPort: number, perSecond: number): TerminalConfig {
  return {
    linkHost: "127.0.0.1",
    linkPort,
    identity: {
      ...{ token, login: String(number), server: "Bench", company: "Bench", currency: "USD" },
      ...{ leverage: 100, marginMode: "hedging", tradeMode: "demo", balance: 100_000 },
    },
    caps: { lotsMax: 100, ordersPerMinuteMax: 100_000, silenceMsMax: 60_000 },
    source: {
      ...{ kind: "market", seed: number, symbols, suffix: "", forexSession: "always" },
      ...{ ticksPerMinute: perSecond * 60 / symbols.length, speed: 1, anchor: null },
    },
    misbehaviour: goodBehaviour,
    faultSeed: number,
    pollMs: 5,
    reconnect: { firstMs: 50, factor: 2, maxMs: 500, jitter: 0.2 },
  };
}

function startTerminal(number: number, linkPort: number, perSecond: number): Worker {
  const spec = supervised(terminalConfig(number, linkPort, perSecond));
  const worker = spec.spawn();
  worker.postMessage({ kind: "start", name: spec.name, config: spec.config, ports: {} });
  return worker;
}

class AccountsBridge implements AsyncDisposable {
  readonly #dataDir = Deno.makeTempDirSync({ prefix: "accounts-bench-" });
  readonly #ports: Servers = { http: freePort(), link: freePort() };
  readonly #process: Deno.ChildProcess;
  readonly #terminals = new Map<number, Worker>();
  #keys = 0;

  constructor() {
    const { tasks } = JSON.parse(Deno.readTextFileSync(`${root}/deno.json`));
    const [, ...args] = String(tasks.start.command).split(" ");
    this.#process = new Deno.Command(Deno.execPath(), {
      args: [...args, "run", "--no-watchdog"],
      cwd: root,
      env: environment(this.#dataDir, this.#ports),
      ...{ stdin: "null", stdout: "null", stderr: "inherit" },
    }).spawn();
    for (const number of numbers) this.connect(number, usualPerSecond);
  }

  /** In the place of the terminal that was there. */
  connect(number: number, perSecond: number): void {
    this.#terminals.get(number)?.terminate();
    this.#terminals.set(number, startTerminal(number, this.#ports.link, perSecond));
  }

  async allLive(): Promise<void> {
    await until("all symbols of all accounts", async () => {
      const status = await this.status().catch(() => null);
      const live = status?.symbols.filter(({ state }) => state === "live") ?? [];
      return live.length === numbers.length * symbols.length;
    }, 500);
  }

  async status(): Promise<StatusDocument> {
    return await (await fetch(`http://127.0.0.1:${this.#ports.http}/status`)).json();
  }

  async stored(): Promise<number> {
    const { actors } = await this.status();
    const detail = actors.find((one) => one.name === "price")?.detail;
    return (detail?.["ticks"] as { stored: number } | undefined)?.stored ?? 0;
  }

  /** The memory of the process alone. Linux only. */
  residentMb(): number {
    const text = Deno.readTextFileSync(`/proc/${this.#process.pid}/status`);
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1]) / 1_024;
  }

  async #post(path: string, body: unknown): Promise<Response> {
    return await fetch(`http://127.0.0.1:${this.#ports.http}/api/v1${path}`, {
      method: "POST",
      headers: {
        "authorization": `Bearer ${token}`,
        "content-type": "application/json",
        "idempotency-key": `bench-${++this.#keys}`,
      },
      body: JSON.stringify(body),
    });
  }

  /** Null when it was refused. */
  async orderMs(number: number): Promise<number | null> {
    const account = `/terminals/${encodeURIComponent(`${number}@Bench`)}`;
    const startMs = systemClock.steadyMs();
    const order = { symbol: "EURUSD", type: "buy", volumeLots: 0.01, stopLoss: 1 };
    const answer = await this.#post(`${account}/orders`, order);
    const tookMs = systemClock.steadyMs() - startMs;
    await answer.body?.cancel();
    const closed = await this.#post(`${account}/close-all`, {});
    await closed.body?.cancel();
    return answer.ok ? tookMs : null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const worker of this.#terminals.values()) worker.terminate();
    this.#process.kill();
    await this.#process.status;
    await Deno.remove(this.#dataDir, { recursive: true });
  }
}

interface Phase {
  readonly storedPerSecond: number;
  readonly residentMb: number;
  readonly ordersMs: readonly number[];
  readonly gaps: number;
}

async function phase(bridge: AccountsBridge): Promise<Phase> {
  await sleep(systemClock, settleMs);
  const [before, startMs] = [await bridge.stored(), systemClock.steadyMs()];
  await sleep(systemClock, measuredMs);
  const storedPerSecond = (await bridge.stored() - before) * 1_000 /
    (systemClock.steadyMs() - startMs);
  const ordersMs: number[] = [];
  for (let count = 0; count < 2 * ordersTimed && ordersMs.length < ordersTimed; count++) {
    // Never the first account, whose terminal may flood.
    const tookMs = await bridge.orderMs(numbers[1 + count % (numbers.length - 1)]!);
    if (tookMs !== null) ordersMs.push(tookMs);
  }
  const { terminals } = await bridge.status();
  const gaps = terminals.reduce((sum, one) => sum + one.sequenceGaps, 0);
  return { storedPerSecond, residentMb: bridge.residentMb(), ordersMs, gaps };
}

function linesOf(what: string, { storedPerSecond, residentMb, ordersMs, gaps }: Phase) {
  const line = (part: string, unit: string, value: number): BenchLine => ({
    ...{ what: `8 terminals, 28 symbols each, ${what}: ${part}`, unit },
    ...{ median: value, samples: 1 },
  });
  return [
    line("stored", "ticks/s", storedPerSecond),
    { ...line("lost in the stream", "gaps", gaps), aim: "0" },
    line("memory of the bridge", "MB", residentMb),
    {
      ...line("order of another account, request to answer", "ms", median(ordersMs)),
      ...{ p99: percentile(ordersMs, 99), samples: ordersMs.length },
    },
  ];
}

export async function run(): Promise<readonly BenchLine[]> {
  await using bridge = new AccountsBridge();
  await bridge.allLive();
  const calm = await phase(bridge);
  bridge.connect(1, floodPerSecond);
  await bridge.allLive();
  const flood = await phase(bridge);
  const later = percentile(flood.ordersMs, 99) - percentile(calm.ordersMs, 99);
  return [
    ...linesOf(`${usualPerSecond} ticks/s each`, calm),
    ...linesOf(`one of them ${floodPerSecond}/s`, flood),
    {
      ...{ what: "orders of other accounts while one terminal floods, p99 later by", unit: "ms" },
      ...{ median: later, samples: flood.ordersMs.length, aim: "<= 20" },
    },
  ];
}
