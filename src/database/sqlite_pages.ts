/**
 * Reads of limited size, for people and programs that browse the data: bars, ticks, deals,
 * instruments. Each read follows the key of its table, so its cost depends on the size of
 * the page, not of the table.
 */

import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import {
  type AssetClass,
  type BrokerSymbol,
  type FillingMode,
  type SymbolName,
} from "../models/mod.ts";
import type {
  BarsPage,
  BarsPageWanted,
  DealsPageWanted,
  DescribedInstrument,
  StoredInstrument,
  TerminalDealRow,
  TicksPage,
  TicksPageWanted,
} from "./page_rows.ts";
import { dealOf } from "./sqlite_deals.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import { type SqliteRegistry, terminalOf } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import type { Stored } from "./store_error.ts";
import { farFuture, timeBounds } from "./time_bounds.ts";

type Row = Record<string, SQLOutputValue>;

/**
 * The largest difference between broker time and UTC: tables are keyed by the first, ranges are
 * given in the second.
 */
const clocksApartMs = 15 * 3_600_000;

export class SqlitePages {
  readonly #access: SqliteAccess;
  readonly #registry: SqliteRegistry;
  readonly #statements: Statements;

  constructor({ db, access, registry }: SqliteShared) {
    this.#access = access;
    this.#registry = registry;
    this.#statements = prepare(db);
  }

  bars(wanted: BarsPageWanted): Stored<BarsPage> {
    return this.#access.read(() => {
      const seriesId = this.#registry.findSeriesId(wanted.terminal, wanted);
      const { from, to } = timeBounds(wanted);
      const rows = seriesId === null ? [] : this.#statements.bars.all(
        seriesId,
        wanted.before ?? farFuture,
        from - clocksApartMs,
        to + clocksApartMs,
        from,
        to,
        wanted.limit,
      ).reverse();
      const column = columnsOf(rows);
      return {
        utcMs: column("utc_ms"),
        bars: {
          brokerMs: column("broker_ms"),
          open: column("open"),
          high: column("high"),
          low: column("low"),
          close: column("close"),
          tickVolume: column("tick_volume"),
          realVolume: column("real_volume"),
          spreadPoints: column("spread_points"),
        },
      };
    });
  }

  ticks(wanted: TicksPageWanted): Stored<TicksPage> {
    return this.#access.read(() => {
      const symbol = this.#registry.findSymbol(wanted.terminal, wanted.symbol);
      const { from, to } = timeBounds(wanted);
      const rows = symbol === null ? [] : this.#statements.ticks.all(
        symbol.id,
        wanted.before?.brokerMs ?? farFuture,
        wanted.before?.ordinal ?? 0,
        from - clocksApartMs,
        to + clocksApartMs,
        from,
        to,
        wanted.limit,
      ).reverse();
      const column = columnsOf(rows);
      return {
        utcMs: column("utc_ms"),
        ordinal: column("ordinal"),
        ticks: {
          brokerMs: column("broker_ms"),
          bid: column("bid"),
          ask: column("ask"),
          last: column("last"),
          volume: column("volume"),
          flags: Uint8Array.from(rows, (row) => Number(row.flags)),
        },
      };
    });
  }

  /** Oldest first. */
  deals({ terminal, symbol, before, limit, ...range }: DealsPageWanted): Stored<TerminalDealRow[]> {
    return this.#access.read(() => {
      const id = this.#registry.findTerminalId(terminal);
      if (id === null) return [];
      const { from, to } = timeBounds(range);
      const beforeMs = before?.brokerMs ?? farFuture;
      const row = before?.row ?? 0;
      const wide = { low: from - clocksApartMs, high: to + clocksApartMs };
      const given = { terminal: id, from, to, beforeMs, row, limit, ...wide };
      const symbolId = symbol === null ? null : this.#registry.findSymbol(terminal, symbol)?.id;
      if (symbolId === undefined) return [];
      const rows = symbolId === null
        ? this.#statements.deals.compiled.all(given)
        : this.#statements.dealsOfSymbol.compiled.all({ ...given, symbol: symbolId });
      return rows.reverse().map((found) => ({
        ...dealOf(found),
        terminal,
        row: Number(found.id),
        trace: found.trace as TerminalDealRow["trace"],
        strategy: found.strategy as string | null,
      }));
    });
  }

  instruments(): Stored<StoredInstrument[]> {
    return this.#access.read(() =>
      this.#statements.instruments.all().map((row) => ({
        terminal: terminalOf(row),
        instrument: instrumentOf(row),
      }))
    );
  }
}

