/**
 * Reads of limited size, for people and programs that browse the data: bars, ticks, account series,
 * signals, instruments. Each read follows the key of its table, so its cost depends on the size of
 * the page, not of the table.
 */

import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import {
  type AccountFigures,
  type AssetClass,
  type BrokerSymbol,
  type FillingMode,
  type Signal,
  type SymbolName,
} from "../models/mod.ts";
import type {
  AccountPageWanted,
  BarsPage,
  BarsPageWanted,
  DealsPageWanted,
  DescribedInstrument,
  SignalsPageWanted,
  StoredInstrument,
  TerminalDealRow,
  TicksPage,
  TicksPageWanted,
  TimeRange,
} from "./page_rows.ts";
import { dealOf } from "./sqlite_deals.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import { type SqliteRegistry, terminalOf } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import type { Stored } from "./store_error.ts";

type Row = Record<string, SQLOutputValue>;

/**
 * The largest difference between broker time and UTC: tables are keyed by the first, ranges are
 * given in the second.
 */
const clocksApartMs = 15 * 3_600_000;

const farPast = -8_640_000_000_000_000;
const farFuture = 8_640_000_000_000_000;

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
      const { from, to } = bounds(wanted);
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
      const { from, to } = bounds(wanted);
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

  account({ terminal, before, limit, ...range }: AccountPageWanted): Stored<AccountFigures[]> {
    return this.#access.read(() => {
      const id = this.#registry.findTerminalId(terminal);
      if (id === null) return [];
      const { from, to } = bounds(range);
      const end = Math.min(before ?? farFuture, to);
      return this.#statements.account.all(id, from, end, limit).reverse().map((row) => ({
        terminal,
        utcMs: row.utc_ms as AccountFigures["utcMs"],
        balance: Number(row.balance),
        equity: Number(row.equity),
        margin: Number(row.margin),
        freeMargin: Number(row.free_margin),
        marginLevelPct: row.margin_level_pct === null ? null : Number(row.margin_level_pct),
        profit: Number(row.profit),
      }));
    });
  }

  /** Newest first: a list that people read from the top. */
  signals(wanted: SignalsPageWanted): Stored<Signal[]> {
    return this.#access.read(() => {
      const { from, to } = bounds(wanted);
      const { before, terminal, symbol, strategy, limit } = wanted;
      const terminalRow = terminal === null ? null : this.#registry.findTerminalId(terminal);
      if (terminal !== null && terminalRow === null) return [];
      const given = { terminal: terminalRow, symbol, strategy, from, to, limit };
      const createdMs = before?.createdMs ?? farFuture;
      const id = before?.id ?? "";
      return this.#statements.signals.compiled.all({ ...given, createdMs, id }).map(signalOfRow);
    });
  }

  /** Oldest first. */
  deals({ terminal, symbol, before, limit, ...range }: DealsPageWanted): Stored<TerminalDealRow[]> {
    return this.#access.read(() => {
      const id = this.#registry.findTerminalId(terminal);
      if (id === null) return [];
      const { from, to } = bounds(range);
      const beforeMs = before?.brokerMs ?? farFuture;
      const row = before?.row ?? 0;
      const wide = { low: from - clocksApartMs, high: to + clocksApartMs };
      const given = { terminal: id, symbol, from, to, beforeMs, row, limit, ...wide };
      return this.#statements.deals.compiled.all(given).reverse().map((found) => ({
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

function bounds({ fromMs, toMs }: TimeRange): { readonly from: number; readonly to: number } {
  return { from: fromMs ?? farPast, to: toMs ?? farFuture };
}

function columnsOf(rows: readonly Row[]) {
  return (name: string): Float64Array => Float64Array.from(rows, (row) => Number(row[name]));
}

/** The signal of a row that includes the names of its symbol, series and terminal. */
export function signalOfRow(row: Row): Signal {
  return {
    id: row.id as Signal["id"],
    terminal: terminalOf(row),
    symbol: row.symbol as SymbolName,
    timeframe: row.timeframe as Signal["timeframe"],
    strategy: String(row.strategy),
    direction: row.direction as Signal["direction"],
    price: Number(row.price),
    stopLoss: Number(row.stop_loss),
    takeProfit: Number(row.take_profit),
    barBrokerMs: row.bar_broker_ms as Signal["barBrokerMs"],
    asOfBrokerMs: (row.as_of_broker_ms ?? row.bar_broker_ms) as Signal["asOfBrokerMs"],
    createdMs: row.created_ms as Signal["createdMs"],
    ageMs: row.age_ms as number | null,
    isLate: row.is_late === 1,
    reason: String(row.reason),
  };
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
  };
}

