/** What a command line asks for: one shape for each command. */

import type { PriceFileOptions } from "../../history/price_file/price_file.ts";
import type { BacktestOptions } from "./backtest_arguments.ts";
import type { CommandName } from "./command_table.ts";
import type { FleetOptions } from "./fleet_arguments.ts";
import type { HistoryPlace, HistoryWish } from "./history_arguments.ts";
import type { ReportOptions } from "./report_arguments.ts";
import type { CheckStrategyOptions, NewStrategyOptions } from "./strategy_arguments.ts";

/** The options that `run` and `demo` share. */
export interface RunOptions {
  /** As given; relative paths start at the working directory. */
  readonly envFile: string | null;
  readonly dataDir: string | null;
  /** Null uses the configured symbols. */
  readonly symbols: readonly string[] | null;
  /** Null uses the configured mode. */
  readonly mode: "safety" | "paper" | null;
  /** Null runs until stopped. */
  readonly runForMs: number | null;
  readonly hasWatchdog: boolean;
}

export interface DemoOptions extends RunOptions {
  /** Empty plays a random market. */
  readonly replays: readonly PriceFileOptions[];
  readonly isOneAccount: boolean;
  /** In multiples of real time; null uses the demo's default. */
  readonly speed: number | "max" | null;
  /**
   * Uses the configured PostgreSQL and Redis, separate from real data; otherwise the demo does not
   * use them.
   */
  readonly hasServers: boolean;
}

/** The commands that run the bridge. */
export type RunInvocation =
  | { readonly command: "run"; readonly options: RunOptions }
  | { readonly command: "demo"; readonly options: DemoOptions };

/** The commands that work on a terminal's folders. */
export interface SetUpOptions {
  readonly envFile: string | null;
  /** That of the bridge, which keeps the token there; null uses the configured one. */
  readonly dataDir: string | null;
  /** Null uses the terminals that are found. */
  readonly terminalDir: string | null;
}

export type ReloadOptions = Pick<RunOptions, "envFile" | "dataDir">;

export interface MirrorCheckOptions {
  readonly envFile: string | null;
  readonly dataDir: string | null;
  readonly asJson: boolean;
}

export interface McpCommandOptions {
  readonly envFile: string | null;
  readonly dataDir: string | null;
}

export type AutostartWish = "on" | "off" | "status";

/** The commands that do one thing and end. */
export type SetUpInvocation =
  | { readonly command: "doctor"; readonly options: RunOptions; readonly asJson: boolean }
  | { readonly command: "install-ea" | "start-terminal"; readonly options: SetUpOptions }
  | { readonly command: "reload"; readonly options: ReloadOptions }
  | { readonly command: "mirror"; readonly options: MirrorCheckOptions }
  | { readonly command: "fleet"; readonly options: FleetOptions }
  | { readonly command: "mcp"; readonly options: McpCommandOptions }
  | { readonly command: "report"; readonly options: ReportOptions }
  | {
    readonly command: "history";
    readonly wish: HistoryWish;
    readonly place: HistoryPlace;
  }
  | { readonly command: "backtest"; readonly options: BacktestOptions }
  | { readonly command: "new-strategy"; readonly options: NewStrategyOptions }
  | { readonly command: "check-strategy"; readonly options: CheckStrategyOptions }
  | { readonly command: "autostart"; readonly wish: AutostartWish };

export type Invocation =
  | RunInvocation
  | SetUpInvocation
  | { readonly command: "version" }
  /** `of` null: everything. */
  | { readonly command: "help"; readonly of: CommandName | null };
