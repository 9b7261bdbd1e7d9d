/**
 * From a master's deal to the orders of its followers: three terminals that stream prices of 8
 * symbols, one of them the master, on which somebody trades manually. Measured from when the
 * master's terminal tells of the deal until the request is at a follower's terminal, with all that
 * an order passes: the master is read, risk decides, the terminal checks, the journal is on disk.
 * The same for a close.
 */

import {
  type BrokerSymbol,
  type DealRequest,
  magicNumber,
  type PositionTicket,
  type TerminalId,
  terminalId,
} from "../src/models/mod.ts";
import { sleep, systemClock } from "../src/runtime/clock.ts";
import { systemRandom } from "../src/runtime/random.ts";
import { type BenchLine, median, percentile } from "./measure.ts";
import { BenchBridge, freePort, must } from "./support/bench_bridge.ts";
import { until } from "./support/until.ts";

export const name = "copy";

const symbols = ["EURUSD", "GBPUSD", "AUDUSD", "NZDUSD", "USDJPY", "USDCHF", "USDCAD", "EURGBP"];
const symbol = "EURUSD" as BrokerSymbol;
const ticksPerMinute = 6_000;
const followers = 2;
const warmups = 3;
const samplesWanted = 40;
/** Not exactly a second, because some checks run every second. */
const calmMs = 1_300;
const timeoutMs = 20_000;

function settings(): Readonly<Record<string, string>> {
  const limits = ["MAX_ORDERS_PER_MINUTE", "MAX_DAILY_LOSS_PCT", "MAX_DRAWDOWN_PCT"];
  return {
    ACCOUNTS: "main,one,two",
    ...{ MAIN_LOGIN: "1", MAIN_SERVER: "Bench" },
    ...{ ONE_LOGIN: "2", ONE_SERVER: "Bench", ONE_COPY_FROM: "main", ONE_TRADING_MODE: "live" },
    ...{ ONE_LIVE_ACCOUNT: "2@Bench", ONE_LIVE_ACCOUNT_TYPE: "demo" },
    ...{ TWO_LOGIN: "3", TWO_SERVER: "Bench", TWO_COPY_FROM: "main", TWO_TRADING_MODE: "live" },
    ...{ TWO_LIVE_ACCOUNT: "3@Bench", TWO_LIVE_ACCOUNT_TYPE: "demo" },
    ...{ COPY_SIZE: "1", COPY_STOP_PCT: "1", COPY_MAX_MOVE_PCT: "5", STRATEGIES: "" },
    FOREX_PAIRS: symbols.join(","),
    MT5_LINK_PORT: String(freePort()),
    ...{ MAX_ORDERS_PER_MINUTE: "1000", MAX_DAILY_LOSS_PCT: "100", MAX_DRAWDOWN_PCT: "100" },
    WIDE_LIMITS: limits.join(","),
  };
}

const source = {
  kind: "market",
  seed: 1,
  symbols,
  suffix: "",
  forexSession: "always",
  ticksPerMinute,
  speed: 1,
  anchor: null,
} as const;

class CopyBench {
  readonly #bridge: BenchBridge;
  #requests = 0;

  constructor(bridge: BenchBridge) {
    this.#bridge = bridge;
  }

  async ready(): Promise<void> {
    const trade = this.#bridge.system.supervisor.peer("trade");
    const risk = this.#bridge.system.supervisor.peer("risk");
    await until("two accounts that copy", async () => {
      const links = await trade.ask("copy_links", {}, { timeoutMs });
      return links.ok && links.value.filter(({ state }) => state === "following").length ===
          followers;
    });
    await until("equity that risk knows", async () => {
      const statuses = await risk.ask("risk", {}, { timeoutMs });
      return statuses.ok && statuses.value.filter((one) => one.metrics !== null).length > followers;
    });
  }

  /** How long after the master's deal the order was at each follower; null when one was missed. */
  async timed(act: () => Promise<void>, held: number): Promise<readonly number[] | null> {
    const terminals = Array.from({ length: followers + 1 }, (_, at) => this.#bridge.terminalAt(at));
    for (const terminal of terminals) must(await terminal.ask("forget_times", {}, { timeoutMs }));
    await sleep(systemClock, calmMs + 20 * systemRandom());
    await act();
    const isDone = await this.#shows(held);
    const toldMs = must(await terminals[0]!.ask("trade_told", {}, { timeoutMs }));
    const arrived = await Promise.all(
      terminals.slice(1).map(async (one) =>
        must(await one.ask("order_arrived", {}, { timeoutMs }))
      ),
    );
    return isDone ? arrived.map((atMs) => atMs - toldMs) : null;
  }

  async open(): Promise<void> {
    await this.#trade("buy", null);
  }

  async close(): Promise<void> {
    const { positions } = must(await this.#bridge.terminal.ask("broker_truth", {}, { timeoutMs }));
    await this.#trade("sell", positions[0]!.ticket);
  }

  async #trade(direction: "buy" | "sell", position: PositionTicket | null): Promise<void> {
    const request: DealRequest<BrokerSymbol> = {
      ...{ action: "deal", filling: "ioc", magic: magicNumber("0"), comment: "" },
      ...{ symbol, direction, volumeLots: 0.01, position, price: null, deviationPoints: 1_000 },
      ...{ stopLoss: null, takeProfit: null },
    };
    const id = `hand-${++this.#requests}`;
    const broker = [{ kind: "request", id, origin: "mobile", request } as const];
    must(await this.#bridge.terminal.ask("misbehave", { broker }, { timeoutMs }));
  }

  /** False when a busy machine has made an order too late. */
  async #shows(held: number): Promise<boolean> {
    const trade = this.#bridge.system.supervisor.peer("trade");
    const ids: readonly TerminalId[] = [terminalId("2", "Bench"), terminalId("3", "Bench")];
    const endMs = systemClock.steadyMs() + timeoutMs;
    while (systemClock.steadyMs() < endMs) {
      const accounts = must(await trade.ask("accounts", {}, { timeoutMs }));
      const lists = accounts.filter(({ terminal }) => ids.includes(terminal));
      if (lists.every(({ positions }) => positions.length === held)) return true;
      await sleep(systemClock, 20);
    }
    return false;
  }
}

function line(what: string, samples: readonly number[]): BenchLine {
  return {
    what,
    unit: "ms",
    median: median(samples),
    p99: percentile(samples, 99),
    samples: samples.length,
    aim: "median < 10, p99 < 30",
  };
}

export async function run(): Promise<readonly BenchLine[]> {
  await using bridge = await BenchBridge.start({
    ...{ settings: settings(), source, pollMs: 2 },
    terminals: [{ login: "1" }, { login: "2" }, { login: "3" }],
  });
  const bench = new CopyBench(bridge);
  await bench.ready();
  const [opened, closed]: [number[], number[]] = [[], []];
  for (let count = 0; opened.length < samplesWanted * followers; count++) {
    if (count > 3 * samplesWanted) throw new Error("Too many orders were missed");
    const opening = await bench.timed(() => bench.open(), 1);
    const closing = await bench.timed(() => bench.close(), 0);
    if (count < warmups || opening === null || closing === null) continue;
    opened.push(...opening);
    closed.push(...closing);
  }
  return [
    line("master's deal to a follower's order at its terminal, 2 followers", opened),
    line("master's closing deal to a follower's close at its terminal, 2 followers", closed),
  ];
}
