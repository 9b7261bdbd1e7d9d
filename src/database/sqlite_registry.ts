/**
 * Terminals, symbols and series: the rows that all others refer to. They are created when first
 * mentioned, so that prices can be stored before the terminal has described itself; their keys are
 * cached.
 */

import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import {
  type AccountIdentity,
  joinTerminalId,
  type Login,
  splitTerminalId,
  type TerminalId,
  type TerminalParts,
} from "../models/mod.ts";
import type { Instrument, SeriesKey, SymbolName, Timeframe } from "../models/mod.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import type { Stored } from "./store_error.ts";

export interface SymbolRow {
  readonly id: number;
  /** Null until the terminal has described the symbol. */
  readonly digits: number | null;
}

const instrumentColumns = [
  "broker_symbol",
  "asset_class",
  "digits",
  "tick_size",
  "tick_value",
  "contract_size",
  "volume_min_lots",
  "volume_max_lots",
  "volume_step_lots",
  "stops_level_points",
  "freeze_level_points",
  "filling_modes",
  "base_currency",
  "profit_currency",
  "margin_currency",
  "trade_mode",
  "sessions",
  "terms",
] as const;

export class SqliteRegistry {
  readonly #access: SqliteAccess;
  readonly #terminals = new Map<TerminalId, number>();
  readonly #symbols = new Map<string, SymbolRow>();
  readonly #series = new Map<string, number>();
  readonly #statements: Statements;

  constructor(db: DatabaseSync, access: SqliteAccess) {
    this.#access = access;
    access.onRollback(() => this.#forget());
    this.#statements = prepare(db);
  }

  /** Rows made here may have been rolled back. */
  #forget(): void {
    this.#terminals.clear();
    this.#symbols.clear();
    this.#series.clear();
  }

  describeTerminal(identity: AccountIdentity): Stored<void> {
    return this.#access.write(() => {
      const id = this.terminalId(identity.terminal);
      const { company, currency, leverage, marginMode, tradeMode } = identity;
      this.#statements.describeTerminal.run(company, currency, leverage, marginMode, tradeMode, id);
    });
  }

  describeSymbols(terminal: TerminalId, instruments: readonly Instrument[]): Stored<void> {
    return this.#access.write(() => {
      for (const instrument of instruments) this.#describeSymbol(terminal, instrument);
    });
  }

  #describeSymbol(terminal: TerminalId, it: Instrument): void {
    const { id } = this.symbol(terminal, it.symbol);
    this.#statements.describeSymbol.run(
      it.brokerSymbol,
      it.assetClass,
      it.digits,
      it.tickSize,
      it.tickValue,
      it.contractSize,
      it.volumeMinLots,
      it.volumeMaxLots,
      it.volumeStepLots,
      it.stopsLevelPoints,
      it.freezeLevelPoints,
      it.fillingModes.join(","),
      it.baseCurrency,
      it.profitCurrency,
      it.marginCurrency,
      it.tradeMode,
      JSON.stringify(it.sessions),
      termsText(it),
      id,
    );
    this.#symbols.set(symbolKey(terminal, it.symbol), { id, digits: it.digits });
  }

  findTerminalId(terminal: TerminalId): number | null {
    const known = this.#terminals.get(terminal);
    if (known !== undefined) return known;
    const { venue, login, server } = splitTerminalId(terminal);
    const row = this.#statements.findTerminal.get(venue, login, server);
    if (row === undefined) return null;
    const id = Number(row.id);
    this.#terminals.set(terminal, id);
    return id;
  }

  /** The terminal's key; its row is created when missing. */
  terminalId(terminal: TerminalId): number {
    const found = this.findTerminalId(terminal);
    if (found !== null) return found;
    const { venue, login, server } = splitTerminalId(terminal);
    const id = Number(this.#statements.addTerminal.run(venue, login, server).lastInsertRowid);
    this.#terminals.set(terminal, id);
    return id;
  }

  findSymbol(terminal: TerminalId, symbol: SymbolName): SymbolRow | null {
    const key = symbolKey(terminal, symbol);
    const known = this.#symbols.get(key);
    if (known !== undefined) return known;
    const terminalId = this.findTerminalId(terminal);
    if (terminalId === null) return null;
    const row = this.#statements.findSymbol.get(terminalId, symbol);
    if (row === undefined) return null;
    const found = { id: Number(row.id), digits: row.digits === null ? null : Number(row.digits) };
    this.#symbols.set(key, found);
    return found;
  }

  /** The symbol's key and digits; its row is created when missing. */
  symbol(terminal: TerminalId, symbol: SymbolName): SymbolRow {
    const found = this.findSymbol(terminal, symbol);
    if (found !== null) return found;
    const added = this.#statements.addSymbol.run(this.terminalId(terminal), symbol);
    const row = { id: Number(added.lastInsertRowid), digits: null };
    this.#symbols.set(symbolKey(terminal, symbol), row);
    return row;
  }

  findSeriesId(terminal: TerminalId, { symbol, timeframe }: SeriesKey): number | null {
    const row = this.findSymbol(terminal, symbol);
    return row === null ? null : this.#findSeriesId(row.id, timeframe);
  }

  /** The key of the series; its row is created when missing. */
  seriesId(terminal: TerminalId, { symbol, timeframe }: SeriesKey): number {
    const symbolId = this.symbol(terminal, symbol).id;
    const found = this.#findSeriesId(symbolId, timeframe);
    if (found !== null) return found;
    const id = Number(this.#statements.addSeries.run(symbolId, timeframe).lastInsertRowid);
    this.#series.set(`${symbolId}/${timeframe}`, id);
    return id;
  }

  #findSeriesId(symbolId: number, timeframe: Timeframe): number | null {
    const key = `${symbolId}/${timeframe}`;
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const row = this.#statements.findSeries.get(symbolId, timeframe);
    if (row === undefined) return null;
    this.#series.set(key, Number(row.id));
    return Number(row.id);
  }
}

