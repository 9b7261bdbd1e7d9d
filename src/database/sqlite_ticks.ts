/** The `ticks` table. Ticks never change, so one that is already stored is not written again. */

import type {
  AcceptedTicks,
  BrokerMs,
  SymbolName,
  TerminalId,
  TickBatch,
  UnixMs,
} from "../models/mod.ts";
import type { SqliteMirrorLog } from "./sqlite_mirror_log.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteRegistry } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { RowWriter } from "./sqlite_row_writer.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import type { Stored } from "./store_error.ts";
import type { TickEdge } from "./store_rows.ts";

export const tickColumns = [
  "symbol_id",
  "broker_ms",
  "ordinal",
  "utc_ms",
  "bid",
  "ask",
  "last",
  "volume",
  "flags",
] as const;

export class SqliteTicks {
  readonly #access: SqliteAccess;
  readonly #registry: SqliteRegistry;
  readonly #mirrorLog: SqliteMirrorLog;
  readonly #writer: RowWriter;
  readonly #symbols: SqliteStatement;
  readonly #newest: SqliteStatement;
  readonly #between: SqliteStatement;

  constructor({ db, access, registry, mirrorLog }: SqliteShared) {
    this.#access = access;
    this.#registry = registry;
    this.#mirrorLog = mirrorLog;
    // Not INSERT OR IGNORE, which would also hide a NaN.
    this.#writer = new RowWriter(db, {
      table: "ticks",
      columns: tickColumns,
      onConflict: "ON CONFLICT (symbol_id, broker_ms, ordinal) DO NOTHING",
    });
    this.#symbols = new SqliteStatement(
      db,
      "SELECT id, name FROM symbols WHERE terminal_id = ? ORDER BY id",
    );
    this.#newest = new SqliteStatement(
      db,
      "SELECT broker_ms, ordinal, utc_ms, bid, ask FROM ticks WHERE symbol_id = ? " +
        "ORDER BY broker_ms DESC, ordinal DESC LIMIT 1",
    );
    this.#between = new SqliteStatement(
      db,
      "SELECT broker_ms, bid, ask, last, volume, flags FROM ticks " +
        "WHERE symbol_id = ? AND broker_ms >= ? AND broker_ms < ? ORDER BY broker_ms, ordinal",
    );
  }

  /** Returns how many ticks were not stored before. */
  store(terminal: TerminalId, batches: readonly AcceptedTicks[]): Stored<{ inserted: number }> {
    return this.#access.write(() => {
      let inserted = 0;
      for (const batch of batches) {
        requireSameLength(batch);
        const { id } = this.#registry.symbol(terminal, batch.ticks.symbol);
        inserted += this.#storeBatch(id, batch);
      }
      return { inserted };
    });
  }

  #storeBatch(symbolId: number, { ticks, utcMs, ordinal }: AcceptedTicks): number {
    const rows = this.#writer.write(utcMs.length, (row, values, at) => {
      values[at] = symbolId;
      values[at + 1] = ticks.brokerMs[row]!;
      values[at + 2] = ordinal[row]!;
      values[at + 3] = utcMs[row]!;
      values[at + 4] = ticks.bid[row]!;
      values[at + 5] = ticks.ask[row]!;
      values[at + 6] = ticks.last[row]!;
      values[at + 7] = ticks.volume[row]!;
      values[at + 8] = ticks.flags[row]!;
    });
    this.#mirrorLog.note("ticks", symbolId, { ...rangeOf(ticks.brokerMs), rows });
    return rows;
  }

  /** From one time to before another one; symbols without ticks are left out. */
  between(terminal: TerminalId, fromMs: BrokerMs, toMs: BrokerMs): Stored<TickBatch[]> {
    return this.#access.read(() => {
      const terminalId = this.#registry.findTerminalId(terminal);
      if (terminalId === null) return [];
      return this.#symbols.all(terminalId).flatMap((symbol) => {
        const rows = this.#between.all(symbol.id!, fromMs, toMs);
        const column = (name: string) => Float64Array.from(rows, (row) => Number(row[name]));
        return rows.length === 0 ? [] : [{
          symbol: symbol.name as SymbolName,
          brokerMs: column("broker_ms"),
          ...{ bid: column("bid"), ask: column("ask"), last: column("last") },
          volume: column("volume"),
          flags: Uint8Array.from(column("flags")),
        }];
      });
    });
  }

  edges(terminal: TerminalId): Stored<TickEdge[]> {
    return this.#access.read(() => {
      const terminalId = this.#registry.findTerminalId(terminal);
      if (terminalId === null) return [];
      return this.#symbols.all(terminalId).flatMap((symbol) => {
        const newest = this.#newest.get(symbol.id!);
        return newest === undefined ? [] : [{
          symbol: symbol.name as SymbolName,
          lastBrokerMs: newest.broker_ms as BrokerMs,
          lastOrdinal: Number(newest.ordinal),
          lastUtcMs: newest.utc_ms as UnixMs,
          bid: Number(newest.bid),
          ask: Number(newest.ask),
        }];
      });
    });
  }
}

/** Ticks normally arrive in chronological order, but this is not guaranteed. */
function rangeOf(times: Float64Array): { fromKey: number; toKey: number } {
  let [fromKey, toKey] = [Infinity, -Infinity];
  for (const time of times) {
    if (time < fromKey) fromKey = time;
    if (time > toKey) toKey = time;
  }
  return { fromKey, toKey };
}

function requireSameLength({ ticks, utcMs, ordinal }: AcceptedTicks): void {
  const { brokerMs, bid, ask, last, volume, flags } = ticks;
  const columns = [brokerMs, bid, ask, last, volume, flags, ordinal];
  if (columns.some((column) => column.length !== utcMs.length)) {
    throw new RangeError(`Columns of ticks of ${ticks.symbol} differ in length`);
  }
}
