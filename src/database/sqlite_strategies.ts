/** The table `strategy_decisions`, and the closed trades of a strategy with columns. */

import type { SQLOutputValue } from "node:sqlite";
import {
  type BrokerMs,
  type ClosedOwnTrade,
  entryOfTrace,
  type SignalId,
  type StrategyOwner,
  type TraceId,
  type UnixMs,
} from "../models/mod.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteRegistry } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import type { SqliteSignals } from "./sqlite_signals.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import { SqliteUpsert } from "./sqlite_upsert.ts";
import type { Stored } from "./store_error.ts";
import type { OwnTradesWanted, StrategyDecided, StrategyDecisionRow } from "./strategy_rows.ts";

/** Entries that are looked through for closed trades: the newest ones, many times the limit. */
const entriesPerTrade = 4;

/** Volumes are sums of doubles. */
const lotsNoise = 1e-9;

/** The newest entries of an owner with the deals of their positions, oldest first. */
const dealsSql = "SELECT e.trace, d.entry, d.type, d.volume_lots, d.price, d.broker_ms, " +
  "d.profit + d.swap + d.commission + d.fee AS result FROM (" +
  "SELECT DISTINCT i.trace, p.position FROM intents i " +
  "JOIN deals p ON p.intent = i.intent AND p.entry = 'in' AND p.terminal_id = i.terminal_id " +
  "WHERE i.trace >= $from AND i.trace < $to AND i.terminal_id = $terminal " +
  "ORDER BY i.trace DESC LIMIT $entries) e " +
  "JOIN deals d ON d.terminal_id = $terminal AND d.position = e.position " +
  "ORDER BY d.broker_ms, d.id";

export class SqliteStrategies {
  readonly #access: SqliteAccess;
  readonly #registry: SqliteRegistry;
  readonly #signals: SqliteSignals;
  readonly #upsert: SqliteUpsert;
  readonly #find: SqliteStatement;
  readonly #deals: SqliteStatement;

  constructor({ db, access, registry }: SqliteShared, signals: SqliteSignals) {
    this.#access = access;
    this.#registry = registry;
    this.#signals = signals;
    this.#upsert = new SqliteUpsert(db, {
      table: "strategy_decisions",
      key: ["series_id", "strategy"],
      values: ["bar_broker_ms", "state", "steps", "decided_ms"],
      onConflict: "replace",
    });
    this.#find = new SqliteStatement(
      db,
      "SELECT bar_broker_ms, state, steps, decided_ms FROM strategy_decisions " +
        "WHERE series_id = ? AND strategy = ?",
    );
    this.#deals = new SqliteStatement(db, dealsSql);
  }

  /** Returns the signals that were not stored before. */
  store(
    { decision, signals }: StrategyDecided,
  ): Stored<{ readonly added: readonly SignalId[] }> {
    const { owner, barBrokerMs, state, steps, decidedMs } = decision;
    return this.#access.write(() => {
      const series = this.#registry.seriesId(owner.terminal, owner);
      this.#upsert.run(series, owner.strategy, barBrokerMs, state, steps, decidedMs);
      return { added: this.#signals.add(signals) };
    });
  }

  find(owner: StrategyOwner): Stored<StrategyDecisionRow | null> {
    return this.#access.read(() => {
      const series = this.#registry.findSeriesId(owner.terminal, owner);
      const row = series === null ? undefined : this.#find.get(series, owner.strategy);
      if (row === undefined) return null;
      return {
        owner,
        barBrokerMs: row.bar_broker_ms as BrokerMs,
        state: row.state as string | null,
        steps: String(row.steps),
        decidedMs: row.decided_ms as UnixMs,
      };
    });
  }

  /** The last closed trades of the strategy, oldest first. */
  closedTrades({ account, owner, limit }: OwnTradesWanted): Stored<ClosedOwnTrade[]> {
    return this.#access.read(() => {
      const terminal = this.#registry.findTerminalId(account);
      if (terminal === null) return [];
      const rows = this.#deals.compiled.all({
        terminal,
        from: `${owner}/`,
        to: `${owner}0`, // the character after the slash
        entries: entriesPerTrade * limit,
      });
      return [...Map.groupBy(rows, ({ trace }) => String(trace))]
        .map(([trace, deals]) => closedTradeOf(trace as TraceId, deals))
        .filter((trade) => trade !== null)
        .sort((one, other) => one.closedBrokerMs - other.closedBrokerMs)
        .slice(-limit);
    });
  }
}

type Row = Record<string, SQLOutputValue>;

/** Null while a part of it is open. */
function closedTradeOf(trace: TraceId, deals: readonly Row[]): ClosedOwnTrade | null {
  const number = entryOfTrace(trace)?.number;
  const entries = deals.filter(({ entry }) => entry === "in");
  const exits = deals.filter(({ entry }) => entry !== "in");
  const [first, last] = [entries[0], exits.at(-1)];
  if (number === undefined || first === undefined || last === undefined) return null;
  const volumeLots = lotsOf(entries);
  if (lotsOf(exits) < volumeLots - lotsNoise) return null;
  return {
    number,
    direction: first.type === "buy" ? "buy" : "sell",
    volumeLots,
    entryPrice: Number(first.price),
    exitPrice: Number(last.price),
    openedBrokerMs: first.broker_ms as BrokerMs,
    closedBrokerMs: last.broker_ms as BrokerMs,
    profit: deals.reduce((sum, { result }) => sum + Number(result), 0),
  };
}

function lotsOf(deals: readonly Row[]): number {
  return deals.reduce((sum, { volume_lots }) => sum + Number(volume_lots), 0);
}