interface Statements {
  readonly bars: SqliteStatement;
  readonly ticks: SqliteStatement;
  readonly account: SqliteStatement;
  readonly signals: SqliteStatement;
  readonly deals: SqliteStatement;
  readonly instruments: SqliteStatement;
}

export const signalColumns =
  "g.id, g.strategy, g.bar_broker_ms, g.direction, g.price, g.stop_loss, " +
  "g.take_profit, g.as_of_broker_ms, g.created_ms, g.age_ms, g.is_late, g.reason, r.timeframe, s.name AS symbol, t.venue, t.login, t.server";

/**
 * The trace of the bridge's first deal of the position: closes by the broker, a person or a halt
 * belong to that trace.
 */
const openingTraceSql = "(SELECT o.trace FROM deals p JOIN intents o ON o.intent = p.intent " +
  "WHERE p.terminal_id = d.terminal_id AND p.position = d.position ORDER BY p.id LIMIT 1)";

const dealsSql = "SELECT f.*, coalesce(f.own_trace, f.opening_trace) AS trace, g.strategy FROM " +
  `(SELECT d.*, s.name AS symbol, i.trace AS own_trace, ${openingTraceSql} AS opening_trace ` +
  "FROM deals d LEFT JOIN symbols s ON s.id = d.symbol_id LEFT JOIN intents i ON i.intent = d.intent " +
  "WHERE d.terminal_id = $terminal AND d.broker_ms BETWEEN $low AND $high " +
  "AND (d.broker_ms < $beforeMs OR (d.broker_ms = $beforeMs AND d.id < $row)) " +
  "AND d.utc_ms >= $from AND d.utc_ms < $to AND ($symbol IS NULL OR s.name = $symbol) " +
  "ORDER BY d.broker_ms DESC, d.id DESC LIMIT $limit) f LEFT JOIN signals g ON g.id = f.opening_trace " +
  "ORDER BY f.broker_ms DESC, f.id DESC";

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
    account: new SqliteStatement(
      db,
      "SELECT * FROM account_metrics WHERE terminal_id = ? AND utc_ms >= ? AND utc_ms < ? " +
        "ORDER BY utc_ms DESC LIMIT ?",
    ),
    signals: new SqliteStatement(
      db,
      `SELECT ${signalColumns} FROM signals g JOIN series r ON r.id = g.series_id ` +
        "JOIN symbols s ON s.id = r.symbol_id JOIN terminals t ON t.id = s.terminal_id " +
        "WHERE (g.created_ms < $createdMs OR (g.created_ms = $createdMs AND g.id < $id)) " +
        "AND g.created_ms >= $from AND g.created_ms < $to " +
        "AND ($terminal IS NULL OR t.id = $terminal) AND ($symbol IS NULL OR s.name = $symbol) " +
        "AND ($strategy IS NULL OR g.strategy = $strategy) " +
        "ORDER BY g.created_ms DESC, g.id DESC LIMIT $limit",
    ),
    deals: new SqliteStatement(db, dealsSql),
    instruments: new SqliteStatement(
      db,
      "SELECT t.venue, t.login, t.server, s.* FROM symbols s JOIN terminals t ON t.id = s.terminal_id " +
        "WHERE s.digits IS NOT NULL ORDER BY t.id, s.id",
    ),
  };
}
