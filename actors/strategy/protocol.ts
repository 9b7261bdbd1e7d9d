/** What the strategy actor understands: closed bars, live ticks, and the analysis tasks of the scheduler. */

import type {
  AssetClass,
  BrokerMs,
  SeriesKey,
  SignalId,
  TerminalId,
  TickBatch,
} from "../../src/models/mod.ts";
import type { WantedSymbol } from "../mt5/protocol.ts";

export type StrategyEvent =
  /** The series has a new closed bar in the store, up to this open time. */
  | {
    readonly type: "bar_stored";
    readonly terminal: TerminalId;
    readonly series: SeriesKey;
    readonly lastBarBrokerMs: BrokerMs;
    readonly digits: number;
  }
  /** Accepted ticks, for strategies that watch them. */
  | {
    readonly type: "ticks_accepted";
    readonly terminal: TerminalId;
    readonly batches: readonly TickBatch[];
  };

export interface AnalysisReport {
  readonly seriesAnalysed: number;
  readonly signals: readonly SignalId[];
  /** Strategies that threw, ran over their time or returned nonsense, by name. */
  readonly failures: Readonly<Record<string, number>>;
}

export type StrategyProtocol = {
  tell: StrategyEvent;
  ask: {
    /** Runs every enabled strategy over the series of that asset class with bars not analysed yet. */
    analyze: { request: { assetClass: AssetClass }; reply: AnalysisReport };
  };
};

/** One enabled strategy with its parameters (numbers by name; missing ones have defaults). */
export interface EnabledStrategy {
  readonly name: string;
  readonly parameters: Readonly<Record<string, number>>;
}

export interface StrategyConfig {
  readonly wanted: readonly WantedSymbol[];
  readonly strategies: readonly EnabledStrategy[];
  /** Runners: workers without permissions that run strategies. */
  readonly runners: number;
  /** A strategy that takes longer over one series is ended. */
  readonly analysisTimeoutMs: number;
}
