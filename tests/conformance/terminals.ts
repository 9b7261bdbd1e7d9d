/**
 * The terminals that must look the same to a bridge: the Expert Advisor's real source in a hosted
 * terminal, the simulated terminal, and one that was written from docs/protocol.md alone, in
 * another language. Same market, same account, all over real ZeroMQ.
 */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { accountFiles } from "../support/account_files.ts";
import { MarketPlayback } from "../../src/simulation/playback.ts";
import type { MarketFeed } from "../../src/simulation/market/feed.ts";
import { SeededMarket } from "../../src/simulation/market/seeded_market.ts";
import type { ExpertCaps } from "../../src/simulation/expert/opening_checks.ts";
import type {
  BrokerDeal,
  BrokerInput,
  BrokerOrder,
  BrokerPosition,
} from "../../src/simulation/trading/mod.ts";
import { brokerMs } from "../../src/models/mod.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { expertProgram, ExpertStage } from "../../tools/mql5_host/expert_stage.ts";
import { lacks } from "../../tools/test_needs.ts";
import { runTerminal, terminalConfig } from "../support/running_terminal.ts";

export interface RunningLife extends AsyncDisposable {
  /** The next request for the symbol's history gets the reply "loading". */
  load(symbol: string): Promise<void>;
  /** The terminal has received the bridge's reject. */
  isRejected(): boolean;
  /** Applies an event at the broker: a fault, a manual trade. */
  apply(input: BrokerInput): Promise<void>;
  /** The actual state and history at the broker. */
  truth(): Promise<Truth>;
  /** The terminal's connection to its broker. */
  setConnected(isConnected: boolean): Promise<void>;
  /** The Algo Trading button. */
  setAlgoTrading(isAllowed: boolean): Promise<void>;
  /** Kills the terminal and restarts it with its files. */
  restart(): Promise<void>;
}

export interface Truth {
  readonly positions: readonly BrokerPosition[];
  readonly orders: readonly BrokerOrder[];
  readonly deals: readonly BrokerDeal[];
  readonly balance: number;
  /** The terminal's intent log. */
  readonly intents: readonly string[];
}

export interface StageOptions {
  readonly speed?: number;
  /** The ticks of each symbol, in the market's own minutes. */
  readonly ticksPerMinute?: number;
  readonly marginMode?: "netting" | "hedging";
  /** Without the broker's suffix. */
  readonly symbols?: readonly string[];
  readonly caps?: Partial<ExpertCaps>;
}

const caps: ExpertCaps = { lotsMax: 50, ordersPerMinuteMax: 1_000, silenceMsMax: 60_000 };

/** A terminal with its market, which outlives the terminal. */
export interface TerminalStage extends AsyncDisposable {
  readonly feed: MarketFeed;
  /** The server time. */
  nowMs(): number;
  start(): Promise<RunningLife>;
}

export interface TerminalKind {
  readonly name: string;
  readonly ignore: boolean;
  stage(linkPort: number, options?: StageOptions): TerminalStage;
}

export const balance = 100_000;

// Compiled before any market starts: one that runs fast would be hours ahead afterwards.
if (!lacks("cpp_compiler")) await expertProgram();

/** The whole lifetime of an account. */
const always = { fromMs: brokerMs(0), toMs: brokerMs(Number.MAX_SAFE_INTEGER) };

const usualMarket = {
  seed: 5,
  symbols: ["EURUSD", "USDJPY", "BTCUSD"],
  suffix: ".m",
  forexSession: "always",
  ticksPerMinute: 6_000,
} as const;

function marketOf({ symbols, ticksPerMinute }: StageOptions) {
  return {
    ...usualMarket,
    symbols: symbols ?? usualMarket.symbols,
    ticksPerMinute: ticksPerMinute ?? usualMarket.ticksPerMinute,
  };
}

type Switched = Extract<BrokerInput, { kind: "switches" }>["switches"];