function columnsOf(rows: readonly Row[]) {
  return (name: string): Float64Array => Float64Array.from(rows, (row) => Number(row[name]));
}

function instrumentOf(row: Row): DescribedInstrument {
  return {
    symbol: row.name as SymbolName,
    brokerSymbol: row.broker_symbol as BrokerSymbol,
    assetClass: row.asset_class as AssetClass,
    digits: Number(row.digits),
    tickSize: Number(row.tick_size),
    tickValue: Number(row.tick_value),
    contractSize: Number(row.contract_size),
    volumeMinLots: Number(row.volume_min_lots),
    volumeMaxLots: Number(row.volume_max_lots),
    volumeStepLots: Number(row.volume_step_lots),
    stopsLevelPoints: Number(row.stops_level_points),
    freezeLevelPoints: Number(row.freeze_level_points),
    fillingModes: String(row.filling_modes).split(",").filter((one): one is FillingMode =>
      one !== ""
    ),
    baseCurrency: String(row.base_currency),
    profitCurrency: String(row.profit_currency),
    marginCurrency: String(row.margin_currency),
    sessions: JSON.parse(String(row.sessions ?? "[]")),
    ...(row.terms === null ? {} : JSON.parse(String(row.terms)) as LaterTerms),
  };
}

/** Stored together, as JSON. */
type LaterTerms = Pick<DescribedInstrument, "volumeLimitLots" | "swap" | "brokerTerms">;

interface Statements {
  readonly bars: SqliteStatement;
  readonly ticks: SqliteStatement;
  readonly deals: SqliteStatement;
  readonly dealsOfSymbol: SqliteStatement;
  readonly instruments: SqliteStatement;
}

/**
 * The trace of the bridge's first deal of the position: closes by the broker, a person or a halt
 * belong to that trace.
 */
const openingTraceSql = "(SELECT o.trace FROM deals p JOIN intents o ON o.intent = p.intent " +
  "WHERE p.terminal_id = d.terminal_id AND p.position = d.position ORDER BY p.id LIMIT 1)";

const dealsSql = dealsSqlOf("deals_by_time", "d.terminal_id = $terminal");
const dealsOfSymbolSql = dealsSqlOf(
  "deals_by_symbol",
  "d.terminal_id = $terminal AND d.symbol_id = $symbol",
);

/** Without statistics SQLite does not prefer the index that fits. */
function dealsSqlOf(index: string, which: string): string {
  return "SELECT f.*, coalesce(f.own_trace, f.opening_trace) AS trace, g.strategy FROM " +
    `(SELECT d.*, s.name AS symbol, i.trace AS own_trace, ${openingTraceSql} AS opening_trace ` +
    `FROM deals d INDEXED BY ${index} LEFT JOIN symbols s ON s.id = d.symbol_id ` +
    `LEFT JOIN intents i ON i.intent = d.intent WHERE ${which} ` +
    "AND d.broker_ms BETWEEN $low AND $high AND (d.broker_ms, d.id) < ($beforeMs, $row) " +
    "AND d.utc_ms >= $from AND d.utc_ms < $to ORDER BY d.broker_ms DESC, d.id DESC LIMIT $limit) f " +
    "LEFT JOIN signals g ON g.id = f.opening_trace ORDER BY f.broker_ms DESC, f.id DESC";
}

function prepare(db: DatabaseSync): Statements {
  return {
    bars: new SqliteStatement(
      db,
      "SELECT * FROM bars WHERE series_id = ? AND broker_ms < ? AND broker_ms BETWEEN ? AND ? " +
        "AND utc_ms >= ? AND utc_ms < ? ORDER BY broker_ms DESC LIMIT ?",
    ),
    ticks: new SqliteStatement(
      db,
      "SELECT * FROM ticks WHERE symbol_id = ? AND (broker_ms, ordinal) < (?, ?) " +
        "AND broker_ms BETWEEN ? AND ? AND utc_ms >= ? AND utc_ms < ? " +
        "ORDER BY broker_ms DESC, ordinal DESC LIMIT ?",
    ),
    deals: new SqliteStatement(db, dealsSql),
    dealsOfSymbol: new SqliteStatement(db, dealsOfSymbolSql),
    instruments: new SqliteStatement(
      db,
      "SELECT t.venue, t.login, t.server, s.* FROM symbols s JOIN terminals t ON t.id = s.terminal_id " +
        "WHERE s.digits IS NOT NULL ORDER BY t.id, s.id",
    ),
  };
}
