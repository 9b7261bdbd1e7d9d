/**
 * The two terminals that must not differ for a bridge: the Expert Advisor's real source in a hosted terminal, and the simulated
 * terminal. Same market, same account, both over real ZeroMQ.
 */

import { MarketPlayback } from "../../src/broker/playback.ts";
import type { PriceFeed } from "../../src/broker/feed.ts";
import { SeededMarket } from "../../src/broker/seeded_market.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { ExpertStage } from "../../tools/mql5_host/expert_stage.ts";
import { lacks } from "../../tools/test_needs.ts";
import { runTerminal, terminalConfig } from "../support/running_terminal.ts";

export interface RunningLife extends AsyncDisposable {
  /** The next question about the symbol's history is answered "loading". */
  load(symbol: string): Promise<void>;
  /** The bridge's refusal has been understood. */
  isRejected(): boolean;
}

/** A terminal with its market, which outlives it. */
export interface TerminalStage extends AsyncDisposable {
  readonly feed: PriceFeed;
  /** The server's time. */
  nowMs(): number;
  start(): Promise<RunningLife>;
}

export interface TerminalKind {
  readonly name: string;
  readonly ignore: boolean;
  stage(linkPort: number, speed?: number): TerminalStage;
}

const market = {
  seed: 5,
  symbols: ["EURUSD", "USDJPY", "BTCUSD"],
  suffix: ".m",
  forexSession: "always",
  ticksPerMinute: 6_000,
} as const;

function simulatedStage(linkPort: number, speed = 1): TerminalStage {
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
      const terminal = await runTerminal(terminalConfig({ linkPort, source }));
      return {
        load: async () => void await terminal.ask.misbehave({ loadingCalls: 1 }),
        isRejected: () => terminal.status().state === "rejected",
        [Symbol.asyncDispose]: () => terminal[Symbol.asyncDispose](),
      };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function expertStage(linkPort: number, speed = 1): TerminalStage {
  const stage = new ExpertStage({ linkPort, speed, ...market });
  return {
    feed: stage.feed,
    nowMs: () => stage.playback.nowMs,
    start: async () => {
      const terminal = await stage.start();
      return {
        load: (symbol) => Promise.resolve(terminal.setLoading(symbol, true, 4401)),
        isRejected: () => terminal.program.journal.some((line) => line.startsWith("rejected:")),
        [Symbol.asyncDispose]: () => terminal[Symbol.asyncDispose](),
      };
    },
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

export const terminalKinds: readonly TerminalKind[] = [
  { name: "simulated terminal", ignore: false, stage: simulatedStage },
  { name: "Expert Advisor", ignore: lacks("cpp_compiler"), stage: expertStage },
];
