/**
 * The Expert Advisor's real source in a hosted terminal, with a market and an account at the
 * simulated broker.
 */

import { fileURLToPath } from "node:url";
import { QuoteTape } from "../../src/simulation/quote_tape.ts";
import { MarketPlayback, type Playback } from "../../src/simulation/playback.ts";
import { SeededMarket } from "../../src/simulation/market/seeded_market.ts";
import {
  type AccountRules,
  SimulatedBroker,
  type TradingSymbol,
  tradingSymbol,
} from "../../src/simulation/trading/mod.ts";
import { brokerMs } from "../../src/models/mod.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { compileExpertAdvisor } from "./compile.ts";
import { HostedTerminal, type TerminalOptions } from "./hosted_terminal.ts";
import type { Properties } from "./lines.ts";

/** The deposit is made on an earlier day, so that it is not part of today's changes. */
const fundedBeforeMs = 2 * 86_400_000;

/**
 * The Expert Advisor believes the account's lists some seconds after its start. In most tests that
 * time has passed, so that they need not wait for it.
 */
export const settled = { startPauseMs: 6_000 } as const;

const mql5 = new URL("../../mql5/", import.meta.url);

/** The compiled program; memory addresses and undefined behaviour are checked unless disabled. */
export async function expertProgram({ isSanitized = true } = {}): Promise<string> {
  return await compiled("Experts/MT5Bridge/MT5Bridge.mq5", isSanitized);
}

/** The compiled script of the self-test. */
export async function checkProgram(): Promise<string> {
  return await compiled("Scripts/MT5Bridge/MT5BridgeCheck.mq5", true);
}

async function compiled(path: string, isSanitized: boolean): Promise<string> {
  return await compileExpertAdvisor({
    source: fileURLToPath(new URL(path, mql5)),
    includeFolder: fileURLToPath(new URL("Include", mql5)),
    isSanitized,
  });
}

export interface ExpertStageOptions {
  readonly linkPort: number;
  readonly symbols?: readonly string[];
  readonly suffix?: string;
  readonly ticksPerMinute?: number;
  readonly seed?: number;
  readonly deposit?: number;
  readonly account?: Partial<AccountRules>;
  readonly terms?: Partial<TradingSymbol>;
  readonly inputs?: Properties;
  readonly timerMs?: number;
  readonly pollMs?: number;
  /** How much faster than real time the market runs. */
  readonly speed?: number;
  readonly isSanitized?: boolean;
  /** Another program than the Expert Advisor, which speaks the same lines. */
  readonly program?: string;
}

/** Market, account and folder: everything that survives a restart of the terminal. */
export class ExpertStage implements AsyncDisposable {
  readonly feed: SeededMarket;
  readonly playback: Playback;
  readonly broker: SimulatedBroker;
  readonly #tape: QuoteTape;
  readonly folder = Deno.makeTempDirSync({ prefix: "hosted-" });
  readonly #options: ExpertStageOptions;
  readonly #terminals: HostedTerminal[] = [];

  constructor(options: ExpertStageOptions) {
    this.#options = options;
    const { symbols = ["EURUSD", "BTCUSD"], suffix = "", ticksPerMinute = 12_000, seed = 1 } =
      options;
    this.feed = new SeededMarket({
      seed,
      symbols,
      suffix,
      ticksPerMinute,
      accountCurrency: options.account?.currency ?? "USD",
      forexSession: "always",
    });
    this.playback = new MarketPlayback({ speed: options.speed ?? 1, anchor: null }, systemClock);
    this.broker = new SimulatedBroker({
      account: options.account ?? {},
      symbols: this.feed.symbols.map((symbol) => ({
        ...tradingSymbol(symbol, options.terms),
        ...options.terms,
      })),
      startMs: brokerMs(this.playback.nowMs - fundedBeforeMs),
    });
    const amount = options.deposit ?? 10_000;
    this.broker.apply({ kind: "money", type: "balance", amount, comment: "Deposit" });
    this.#tape = new QuoteTape(this.feed, this.playback.nowMs);
  }

  /** Starts the terminal (again), with the files of its previous runs. */
  async start(overrides: Partial<TerminalOptions> = {}): Promise<HostedTerminal> {
    const { linkPort, inputs, timerMs = 1, pollMs = 2, isSanitized = true } = this.#options;
    const terminal = await HostedTerminal.start({
      program: this.#options.program ?? await expertProgram({ isSanitized }),
      folder: this.folder,
      inputs: { InpPort: linkPort, InpToken: "secret", InpTimerMs: 1, ...inputs },
      feed: this.feed,
      playback: this.playback,
      speed: this.#options.speed ?? 1,
      broker: this.broker,
      tape: this.#tape,
      account: { login: "5012345", server: "Simulated-Demo", company: "Simulated Broker" },
      timerMs,
      pollMs,
      quirks: this.#options.program === undefined ? settled : {},
      ...overrides,
    });
    this.#terminals.push(terminal);
    return terminal;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const terminal of this.#terminals) await terminal.kill();
    await Deno.remove(this.folder, { recursive: true });
    const errors = this.#terminals.map(({ program }) => program.errors).join("");
    if (errors !== "") throw new Error(`The program broke: ${errors}`);
  }
}
