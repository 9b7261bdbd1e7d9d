/**
 * The store on SQLite, in which everything is written first. Entry point: `openSqliteStore`.
 *
 * Every method blocks until it is done. Every write is one transaction and idempotent. Failures of
 * the file or the disk are values; anything else throws.
 */

import type { DatabaseSync } from "node:sqlite";
import type {
  AccountIdentity,
  AccountMetrics,
  BarColumns,
  BrokerMs,
  Instrument,
  SeriesKey,
  Signal,
  SignalId,
  TerminalId,
  UnixMs,
} from "../models/mod.ts";
import { ok, type Result } from "../models/result.ts";
import { type Migration, migrations } from "./migrations.ts";
import { SqliteAccess } from "./sqlite_access.ts";
import { SqliteBars } from "./sqlite_bars.ts";
import { openSqliteFile, type StoreFile } from "./sqlite_file.ts";
import { SqlitePages } from "./sqlite_pages.ts";
import { SqliteChanges } from "./sqlite_changes.ts";
import { SqliteJournal } from "./sqlite_journal.ts";
import { SqliteMirror } from "./sqlite_mirror.ts";
import { SqliteMirrorLog } from "./sqlite_mirror_log.ts";
import { SqliteRegistry } from "./sqlite_registry.ts";
import { type Retention, SqliteRetention } from "./sqlite_retention.ts";
import { SqliteTicks } from "./sqlite_ticks.ts";
import { SqliteTrading } from "./sqlite_trading.ts";
import type { StoreError } from "./store_error.ts";
import type { ChangesCursor, StoreChanges } from "./page_rows.ts";
import type {
  BarsStored,
  BarsWanted,
  ClockOffset,
  RowsPruned,
  SeriesBars,
  SeriesEdge,
  StoredTicks,
  TickEdge,
} from "./store_rows.ts";

type Stored<T> = Result<T, StoreError>;

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
  /** Trades, intents, risk and halts. */
  readonly trading: SqliteTrading;
  /** What still has to be sent to the mirror. */
  readonly mirror: SqliteMirror;
  readonly #db: DatabaseSync;
  readonly #close: () => void;
  readonly #access: SqliteAccess;
  readonly #registry: SqliteRegistry;
  readonly #bars: SqliteBars;
  readonly #ticks: SqliteTicks;
  readonly #journal: SqliteJournal;
  readonly #retention: SqliteRetention;
  readonly #pages: SqlitePages;
  readonly #changes: SqliteChanges;

  constructor(file: StoreFile, retention: Retention) {
    this.path = file.path;
    this.schemaBefore = file.schemaBefore;
    this.#db = file.db;
    this.#close = file.close;
    this.#registry = new SqliteRegistry(file.db);
    const mirrorLog = new SqliteMirrorLog(file.db);
    this.#access = new SqliteAccess(file.db, file.path, () => {
      this.#registry.forget();
      mirrorLog.forget();
    });
    this.mirror = new SqliteMirror(this.#access, mirrorLog);
    this.#bars = new SqliteBars(file.db, this.#registry, mirrorLog);
    this.#ticks = new SqliteTicks(file.db, this.#registry, mirrorLog);
    this.#journal = new SqliteJournal(file.db, this.#registry);
    this.#retention = new SqliteRetention(file.db, retention);
    this.#pages = new SqlitePages(file.db, this.#registry);
    this.#changes = new SqliteChanges(file.db);
    this.trading = new SqliteTrading(file.db, {
      access: this.#access,
      registry: this.#registry,
      journal: this.#journal,
    });
  }

  registerTerminal(identity: AccountIdentity): Stored<void> {
    return this.#access.write(() => this.#registry.describeTerminal(identity));
  }

  storeInstruments(terminal: TerminalId, instruments: readonly Instrument[]): Stored<void> {
    return this.#access.write(() => {
      for (const instrument of instruments) this.#registry.describeSymbol(terminal, instrument);
    });
  }

  storeBars(terminal: TerminalId, series: readonly SeriesBars[]): Stored<readonly BarsStored[]> {
    return this.#access.write(() => this.#bars.store(terminal, series));
  }

  storeTicks(terminal: TerminalId, batches: readonly StoredTicks[]): Stored<{ inserted: number }> {
    return this.#access.write(() => ({ inserted: this.#ticks.store(terminal, batches) }));
  }

  storeAccount(metrics: AccountMetrics): Stored<void> {
    return this.#access.write(() => this.#journal.storeAccount(metrics));
  }

  storeSignals(signals: readonly Signal[]): Stored<{ added: readonly SignalId[] }> {
    return this.#access.write(() => ({ added: this.#journal.storeSignals(signals) }));
  }

  storeClockOffset(terminal: TerminalId, offset: ClockOffset): Stored<void> {
    return this.#access.write(() => this.#journal.storeClockOffset(terminal, offset));
  }

  clockOffsets(terminal: TerminalId): Stored<readonly ClockOffset[]> {
    return this.#access.read(() => this.#journal.clockOffsets(terminal));
  }

  loadBars(wanted: BarsWanted): Stored<BarColumns> {
    return this.#access.read(() => this.#bars.load(wanted));
  }

  barTimes(
    terminal: TerminalId,
    series: SeriesKey,
    fromBrokerMs: BrokerMs,
  ): Stored<Float64Array> {
    return this.#access.read(() => this.#bars.times(terminal, series, fromBrokerMs));
  }

  edges(
    terminal: TerminalId,
  ): Stored<{ series: readonly SeriesEdge[]; ticks: readonly TickEdge[] }> {
    return this.#access.read(() => ({
      series: this.#bars.edges(terminal),
      ticks: this.#ticks.edges(terminal),
    }));
  }

  /** A read of limited size; see `SqlitePages`. */
  page<T>(read: (pages: SqlitePages) => T): Stored<T> {
    return this.#access.read(() => read(this.#pages));
  }

  /** Everything stored after `cursor`; null starts at the present. */
  changes(cursor: ChangesCursor | null): Stored<StoreChanges> {
    return this.#access.read(() => this.#changes.after(cursor));
  }

  /** Deletes some rows past their retention time; call it again until it deletes none. */
  pruneStep(nowMs: UnixMs): Stored<RowsPruned> {
    return this.#access.write(() => this.#retention.step(nowMs));
  }

  /** Writes a row and reads it back. Throws when the row differs. */
  healthCheck(nowMs: UnixMs): Stored<void> {
    return this.#access.write(() => {
      this.#journal.writeHealthCheck(nowMs);
      const found = this.#journal.readHealthCheck();
      if (found !== nowMs) throw new Error(`Health check wrote ${nowMs} and read ${found}`);
    });
  }

  /**
   * Moves the write-ahead log to the file and onto the disk, as far as no reader needs the old
   * state.
   */
  checkpoint(): Stored<void> {
    return this.#access.read(() => this.#db.exec("PRAGMA wal_checkpoint(PASSIVE)"));
  }

  /** The size of the file's pages, without what is still in its write-ahead log. */
  sizeBytes(): Stored<number> {
    return this.#access.read(() => {
      const sizes = this.#db.prepare(
        "SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size",
      ).get();
      return Number(sizes?.bytes);
    });
  }

  close(): void {
    this.#close();
  }
}
