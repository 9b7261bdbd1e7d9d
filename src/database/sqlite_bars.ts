/** The `bars` table. A bar that is already stored with the same values is not written again. */

import type { SQLInputValue } from "node:sqlite";
import type { BarColumns, BrokerMs, SeriesKey, TerminalId } from "../models/mod.ts";
import { barChanges, type BarRow, barRowColumns, requireAscending } from "./bar_rows.ts";
import type { SqliteMirrorLog } from "./sqlite_mirror_log.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteRegistry } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { RowWriter } from "./sqlite_row_writer.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import type { Stored } from "./store_error.ts";
import type { BarsStored, BarsWanted, SeriesBars, SeriesEdge } from "./store_rows.ts";

const selected = barRowColumns.join(", ");

export class SqliteBars {
  readonly #access: SqliteAccess;
  readonly #registry: SqliteRegistry;
  readonly #mirrorLog: SqliteMirrorLog;
  readonly #writer: RowWriter;
  readonly #between: SqliteStatement;
  readonly #newest: SqliteStatement;
  readonly #times: SqliteStatement;
  readonly #edges: SqliteStatement;

  constructor({ db, access, registry, mirrorLog }: SqliteShared) {
    this.#access = access;
    this.#registry = registry;
    this.#mirrorLog = mirrorLog;
    this.#writer = new RowWriter(db, {
      table: "bars",
      columns: ["series_id", ...barRowColumns],
      onConflict: "ON CONFLICT (series_id, broker_ms) DO UPDATE SET " +
        barRowColumns.slice(1).map((name) => `${name} = excluded.${name}`).join(", "),
    });
    this.#between = new SqliteStatement(
      db,
      `SELECT ${selected} FROM bars WHERE series_id = ? AND broker_ms BETWEEN ? AND ? ORDER BY broker_ms`,
      { rowsAsArrays: true },
    );
    this.#newest = new SqliteStatement(
      db,
      `SELECT ${selected} FROM bars WHERE series_id = ? AND broker_ms <= ? ` +
        "ORDER BY broker_ms DESC LIMIT ?",
      { rowsAsArrays: true },
    );
    this.#times = new SqliteStatement(
      db,
      "SELECT broker_ms FROM bars WHERE series_id = ? AND broker_ms >= ? ORDER BY broker_ms",
      { rowsAsArrays: true },
    );
    // A single lookup for each series at the end of its key range, however many bars there are.
    this.#edges = new SqliteStatement(
      db,
      "SELECT s.name AS symbol, r.timeframe, " +
        "(SELECT max(broker_ms) FROM bars WHERE series_id = r.id) AS last_ms " +
        "FROM symbols s JOIN series r ON r.symbol_id = s.id WHERE s.terminal_id = ? ORDER BY r.id",
    );
  }

  /** The outcome for each series, in the given order. */
  store(terminal: TerminalId, series: readonly SeriesBars[]): Stored<BarsStored[]> {
    return this.#access.write(() => series.map((one) => this.#storeSeries(terminal, one)));
  }

  #storeSeries(terminal: TerminalId, given: SeriesBars): BarsStored {
    requireAscending(given);
    const count = given.utcMs.length;
    if (count === 0) return { inserted: 0, corrected: 0, unchanged: 0 };
    const seriesId = this.#registry.seriesId(terminal, given);
    const { digits } = this.#registry.symbol(terminal, given.symbol);
    const { brokerMs } = given.bars;
    const stored = this.#between.all(seriesId, brokerMs[0]!, brokerMs[count - 1]!);
    const { added, changed } = barChanges(given, stored as unknown as BarRow[], digits);
    this.#write(seriesId, given, added);
    this.#write(seriesId, given, changed);
    const [inserted, corrected] = [added.length, changed.length];
    return { inserted, corrected, unchanged: count - inserted - corrected };
  }

  #write(seriesId: number, { bars, utcMs }: SeriesBars, indices: readonly number[]): void {
    this.#writer.write(indices.length, (row: number, values: SQLInputValue[], at: number) => {
      const index = indices[row]!;
      values[at] = seriesId;
      values[at + 1] = bars.brokerMs[index]!;
      values[at + 2] = utcMs[index]!;
      values[at + 3] = bars.open[index]!;
      values[at + 4] = bars.high[index]!;
      values[at + 5] = bars.low[index]!;
      values[at + 6] = bars.close[index]!;
      values[at + 7] = bars.tickVolume[index]!;
      values[at + 8] = bars.realVolume[index]!;
      values[at + 9] = bars.spreadPoints[index]!;
    });
    if (indices.length === 0) return;
    const [fromKey, toKey] = [bars.brokerMs[indices[0]!]!, bars.brokerMs[indices.at(-1)!]!];
    this.#mirrorLog.note("bars", seriesId, { fromKey, toKey, rows: indices.length });
  }

  load(wanted: BarsWanted): Stored<BarColumns> {
    return this.#access.read(() => {
      const seriesId = this.#registry.findSeriesId(wanted.terminal, wanted);
      const toMs = wanted.toBrokerMs ?? Number.MAX_SAFE_INTEGER;
      const newestFirst = seriesId === null ? [] : this.#newest.all(seriesId, toMs, wanted.limit);
      return columnsOf((newestFirst as unknown as BarRow[]).reverse());
    });
  }

  times(terminal: TerminalId, series: SeriesKey, fromBrokerMs: BrokerMs): Stored<Float64Array> {
    return this.#access.read(() => {
      const seriesId = this.#registry.findSeriesId(terminal, series);
      if (seriesId === null) return new Float64Array();
      const rows = this.#times.all(seriesId, fromBrokerMs) as unknown as BarRow[];
      return Float64Array.from(rows, (row) => row[0]!);
    });
  }

  edges(terminal: TerminalId): Stored<SeriesEdge[]> {
    return this.#access.read(() => {
      const terminalId = this.#registry.findTerminalId(terminal);
      if (terminalId === null) return [];
      return this.#edges.all(terminalId).filter((row) => row.last_ms !== null).map((row) => ({
        symbol: row.symbol as SeriesEdge["symbol"],
        timeframe: row.timeframe as SeriesEdge["timeframe"],
        lastBarBrokerMs: row.last_ms as BrokerMs,
      }));
    });
  }
}

function columnsOf(rows: readonly BarRow[]): BarColumns {
  const column = (at: number) => Float64Array.from(rows, (row) => row[at]!);
  return {
    brokerMs: column(0),
    open: column(2),
    high: column(3),
    low: column(4),
    close: column(5),
    tickVolume: column(6),
    realVolume: column(7),
    spreadPoints: column(8),
  };
}
