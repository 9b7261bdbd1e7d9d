/**
 * What the strategy actor understands: closed bars, live ticks, and the job that looks after what
 * was left.
 */

import type {
  AssetClass,
  BrokerMs,
  Result,
  SeriesKey,
  SignalId,
  TerminalId,
  TickBatch,
  UnixMs,
  WantedSymbol,
} from "../../src/models/mod.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { StrategyRecord } from "../../src/strategy/strategy_set.ts";
import type { StrategyChoice } from "../../src/strategy/runner_messages.ts";

export type StrategyEvent =
  /**
   * The series has new closed bars in the store, up to this open time. Of the first such event of a
   * series only the newest bar is analysed (what lies before is history); after it every bar is, in
   * order.
   */
  | {
    readonly type: "bar_stored";
    readonly terminal: TerminalId;
    readonly series: SeriesKey;
    readonly lastBarBrokerMs: BrokerMs;
    readonly digits: number;
    /** The latest that it may be at the server as this is told: signals are aged by it. */
    readonly serverNowMs: BrokerMs;
  }
  /** Accepted ticks, for strategies that watch them. */
  | {
    readonly type: "ticks_accepted";
    readonly terminal: TerminalId;
    readonly batches: readonly TickBatch[];
    /** When the newest of them arrived, on the bridge's clock. */
    readonly receivedMs: UnixMs;
    readonly serverNowMs: BrokerMs;
  };

export interface AnalysisReport {
  readonly seriesAnalysed: number;
  readonly barsAnalysed: number;
  /** New in the store: a signal that was there already is not named again. */
  readonly signals: readonly SignalId[];
  /** Strategies that threw, ran over their time or returned nonsense, by name. */
  readonly failures: Readonly<Record<string, number>>;
}

/**
 * Why series were left for the next analysis: the store did not answer. What could be analysed was.
 */
export type AnalysisError = StoreError | AskError;

export type StrategyProtocol = {
  tell: StrategyEvent;
  ask: {
    /**
     * Analyses the series of that asset class whose bars are not analysed yet: those that are under
     * way, and those that were left because the store did not answer. Answers when they are done
     * with.
     */
    analyze: {
      request: { assetClass: AssetClass };
      reply: Result<AnalysisReport, AnalysisError>;
    };
    /**
     * Those that were chosen, with what came of them; empty until the first closed bar has started
     * a runner.
     */
    strategies: {
      request: Record<never, never>;
      reply: Readonly<Record<string, StrategyRecord>>;
    };
    /** By hand, until this actor starts again. False: no such strategy runs. */
    switch_strategy: {
      request: { readonly strategy: string; readonly isEnabled: boolean };
      reply: boolean;
    };
  };
};

export interface StrategyConfig {
  readonly wanted: readonly WantedSymbol[];
  readonly strategies: readonly StrategyChoice[];
  /** In `safety` signals are stored and logged, and the log says that they are not executed. */
  readonly tradingMode: "safety" | "paper" | "live";
  /** A signal that is found later after its bar's close is history: stored, but not traded. */
  readonly maxSignalAgeMs: number;
  /** Runners: workers without permissions that run strategies. */
  readonly runners: number;
  /** A strategy that takes longer over one series is ended. */
  readonly analysisTimeoutMs: number;
  /**
   * URL of a module that calls `serveStrategies` with strategies of its own; null runs the built-in
   * ones.
   */
  readonly runnerModule: string | null;
}
