/**
 * A whole system in the test's own process, so that a test can make its actors fail: real workers,
 * real sockets, a real store, and a simulated terminal over ZeroMQ.
 */

import assert from "node:assert/strict";
import { goodBehaviour, type Misbehaviour } from "../../src/simulation/misbehaviour.ts";
import type { PriceSource } from "../../src/simulation/price_source.ts";
import type { TerminalConfig } from "../../actors/simulated_terminal/protocol.ts";
import { loadSettings, mistakeSentence, type Settings } from "../../src/config/mod.ts";
import { type StatusDocument, statusDocument } from "../../src/http/status_document.ts";
import type { LogRecord } from "../../src/models/logger.ts";
import { err, ok } from "../../src/models/mod.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { assembleSystem, type System } from "../../src/system.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./free_port.ts";
import { ownProgram } from "./own_program.ts";

export const stageToken = "a-token-of-the-stage";

export interface StageOptions {
  /** Settings by key, as in `.env`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What the simulated terminal plays; null for no terminal. */
  readonly source?: PriceSource | null;
  /** Other terminals instead of that one. */
  readonly terminals?: readonly Partial<TerminalConfig["identity"]>[];
  /** Faults of the simulated terminal from the start. */
  readonly misbehaviour?: Partial<Misbehaviour>;
}

export class BridgeStage implements AsyncDisposable {
  readonly settings: Settings;
  readonly system: System;
  readonly log: LogRecord[] = [];
  /** What is found when the settings are read again. */
  written: Readonly<Record<string, string>> = {};
  readonly dataDir = Deno.makeTempDirSync({ prefix: "bridge-stage-" });

  /** The ports are looked for once. */
  readonly #fixed = { HTTP_PORT: String(freePort()), MT5_LINK_PORT: String(freePort()) };

  constructor(
    { settings = {}, source = randomMarket(), misbehaviour = {}, terminals = [{}] }: StageOptions,
  ) {
    const read = readSettings(this.dataDir, { ...this.#fixed, ...settings });
    assert.ok(read.ok, JSON.stringify(read));
    this.settings = read.value.settings;
    const simulatedTerminals = source === null ? [] : terminals.map((one) => {
      const usual = terminalConfig(this.settings, source, misbehaviour);
      return { ...usual, identity: { ...usual.identity, ...one } };
    });
    this.system = assembleSystem({
      settings: this.settings,
      identity: {
        version: "0.0.0",
        mode: "safety",
        demo: true,
        dataDir: this.dataDir,
        process: { id: Deno.pid, restarts: 0, lastExit: null },
      },
      simulatedTerminals,
      ownProgram,
      readSettings: () => {
        const read = readSettings(this.dataDir, { ...this.#fixed, ...settings, ...this.written });
        return read.ok ? ok(read.value.settings) : err(read.error.map(mistakeSentence));
      },
      clock: systemClock,
      random: seededRandom(1),
      onLog: (record) => this.log.push(record),
    });
  }

  /** The status document, checked against its schema. */
  async status(): Promise<StatusDocument> {
    const response = await fetch(`http://127.0.0.1:${this.settings.http.port}/status`);
    return statusDocument.parse(await response.json());
  }

  /** Waits until the status document satisfies `condition`. */
  async statusWhen(what: string, condition: (status: StatusDocument) => boolean) {
    return await eventually(async () => {
      const status = await this.status();
      return condition(status) && status;
    }, { what });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.system.stop();
    await Deno.remove(this.dataDir, { recursive: true });
  }
}

/** Starts a stage, which ends with the test that declares it `await using`. */
export async function bridgeStage(options: StageOptions = {}): Promise<BridgeStage> {
  const stage = new BridgeStage(options);
  await stage.system.start();
  return stage;
}

/** The shared stages of this realm, by the function that starts them. */
const sharedStages = new Map<() => Promise<BridgeStage>, () => BridgeStage>();

/**
 * One stage for all tests of a file, started before the first, because starting takes longer than
 * most tests. Files of a folder that import the same function for it share one stage, because the
 * whole suite runs them in one realm (`tools/test_parts.ts`). Each test must leave it usable for
 * the next.
 */
export function sharedStage(start: () => Promise<BridgeStage>): () => BridgeStage {
  const known = sharedStages.get(start);
  if (known !== undefined) return known;
  let stage: BridgeStage | null = null;
  const shared = () => stage!;
  sharedStages.set(start, shared);
  Deno.test.beforeAll(async () => {
    stage = await start();
  });
  Deno.test.afterAll(async () => await stage?.[Symbol.asyncDispose]());
  return shared;
}

/** For tests that need nothing but the bridge. */
export async function stageWithoutTerminal(): Promise<BridgeStage> {
  return await bridgeStage({ source: null });
}

/** On paper, with live prices of both symbols, their bars in the store, and strategies at work. */
export async function stageWithPrices(): Promise<BridgeStage> {
  const stage = await bridgeStage({ settings: { TRADING_MODE: "paper" } });
  await stage.statusWhen("a terminal", ({ terminals }) => terminals[0]?.connection === "in_sync");
  await stage.system.scheduler.runJobNow("fetch_prices");
  await stage.statusWhen(
    "prices and analyses",
    ({ symbols, counters }) =>
      symbols.length === 2 && symbols.every(({ state }) => state === "live") &&
      (counters.barsAnalysed ?? 0) > 0,
  );
  return stage;
}

/** A market that runs this many times faster than real time, with two symbols. */
export function randomMarket(speed = 60): Extract<PriceSource, { kind: "market" }> {
  return {
    kind: "market",
    seed: 7,
    symbols: ["EURUSD", "BTCUSD"],
    suffix: "",
    forexSession: "always",
    ticksPerMinute: 60,
    speed,
    anchor: null,
  };
}

function readSettings(dataDir: string, given: Readonly<Record<string, string>>) {
  return loadSettings({
    homeDir: dataDir,
    envFile: null,
    strategyProblem: () => null,
    commandLine: {},
    environment: {
      DATA_DIR: dataDir,
      FOREX_PAIRS: "EURUSD",
      FOREX_TIMEFRAME: "M1",
      CRYPTO_PAIRS: "BTCUSD",
      CRYPTO_TIMEFRAME: "1",
      BACKFILL_BARS: "100",
      PRICE_FETCH_INTERVAL: "1",
      MAX_WORKERS: "2",
      API_TOKEN: stageToken,
      MT5_LINK_TOKEN: stageToken,
      ...given,
    },
  });
}

function terminalConfig(
  { link }: Settings,
  source: PriceSource,
  misbehaviour: Partial<Misbehaviour>,
): TerminalConfig {
  return {
    linkHost: link.host,
    linkPort: link.port,
    identity: {
      token: link.token.reveal(),
      login: "5012345",
      server: "Stage",
      company: "Stage broker",
      currency: "USD",
      leverage: 100,
      marginMode: "hedging",
      tradeMode: "demo",
      balance: 10_000,
    },
    source,
    misbehaviour: { ...goodBehaviour, ...misbehaviour },
    faultSeed: 1,
    pollMs: 10,
    reconnect: { firstMs: 20, factor: 2, maxMs: 200, jitter: 0.2 },
  };
}
