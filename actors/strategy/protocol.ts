/**
 * Messages of the strategy actor: closed bars, live ticks, and the job that analyses what was left
 * out.
 */

import type {
  AssetClass,
  BrokerMs,
  PerAccount,
  Result,
  SeriesKey,
  SignalId,
  TerminalId,
  TickBatch,
  TradingMode,
  UnixMs,
  WantedSymbol,
} from "../../src/models/mod.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { StrategyRecord } from "../../src/strategy/chosen/strategy_set.ts";
import type { OwnProgram } from "../../src/runtime/own_program.ts";
import type { StrategyChoice } from "../../src/strategy/runner/runner_messages.ts";

export type StrategyEvent =
  /**
   * The series has new closed bars in the store, up to this open time. For the first such event of
   * a series only the newest bar is analysed (earlier ones are history); after it every bar is, in
   * order.
   */
  | {
    readonly type: "bar_stored";
    readonly terminal: TerminalId;
    readonly series: SeriesKey;
    readonly lastBarBrokerMs: BrokerMs;
    readonly digits: number;
    /** The latest possible server time when this is sent; used for the age of signals. */
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
  /** New in the store; existing signals are not listed. */
  readonly signals: readonly SignalId[];
  /** Strategies that threw, exceeded their time limit or returned invalid data, by name. */
  readonly failures: Readonly<Record<string, number>>;
}

/**
 * Why series were left for the next analysis: the store did not reply. The others were analysed.
 */
export type AnalysisError = StoreError | AskError | DecisionError;

/** Why a strategy with columns has not decided yet; the message is a sentence. */
export interface DecisionError {
  readonly code: "series_behind" | "series_missing" | "trades_unknown" | "not_carried_out";
  readonly message: string;
}

/** Why a saved file is not taken up. */
export type TakeUpError =
  | { readonly code: "not_a_file" | "nothing_newer" }
  | { readonly code: "cannot_run"; readonly problem: string };

/** A series that every strategy has analysed up to a time. */
export interface AnalysedSeries extends SeriesKey {
  /** Bars that open later are not analysed yet. */
  readonly toMs: BrokerMs;
}

export type StrategyProtocol = {
  tell: StrategyEvent;
  ask: {
    /**
     * Analyses the series of this asset class whose bars are not analysed yet, including those in
     * progress and those left out because the store did not reply. Replies when they are done.
     */
    analyze: {
      request: { assetClass: AssetClass };
      reply: Result<AnalysisReport, AnalysisError>;
    };
    /**
     * The chosen strategies with their results; `waiting` until the first closed bar has started
     * their runner.
     */
    strategies: {
      request: Record<never, never>;
      reply: Readonly<Record<string, StrategyRecord>>;
    };
    /** How far each series of the terminal is that has a bar. */
    analysed_to: { request: { readonly terminal: TerminalId }; reply: readonly AnalysedSeries[] };
    /** Manual switch, until this actor restarts. Replies false when no such strategy runs. */
    switch_strategy: {
      request: { readonly strategy: string; readonly isEnabled: boolean };
      reply: boolean;
    };
    /** Lets the saved version of a file run, which waits for this in live mode. */
    take_up_file: {
      request: { readonly strategy: string };
      reply: Result<null, TakeUpError>;
    };
  };
};

/** What may differ between accounts. */
export interface StrategySettings {
  /** The name of the account; missing where all accounts are alike. */
  readonly name?: string;
  readonly wanted: readonly WantedSymbol[];
  readonly strategies: readonly StrategyChoice[];
  /** In `safety` signals are stored and logged, and the log says that they are not executed. */
  readonly tradingMode: TradingMode;
  /** A signal that is found later after the close of its bar is history: stored, but not traded. */
  readonly maxSignalAgeMs: number;
}

/** What is the same for every account. */
export interface RunnerSettings {
  /** Runners: workers without permissions that run strategies. */
  readonly runners: number;
  /** A strategy that takes longer for one series is ended. */
  readonly analysisTimeoutMs: number;
  /** A strategy file that takes longer to load is refused. */
  readonly loadTimeoutMs: number;
  /**
   * URL of a module that calls `serveRunner` with custom strategies; null runs the built-in
   * ones.
   */
  readonly runnerModule: string | null;
  /** How this program is started: the trader's files run in processes of it. */
  readonly ownProgram: OwnProgram;
  /** Why the strategies of the settings are left out; null when they run. */
  readonly strategiesOff: string | null;
  /** How many processes of the trader's files compute at the same time. */
  readonly filesAtOnce: number;
  /** How many of the trader's files share a process. */
  readonly filesPerProcess: number;
  /** Where the trader's files are, to notice when one is saved; null to notice nothing. */
  readonly folder: string | null;
}

/** When `accounts` is there, the strategies of other accounts do not run. */
export type StrategyConfig = RunnerSettings & PerAccount<StrategySettings>;
