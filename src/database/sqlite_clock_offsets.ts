/** How far each broker's clock was from UTC, and since when, in the store. */

import type { BrokerMs, ClockOffset, TerminalId } from "../models/mod.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteRegistry } from "./sqlite_registry.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import type { Stored } from "./store_error.ts";

export class SqliteClockOffsets {
  readonly #access: SqliteAccess;
  readonly #registry: SqliteRegistry;
  readonly #store: SqliteStatement;
  readonly #ofTerminal: SqliteStatement;

  constructor({ db, access, registry }: SqliteShared) {
    this.#access = access;
    this.#registry = registry;
    this.#store = new SqliteStatement(
      db,
      "INSERT INTO clock_offsets (terminal_id, from_broker_ms, offset_ms) VALUES (?, ?, ?) " +
        "ON CONFLICT (terminal_id, from_broker_ms) DO UPDATE SET offset_ms = excluded.offset_ms",
    );
    this.#ofTerminal = new SqliteStatement(
      db,
      "SELECT from_broker_ms, offset_ms FROM clock_offsets WHERE terminal_id = ? " +
        "ORDER BY from_broker_ms",
    );
  }

  store(terminal: TerminalId, { fromBrokerMs, offsetMs }: ClockOffset): Stored<void> {
    return this.#access.write(() => {
      this.#store.run(this.#registry.terminalId(terminal), fromBrokerMs, offsetMs);
    });
  }

  /** Oldest first. */
  of(terminal: TerminalId): Stored<ClockOffset[]> {
    return this.#access.read(() => {
      const id = this.#registry.findTerminalId(terminal);
      if (id === null) return [];
      return this.#ofTerminal.all(id).map((row) => ({
        fromBrokerMs: row.from_broker_ms as BrokerMs,
        offsetMs: Number(row.offset_ms),
      }));
    });
  }
}
