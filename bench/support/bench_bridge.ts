/**
 * A whole bridge in the bench's process: real workers, a real ZeroMQ socket, a real store in a
 * separate folder, and one simulated terminal unless the bench brings its own.
 * `await using bridge = await BenchBridge.start(...)` stops it at the end.
 */

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { SymbolStatus } from "../../actors/price/protocol.ts";
import type { TerminalConfig } from "../../actors/simulated_terminal/protocol.ts";
import { goodBehaviour } from "../../src/simulation/misbehaviour.ts";
import type { PriceSource } from "../../src/simulation/price_source.ts";
import { identityOf } from "../../src/cli/settings/identity.ts";
import { loadSettings, type Settings } from "../../src/config/mod.ts";
import type { Result } from "../../src/models/result.ts";
import type { ActorStatus, Peer } from "../../src/runtime/actor.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { systemRandom } from "../../src/runtime/random.ts";
import { assembleSystem, type System } from "../../src/system.ts";
import { steppedTerminal, type SteppedTerminalProtocol } from "./stepped_terminal.ts";
import { ownProgram } from "./own_program.ts";
import { until } from "./until.ts";

export interface BenchBridgeOptions {
  readonly settings: Readonly<Record<string, string>>;
  /** What the simulated terminal plays; null for no terminal. */
  readonly source: PriceSource | null;
  /** How long the terminal collects ticks before it sends them. */
  readonly pollMs: number;
  /** The accounts of several terminals, instead of the one of `1@Bench`. */
  readonly terminals?: readonly Pick<TerminalConfig["identity"], "login">[];
  /** The bench advances the terminal's time by itself. */
  readonly hasLeapingTime?: boolean;
  /** The URL of a module with the bench's own strategies. */
  readonly strategyRunner?: string;
}

/** Longer than anything a bench waits for. */
const askMs = 30_000;

export class BenchBridge implements AsyncDisposable {
  readonly system: System;
  readonly #dataDir = Deno.makeTempDirSync({ prefix: "bridge-bench-" });
  #file: DatabaseSync | null = null;