function simulatedStage(linkPort: number, options: StageOptions = {}): TerminalStage {
  const { speed = 1, marginMode = "hedging" } = options;
  const market = marketOf(options);
  const nowMs = systemClock.nowMs();
  const anchor = { realUtcMs: nowMs, simulatedUtcMs: nowMs };
  const playback = new MarketPlayback({ speed, anchor }, systemClock);
  return {
    feed: new SeededMarket({ ...market, accountCurrency: "USD" }),
    nowMs: () => {
      playback.advance();
      return playback.nowMs;
    },
    start: async () => {
      const source = { kind: "market", ...market, speed, anchor } as const;
      const config = terminalConfig({ linkPort, source, caps: { ...caps, ...options.caps } });
      const terminal = await runTerminal({
        ...config,
        identity: { ...config.identity, marginMode, balance },
      });
      const switched = async (switches: Switched) =>
        void await terminal.ask.misbehave({ broker: [{ kind: "switches", switches }] });
      return {
        load: async () => void await terminal.ask.misbehave({ loadingCalls: 1 }),
        isRejected: () => terminal.status().state === "rejected",
        apply: async (input) => void await terminal.ask.misbehave({ broker: [input] }),
        restart: async () => void await terminal.ask.misbehave({ isRestarted: true }),
        truth: async () => {
          const { account, files, ...truth } = await terminal.ask.broker_truth({});
          const intents = files.intents.map(({ intent }) => intent);
          return { ...truth, balance: account.balance, intents };
        },
        setConnected: (isConnected) => switched({ isConnected }),
        setAlgoTrading: (isAlgoAllowedByTerminal) => switched({ isAlgoAllowedByTerminal }),
        [Symbol.asyncDispose]: () => terminal[Symbol.asyncDispose](),
      };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** A program that the tests' platform hosts. */
interface Hosted {
  /** Null for the Expert Advisor, which is compiled. */
  readonly program: string | null;
  /** Its intent log, relative to its folder. */
  readonly intentLog: string;
  /** The intent of a line of it. */
  intentOf(line: string): string | undefined;
}

const expertAdvisor: Hosted = {
  program: null,
  intentLog: `${accountFiles("5012345", "Simulated-Demo")}.intents`,
  intentOf: (line) => line.split("\t")[1],
};

const thirdParty: Hosted = {
  program: fileURLToPath(new URL("third_party/terminal.py", import.meta.url)),
  intentLog: "intents.jsonl",
  intentOf: (line) => line === "" ? undefined : JSON.parse(line).intent,
};

function intentsOf({ folder }: ExpertStage, { intentLog, intentOf }: Hosted): readonly string[] {
  const path = join(folder, intentLog);
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8").split("\n").flatMap((line) => intentOf(line) ?? []);
}

function hostedStage(
  hosted: Hosted,
  linkPort: number,
  options: StageOptions = {},
): TerminalStage {
  const { speed = 1, marginMode = "hedging" } = options;
  const market = marketOf(options);
  const { lotsMax, ordersPerMinuteMax, silenceMsMax } = { ...caps, ...options.caps };
  const stage = new ExpertStage({
    linkPort,
    speed,
    ...market,
    ...(hosted.program === null ? {} : { program: hosted.program }),
    deposit: balance,
    account: { marginMode },
    inputs: {
      InpMaxLots: lotsMax,
      InpMaxOrdersPerMinute: ordersPerMinuteMax,
      InpMaxSilenceSeconds: silenceMsMax / 1_000,
    },
  });
  return {
    feed: stage.feed,
    nowMs: () => {
      stage.playback.advance(0);
      return stage.playback.nowMs;
    },
    start: async () => {
      let terminal = await stage.start();
      return {
        load: (symbol) => Promise.resolve(terminal.setLoading(symbol, true, 4401)),
        isRejected: () => terminal.program.journal.some((line) => line.startsWith("rejected:")),
        apply: (input) => Promise.resolve(terminal.apply(input)),
        restart: async () => {
          await terminal.kill();
          terminal = await stage.start();
        },
        truth: () =>
          Promise.resolve({
            positions: stage.broker.positions(),
            orders: stage.broker.orders(),
            deals: stage.broker.deals(always),
            balance: stage.broker.account().balance,
            intents: intentsOf(stage, hosted),
          }),
        setConnected: (isConnected) => Promise.resolve(terminal.setConnected(isConnected)),
        setAlgoTrading: (isAllowed) => Promise.resolve(terminal.setAlgoTrading(isAllowed)),
        [Symbol.asyncDispose]: () => terminal[Symbol.asyncDispose](),
      };
    },
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

export const terminalKinds: readonly TerminalKind[] = [
  { name: "simulated terminal", ignore: false, stage: simulatedStage },
  {
    name: "Expert Advisor",
    ignore: lacks("cpp_compiler"),
    stage: (port, options) => hostedStage(expertAdvisor, port, options),
  },
  {
    name: "third-party terminal",
    ignore: lacks("python"),
    stage: (port, options) => hostedStage(thirdParty, port, options),
  },
];
