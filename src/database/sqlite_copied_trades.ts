/**
 * The table `copied_trades`: what became of each position of a master account on each account that
 * copies it. What has not ended is followed after a restart.
 */

import type { CopiedTrade, TerminalId } from "../models/mod.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import { SqliteUpsert } from "./sqlite_upsert.ts";
import type { Stored } from "./store_error.ts";

export class SqliteCopiedTrades {
  readonly #access: SqliteAccess;
  readonly #upsert: SqliteUpsert;
  readonly #open: SqliteStatement;
  readonly #newest: SqliteStatement;

  constructor({ db, access }: SqliteShared) {
    this.#access = access;
    this.#upsert = new SqliteUpsert(db, {
      table: "copied_trades",
      key: ["follower", "master", "position", "leg"],
      values: ["state", "seen_ms", "trade", "is_open"],
      onConflict: "replace",
    });
    this.#open = new SqliteStatement(
      db,
      "SELECT trade FROM copied_trades WHERE follower = ? AND is_open = 1 ORDER BY id",
    );
    this.#newest = new SqliteStatement(
      db,
      "SELECT trade FROM copied_trades ORDER BY id DESC LIMIT ?",
    );
  }

  /** Replaces what is stored of them. */
  store(trades: readonly CopiedTrade[]): Stored<void> {
    return this.#access.write(() => {
      for (const trade of trades) {
        const { follower, master, position, leg, state, seenMs, endedMs } = trade;
        const isOpen = endedMs === null ? 1 : 0;
        const text = JSON.stringify(trade);
        this.#upsert.run(follower, master, position, leg, state, seenMs, text, isOpen);
      }
    });
  }

  /** Those that have not ended, oldest first. */
  open(follower: TerminalId): Stored<readonly CopiedTrade[]> {
    return this.#access.read(() => this.#open.all(follower).map(tradeOf));
  }

  /** Newest first. */
  newest(limit: number): Stored<readonly CopiedTrade[]> {
    return this.#access.read(() => this.#newest.all(limit).map(tradeOf));
  }
}

function tradeOf({ trade }: Readonly<Record<string, unknown>>): CopiedTrade {
  return JSON.parse(String(trade)) as CopiedTrade;
}
