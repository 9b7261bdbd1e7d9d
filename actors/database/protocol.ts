/** Messages of the database actor. Every write is idempotent. */

import type { StoredAlert } from "../../src/models/alert.ts";
import type {
  AcceptedTicks,
  AccountFigures,
  AccountIdentity,
  BarColumns,
  BrokerMs,
  ClockOffset,
  Instrument,
  SeriesKey,
  Signal,
  SignalId,
  TerminalId,
  TickBatch,
  UnixMs,
} from "../../src/models/mod.ts";
import type { TerminalCheck } from "../../src/models/terminal_check.ts";
import type { OutsideAsks } from "./outside_asks.ts";
import type { ReadingAsks } from "./reading_asks.ts";
import type { MirrorErrorCode } from "../../src/database/mirror_error.ts";
import type { PassFound } from "../../src/database/mirror_pass.ts";
import type { MirrorTarget } from "../../src/database/mirror_target.ts";
import type { StrategyAsks } from "./strategy_asks.ts";
import type { TradingStoreAsks } from "./trading_asks.ts";
import type { CalendarReading } from "../../src/database/calendar_rows.ts";
import type { LivePin } from "../../src/database/sqlite_live_pins.ts";
import type { Stored } from "../../src/database/store_error.ts";
import type {
  BarsStored,
  BarsWanted,
  RowsPruned,
  SeriesBars,
  SeriesEdge,
  TickEdge,
} from "../../src/database/store_rows.ts";

export type DatabaseProtocol = {
  tell: never;
  ask: PriceStoreAsks & ReadingAsks & OutsideAsks & StrategyAsks & TradingStoreAsks;
};

type PriceStoreAsks = {
  register_terminal: { request: AccountIdentity; reply: Stored<void> };
  store_instruments: {
    request: { terminal: TerminalId; instruments: readonly Instrument[] };
    reply: Stored<void>;
  };
  /** Stores all series or none; the reply has the result of each, in their order. */
  store_bars: {
    request: { terminal: TerminalId; series: readonly SeriesBars[] };
    reply: Stored<readonly BarsStored[]>;
  };
  store_ticks: {
    request: { terminal: TerminalId; batches: readonly AcceptedTicks[] };
    reply: Stored<{ inserted: number }>;
  };
  /** The server of the live account if only its number is configured: the first one is kept. */
  pin_live_server: { request: LivePin; reply: Stored<{ server: string; isNew: boolean }> };
  store_calendar: {
    request: CalendarReading;
    reply: Stored<{ changed: number; removed: number }>;
  };
  /** Replaces the terminal's earlier one. */
  store_terminal_check: { request: TerminalCheck; reply: Stored<void> };
  /** Known alerts stay as they are; `added` names the new ones. */
  add_alerts: {
    request: { readonly alerts: readonly StoredAlert[] };
    reply: Stored<{ added: readonly string[] }>;
  };
  /** Replaces what is known of their deliveries. */
  settle_alerts: { request: { readonly alerts: readonly StoredAlert[] }; reply: Stored<void> };
  store_account: { request: AccountFigures; reply: Stored<void> };
  /** Existing signals are not changed; `added` names the new ones. */
  store_signals: {
    request: { signals: readonly Signal[] };
    reply: Stored<{ added: readonly SignalId[] }>;
  };
  store_clock_offset: {
    request: { terminal: TerminalId; offset: ClockOffset };
    reply: Stored<void>;
  };
  clock_offsets: {
    request: { terminal: TerminalId };
    reply: Stored<readonly ClockOffset[]>;
  };
  /** The newest `limit` bars up to and including `toBrokerMs` (null: no limit), oldest first. */
  load_bars: { request: BarsWanted; reply: Stored<BarColumns> };
  /** Open times of the stored bars of a series from `fromBrokerMs`, ascending. */
  bar_times: {
    request: { terminal: TerminalId; fromBrokerMs: BrokerMs } & SeriesKey;
    reply: Stored<Float64Array>;
  };
  /** The ticks of a terminal from one time to before another one, in columns for each symbol. */
  ticks_between: {
    request: { terminal: TerminalId; fromBrokerMs: BrokerMs; toBrokerMs: BrokerMs };
    reply: Stored<readonly TickBatch[]>;
  };
  edges: {
    request: { terminal: TerminalId };
    reply: Stored<{ series: readonly SeriesEdge[]; ticks: readonly TickEdge[] }>;
  };
  /** Moves the bars and ticks of a terminal that are later than this to the removed ones. */
  remove_prices: {
    request: { terminal: TerminalId; afterBrokerMs: BrokerMs };
    reply: Stored<{ bars: number; ticks: number }>;
  };
  /** Deletes what is older than the configured retention. */
  prune: { request: { nowMs: UnixMs }; reply: Stored<RowsPruned> };
  /** Writes and reads back a row, and makes a round trip to the mirror's server. */
  health_check: {
    request: Record<never, never>;
    reply: Stored<{ durationMs: number; mirror: MirrorHealth }>;
  };
  /**
   * Compares about this many rows with the mirror, or as many as the time allows, and mends what
   * differs there. The next request continues where this one ended.
   */
  check_mirror: { request: CheckWanted; reply: Stored<MirrorChecked> };
  /** The name of this store's copy on the server; null where none is configured. */
  mirror_name: { request: Record<never, never>; reply: Stored<string | null> };
};

export interface CheckWanted {
  readonly rowsMax: number;
  readonly budgetMs: number;
}

export type MirrorChecked =
  | Exclude<MirrorHealth, { readonly state: "ok" }>
  /** `isComplete`: everything has been compared since the comparison began. */
  | { readonly state: "ok"; readonly isComplete: boolean; readonly found: PassFound };

export type MirrorHealth =
  /** No server is configured. */
  | { readonly state: "off" }
  | { readonly state: "ok"; readonly durationMs: number }
  | { readonly state: "failed"; readonly code: MirrorErrorCode; readonly reason: string };

export interface DatabaseConfig {
  /** The store's folder; created when missing. The file in it is `bridge.sqlite`. */
  readonly dataDir: string;
  /** 0 keeps ticks forever. */
  readonly tickRetentionDays: number;
  /** 0 keeps bars forever. */
  readonly barRetentionDays: number;
  /** The server that gets a copy of everything; null without one. */
  readonly postgres: MirrorTarget | null;
  /** The mirror is only compared, so it never starts a new copy under another name. */
  readonly isCheckOnly?: true;
}
