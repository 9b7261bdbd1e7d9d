/**
 * The store on SQLite: everything is written here first. Entry point: `openSqliteStore`. Each part
 * handles one table or a few. Its methods block until they are done. Every write is one transaction
 * and idempotent; what the bridge decided itself (intents, halts, days, paper accounts) is on the
 * disk when the method returns. Failures of the file or the disk are values; anything else throws.
 */

import type { DatabaseSync } from "node:sqlite";
import type { TerminalId, TraceId } from "../models/mod.ts";
import { err, ok } from "../models/result.ts";
import type { MigrationNote } from "./migration_note.ts";
import { type Migration, migrations } from "./migrations.ts";
import { SqliteAccess } from "./sqlite_access.ts";
import { SqliteAccountDays } from "./sqlite_account_days.ts";
import { SqliteAccountMetrics } from "./sqlite_account_metrics.ts";
import { SqliteAlerts } from "./sqlite_alerts.ts";
import { SqliteBars } from "./sqlite_bars.ts";
import { SqliteCalendar } from "./sqlite_calendar.ts";
import { SqliteChanges } from "./sqlite_changes.ts";
import { SqliteCopiedTrades } from "./sqlite_copied_trades.ts";
import { SqliteClockOffsets } from "./sqlite_clock_offsets.ts";
import { SqliteDeals } from "./sqlite_deals.ts";
import { SqliteDecisions } from "./sqlite_decisions.ts";
import { openSqliteFile, type StoreFile } from "./sqlite_file.ts";
import { SqliteHalts } from "./sqlite_halts.ts";
import { SqliteHealthCheck } from "./sqlite_health_check.ts";
import { SqliteIntents } from "./sqlite_intents.ts";
import { SqliteLivePins } from "./sqlite_live_pins.ts";
import { SqliteMirror } from "./sqlite_mirror.ts";
import { SqliteMirrorLog } from "./sqlite_mirror_log.ts";
import { SqliteMirrorPages } from "./sqlite_mirror_pages.ts";
import { SqliteOutsideSignals } from "./sqlite_outside_signals.ts";
import { SqlitePages } from "./sqlite_pages.ts";
import { SqlitePaperAccounts } from "./sqlite_paper_accounts.ts";
import { SqliteRegistry } from "./sqlite_registry.ts";
import { SqliteRemovedPrices } from "./sqlite_removed_prices.ts";
import { type Retention, SqliteRetention } from "./sqlite_retention.ts";
import { SqliteSignals } from "./sqlite_signals.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import { SqliteStrategies } from "./sqlite_strategies.ts";
import { SqliteTerminalChecks } from "./sqlite_terminal_checks.ts";
import { SqliteTicks } from "./sqlite_ticks.ts";
import { SqliteTrades } from "./sqlite_trades.ts";
import type { Stored } from "./store_error.ts";
import type { StoreJournal } from "./store_journal.ts";
import type { SeriesEdge, TickEdge } from "./store_rows.ts";
import type { StoredTrace } from "./trade_rows.ts";

export interface StoreOptions {
  /** Created when missing. */
  readonly folder: string;
  readonly retention: Retention;
  /** The steps of the schema; by default all known ones. */
  readonly steps?: readonly Migration[];
}

/** Opens the store in `folder`, or says why it cannot; see `openSqliteFile`. */
export function openSqliteStore(options: StoreOptions): Stored<SqliteStore> {
  const file = openSqliteFile(options.folder, options.steps ?? migrations);
  return file.ok ? ok(new SqliteStore(file.value, options.retention)) : file;
}

export class SqliteStore {
  readonly path: string;
  /** The schema version found when opening; 0 when the file was created now. */
  readonly schemaBefore: number;
  /** What the migration did to stored rows when opening. */
  readonly migrationNotes: readonly MigrationNote[];
  /** The latest rows may be missing: their file was gone when the store was opened. */
  readonly isJournalLost: boolean;
  /** Terminals and symbols. */
  readonly registry: SqliteRegistry;
  readonly bars: SqliteBars;
  readonly ticks: SqliteTicks;
  readonly accountMetrics: SqliteAccountMetrics;
  readonly signals: SqliteSignals;
  /** Where strategies with columns stand. */
  readonly strategies: SqliteStrategies;
  readonly clockOffsets: SqliteClockOffsets;
  readonly healthCheck: SqliteHealthCheck;
  /** Positions, orders and deals, written together. */
  readonly trades: SqliteTrades;
  readonly deals: SqliteDeals;
  readonly intents: SqliteIntents;
  readonly decisions: SqliteDecisions;
  readonly halts: SqliteHalts;
  readonly days: SqliteAccountDays;
  readonly paperAccounts: SqlitePaperAccounts;
  readonly livePins: SqliteLivePins;
  /** The economic calendars of terminals. */
  readonly calendar: SqliteCalendar;
  /** The self-tests of terminals. */
  readonly checks: SqliteTerminalChecks;
  /** What the trader is told outside of the program. */
  readonly alerts: SqliteAlerts;
  /** Trades copied between accounts. */
  readonly copiedTrades: SqliteCopiedTrades;
  readonly outsideSignals: SqliteOutsideSignals;
  /** Reads of bounded size. */
  readonly pages: SqlitePages;
  /** The rows stored since the reader's last read. */
  readonly changes: SqliteChanges;
  readonly retention: SqliteRetention;
  /** Prices that were stored by mistake. */
  readonly removedPrices: SqliteRemovedPrices;
  /** Rows not mirrored yet. */
  readonly mirror: SqliteMirror;
  readonly #db: DatabaseSync;
  readonly #journal: StoreJournal;
  readonly #close: () => void;
  readonly #access: SqliteAccess;
  readonly #size: SqliteStatement;

