/** Messages of the backtest actor. */

import type { BacktestRequest } from "../../src/backtest/requested/backtest_request.ts";
import type {
  BacktestFolderFault,
  ReportFault,
} from "../../src/backtest/requested/backtest_folders.ts";
import type {
  BacktestStateKind,
  RequestedBacktest,
} from "../../src/backtest/requested/requested_backtest.ts";
import type { HistoryRequest, HistoryTask } from "../../src/history/requested/history_task.ts";
import type { HistorySeriesDocument } from "../../src/history/requested/series_document.ts";
import type { Result } from "../../src/models/mod.ts";
import type { OwnProgram } from "../../src/runtime/own_program.ts";

export type BacktestRefusal =
  | { readonly code: "no_such_backtest"; readonly id: string }
  /** It is in a state in which this cannot be done. */
  | {
    readonly code: "wrong_backtest_state";
    readonly id: string;
    readonly state: BacktestStateKind;
  }
  | { readonly code: "too_many_backtests"; readonly max: number }
  | ReportFault
  /** A sentence. */
  | { readonly code: "comparison_failed"; readonly detail: string }
  | BacktestFolderFault;

export type HistoryRefusal =
  | { readonly code: "no_such_task"; readonly id: string }
  /** It has ended. */
  | {
    readonly code: "wrong_task_state";
    readonly id: string;
    readonly state: HistoryTask["state"]["kind"];
  }
  | { readonly code: "too_many_tasks"; readonly max: number };

type ChangedTask = Result<HistoryTask, HistoryRefusal>;
type Named = { readonly id: string };
type Changed = Result<RequestedBacktest, BacktestRefusal>;

export type BacktestProtocol = {
  tell: never;
  ask: {
    /** All of them, newest first. */
    backtests: { request: Record<never, never>; reply: readonly RequestedBacktest[] };
    /** Waits behind those that were asked for before. */
    request_backtest: { request: BacktestRequest; reply: Changed };
    /** Ends one that waits or runs. */
    cancel_backtest: { request: Named; reply: Changed };
    /** Has one that was cancelled or that failed begin again. */
    resume_backtest: { request: Named; reply: Changed };
    /** Removes one that is not under way, with its report. */
    remove_backtest: { request: Named; reply: Result<null, BacktestRefusal> };
    backtest_report: {
      request: Named & { readonly kind: "html" | "json" };
      reply: Result<string, BacktestRefusal>;
    };
    /** The past prices that were fetched or imported. */
    history_series: { request: Record<never, never>; reply: readonly HistorySeriesDocument[] };
    /** Those of this run of the bridge, newest first. */
    history_tasks: { request: Record<never, never>; reply: readonly HistoryTask[] };
    /** Waits behind those that were asked for before. */
    request_history_task: { request: HistoryRequest; reply: ChangedTask };
    /** Ends one that waits or runs; what it has fetched stays. */
    cancel_history_task: { request: Named; reply: ChangedTask };
    /** Two finished ones side by side, as a page. */
    compare_backtests: {
      request: Named & { readonly other: string };
      reply: Result<string, BacktestRefusal>;
    };
  };
};

export interface BacktestConfig {
  /** Its folder `backtests` holds them. */
  readonly dataDir: string;
  /** The `.env` of the bridge; null: there is none. */
  readonly envFile: string | null;
  /** How this program is started: each backtest runs in a process of it. */
  readonly ownProgram: OwnProgram;
}