  constructor(options: BenchBridgeOptions) {
    const { settings, source, pollMs, strategyRunner, hasLeapingTime = false } = options;
    const { terminals = [{}] } = options;
    const loaded = benchSettings(this.#dataDir, settings);
    this.system = assembleSystem({
      settings: loaded,
      identity: identityOf(loaded, { isDemo: true, watched: null }),
      simulatedTerminals: [],
      hasLeapingTime,
      ownProgram,
      extraActors: source === null ? [] : terminals.map((one, index) => {
        const config = terminalConfig(loaded, source, pollMs);
        const given = { ...config, identity: { ...config.identity, ...one } };
        return steppedTerminal(given, terminalName(index));
      }),
      ...(strategyRunner === undefined ? {} : { strategyRunner }),
      clock: systemClock,
      random: systemRandom,
      onLog: ({ level, code, source, fields }) => {
        // A busy machine may keep an actor waiting.
        const isExpected = String(fields.error).includes("Crash drill") ||
          fields.code === "ask_timeout";
        if (level === "error" && !isExpected) {
          throw new Error(`${source}: ${code} ${JSON.stringify(fields)}`);
        }
      },
    });
  }

  /** Resolves when every symbol is live. */
  static async start(options: BenchBridgeOptions): Promise<BenchBridge> {
    const bridge = new BenchBridge(options);
    await bridge.system.start();
    await until("live prices", async () => allLive(await bridge.symbols()));
    return bridge;
  }

  get terminal(): Peer<SteppedTerminalProtocol> {
    return this.terminalAt(0);
  }

  /** One of several. */
  terminalAt(index: number): Peer<SteppedTerminalProtocol> {
    // The bench's own, in the place of the bridge's.
    return this.system.supervisor.peer(terminalName(index) as "simulated_terminal") as Peer<never>;
  }

  /** The ticks and bars that the terminal has put on its stream, whether or not they were sent. */
  async streamed(): Promise<{ ticks: number; bars: number }> {
    const { symbols } = must(await this.terminal.ask("market_totals", {}, { timeoutMs: askMs }));
    const sum = (name: "ticks" | "bars") => symbols.reduce((total, one) => total + one[name], 0);
    return { ticks: sum("ticks"), bars: sum("bars") };
  }

  /** The symbols according to the price actor; empty while it is away. */
  async symbols(): Promise<readonly SymbolStatus[]> {
    const price = this.system.supervisor.peer("price");
    const asked = await price.ask("symbols", {}, { timeoutMs: askMs });
    return asked.ok ? asked.value : [];
  }

  /** The current status of an actor. */
  async actor(name: string): Promise<ActorStatus> {
    const { children } = await this.system.supervisor.snapshot();
    const found = children.find((child) => child.name === name)?.actor;
    if (!found) throw new Error(`No word from ${name}`);
    return found;
  }

  /** The number of stored ticks and the time of the first one, for each symbol. */
  storedTicks(): readonly { symbol: string; firstMs: number; count: number }[] {
    const sql = `SELECT name, min(broker_ms) AS first, count(*) AS count FROM ticks
      JOIN symbols ON symbols.id = symbol_id GROUP BY name`;
    return this.#opened().prepare(sql).all().map(({ name, first, count }) => (
      { symbol: String(name), firstMs: Number(first), count: Number(count) }
    ));
  }

  /** The number of rows in a table, read from the file. */
  rows(table: "bars" | "ticks"): number {
    return Number(this.#read(`SELECT count(*) AS found FROM ${table}`));
  }

  /**
   * The time (UTC) of the newest stored tick of the symbol that was stored first; null when there
   * is none.
   */
  newestTickMs(): number | null {
    const found = this.#read("SELECT max(utc_ms) AS found FROM ticks WHERE symbol_id = 1");
    return found === null ? null : Number(found);
  }

  #read(sql: string): unknown {
    return this.#opened().prepare(sql).get()?.found;
  }

  #opened(): DatabaseSync {
    return this.#file ??= new DatabaseSync(join(this.#dataDir, "bridge.sqlite"), {
      readOnly: true,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#file?.close();
    await this.system.stop();
    await Deno.remove(this.#dataDir, { recursive: true });
  }
}

function terminalName(index: number): string {
  return index === 0 ? "simulated_terminal" : `simulated_terminal_${index + 1}`;
}

export function allLive(symbols: readonly SymbolStatus[]): boolean {
  return symbols.length > 0 && symbols.every(({ state }) => state === "live");
}

/** The value of a result that must not be an error. */
export function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  return listener.addr.port;
}

function benchSettings(dataDir: string, given: Readonly<Record<string, string>>): Settings {
  const environment = {
    DATA_DIR: dataDir,
    CRYPTO_ENABLED: "false",
    FOREX_TIMEFRAME: "M1",
    BACKFILL_BARS: "100",
    HTTP_PORT: String(freePort()),
    MT5_LINK_PORT: String(freePort()),
    MT5_LINK_TOKEN: "token-of-the-bench",
    ...given,
  };
  const home = { homeDir: dataDir, envFile: null, commandLine: {}, strategyProblem: () => null };
  return must(loadSettings({ ...home, environment })).settings;
}

function terminalConfig({ link }: Settings, source: PriceSource, pollMs: number): TerminalConfig {
  return {
    linkHost: link.host,
    linkPort: link.port,
    identity: {
      token: link.token.reveal(),
      login: "1",
      server: "Bench",
      company: "Bench",
      currency: "USD",
      leverage: 100,
      marginMode: "hedging",
      tradeMode: "demo",
      balance: 10_000,
    },
    caps: { lotsMax: 100, ordersPerMinuteMax: 100_000, silenceMsMax: 60_000 },
    source,
    misbehaviour: goodBehaviour,
    faultSeed: 1,
    pollMs,
    reconnect: { firstMs: 20, factor: 2, maxMs: 200, jitter: 0.2 },
  };
}