interface Statements {
  readonly findTerminal: SqliteStatement;
  readonly addTerminal: SqliteStatement;
  readonly describeTerminal: SqliteStatement;
  readonly findSymbol: SqliteStatement;
  readonly addSymbol: SqliteStatement;
  readonly describeSymbol: SqliteStatement;
  readonly findSeries: SqliteStatement;
  readonly addSeries: SqliteStatement;
}

function prepare(db: DatabaseSync): Statements {
  return {
    findTerminal: new SqliteStatement(
      db,
      "SELECT id FROM terminals WHERE venue = ? AND login = ? AND server = ?",
    ),
    addTerminal: new SqliteStatement(
      db,
      "INSERT INTO terminals (venue, login, server) VALUES (?, ?, ?)",
    ),
    describeTerminal: new SqliteStatement(
      db,
      "UPDATE terminals SET company = ?, currency = ?, leverage = ?, margin_mode = ?, " +
        "trade_mode = ? WHERE id = ?",
    ),
    findSymbol: new SqliteStatement(
      db,
      "SELECT id, digits FROM symbols WHERE terminal_id = ? AND name = ?",
    ),
    addSymbol: new SqliteStatement(db, "INSERT INTO symbols (terminal_id, name) VALUES (?, ?)"),
    describeSymbol: new SqliteStatement(
      db,
      `UPDATE symbols SET ${
        instrumentColumns.map((name) => `${name} = ?`).join(", ")
      } WHERE id = ?`,
    ),
    findSeries: new SqliteStatement(
      db,
      "SELECT id FROM series WHERE symbol_id = ? AND timeframe = ?",
    ),
    addSeries: new SqliteStatement(db, "INSERT INTO series (symbol_id, timeframe) VALUES (?, ?)"),
  };
}

/** The account of a row that has the columns of `terminals` that identify it. */
export function terminalOf(row: Record<string, SQLOutputValue>): TerminalId {
  return joinTerminalId({
    venue: row.venue as TerminalParts["venue"],
    login: row.login as Login,
    server: String(row.server),
  });
}

/**
 * A terminal id ends with a server name and a symbol contains no blank, so the blank keeps pairs
 * distinct.
 */
function symbolKey(terminal: TerminalId, symbol: SymbolName): string {
  return `${terminal} ${symbol}`;
}

/** What older Expert Advisors do not report; null where there is none of it. */
function termsText({ volumeLimitLots, swap, brokerTerms }: Instrument): string | null {
  const terms = { volumeLimitLots, swap, brokerTerms };
  return Object.values(terms).every((one) => one === undefined) ? null : JSON.stringify(terms);
}