  constructor(file: StoreFile, retention: Retention) {
    const { db, path, schemaBefore, migrationNotes, isJournalLost, journal, close } = file;
    this.path = path;
    this.schemaBefore = schemaBefore;
    this.migrationNotes = migrationNotes;
    this.isJournalLost = isJournalLost;
    this.#db = db;
    this.#size = new SqliteStatement(
      db,
      "SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size",
    );
    this.#journal = journal;
    this.#close = close;
    const access = new SqliteAccess(db, path);
    const mirrorLog = new SqliteMirrorLog(db, access);
    this.#access = access;
    this.registry = new SqliteRegistry(db, access);
    const shared = { db, access, registry: this.registry, mirrorLog };
    this.bars = new SqliteBars(shared);
    this.ticks = new SqliteTicks(shared);
    this.accountMetrics = new SqliteAccountMetrics(shared);
    this.signals = new SqliteSignals(shared);
    this.strategies = new SqliteStrategies(shared, this.signals);
    this.clockOffsets = new SqliteClockOffsets(shared);
    this.healthCheck = new SqliteHealthCheck(shared);
    this.deals = new SqliteDeals(shared);
    this.trades = new SqliteTrades(shared, this.deals);
    this.decisions = new SqliteDecisions(shared);
    this.intents = new SqliteIntents(shared, this.decisions);
    this.days = new SqliteAccountDays(shared);
    this.halts = new SqliteHalts(shared, this.days);
    this.paperAccounts = new SqlitePaperAccounts(shared);
    this.livePins = new SqliteLivePins(shared);
    this.calendar = new SqliteCalendar(shared);
    this.checks = new SqliteTerminalChecks(shared);
    this.alerts = new SqliteAlerts(shared);
    this.copiedTrades = new SqliteCopiedTrades(shared);
    this.outsideSignals = new SqliteOutsideSignals(shared);
    this.pages = new SqlitePages(shared);
    this.changes = new SqliteChanges(shared);
    this.removedPrices = new SqliteRemovedPrices(shared);
    this.retention = new SqliteRetention(shared, retention);
    this.mirror = new SqliteMirror(access, mirrorLog, new SqliteMirrorPages(db));
  }

  /** What the store has of one terminal, and up to when. */
  edges(
    terminal: TerminalId,
  ): Stored<{ series: readonly SeriesEdge[]; ticks: readonly TickEdge[] }> {
    const series = this.bars.edges(terminal);
    if (!series.ok) return series;
    const ticks = this.ticks.edges(terminal);
    return ticks.ok ? ok({ series: series.value, ticks: ticks.value }) : ticks;
  }

  /** Everything with one trace. */
  trace(trace: TraceId): Stored<StoredTrace> {
    const signal = this.signals.find(trace);
    if (!signal.ok) return signal;
    const decisions = this.decisions.ofTrace(trace);
    if (!decisions.ok) return decisions;
    const intents = this.intents.ofTrace(trace);
    if (!intents.ok) return intents;
    const deals = this.deals.ofTrace(trace);
    if (!deals.ok) return deals;
    return ok({
      signal: signal.value,
      decisions: decisions.value,
      intents: intents.value,
      deals: deals.value,
    });
  }

  /**
   * Moves the write-ahead log into the file and syncs it, except what a reader still needs in its
   * old state. When somebody has deleted the log, the file has to be closed and opened again.
   */
  checkpoint(): Stored<void> {
    const { path } = this;
    const isGone = this.#access.read(() => {
      this.#db.exec("PRAGMA wal_checkpoint(PASSIVE)");
      return this.#journal.isGone;
    });
    if (!isGone.ok) return isGone;
    return isGone.value ? err({ code: "store_journal_gone", path }) : ok(undefined);
  }

  /** The size of the file's pages, without what is still in its write-ahead log. */
  sizeBytes(): Stored<number> {
    return this.#access.read(() => Number(this.#size.get()?.bytes));
  }

  close(): void {
    this.#close();
  }
}
