/**
 * The table `alerts`: what the trader is told outside of the program, and how far each alert has
 * come on each channel. Alerts that wait on some channel are sent after a restart.
 */

import type { AlertDelivery, StoredAlert } from "../models/alert.ts";
import type { UnixMs } from "../models/time.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { SqliteShared } from "./sqlite_shared.ts";
import { SqliteStatement } from "./sqlite_statement.ts";
import { SqliteUpsert } from "./sqlite_upsert.ts";
import type { Stored } from "./store_error.ts";

/** More than one start sends: channels keep fewer. */
const waitingRowsMax = 5_000;

export class SqliteAlerts {
  readonly #access: SqliteAccess;
  readonly #add: SqliteUpsert;
  readonly #settle: SqliteUpsert;
  readonly #waiting: SqliteStatement;
  readonly #newest: SqliteStatement;

  constructor({ db, access }: SqliteShared) {
    this.#access = access;
    const into = {
      table: "alerts",
      key: ["key"],
      values: ["raised_ms", "event", "severity", "text", "deliveries", "is_waiting"],
    } as const;
    this.#add = new SqliteUpsert(db, { ...into, onConflict: "keep" });
    this.#settle = new SqliteUpsert(db, { ...into, onConflict: "replace" });
    const columns = "key, raised_ms, event, severity, text, deliveries";
    this.#waiting = new SqliteStatement(
      db,
      `SELECT ${columns} FROM alerts WHERE is_waiting = 1 ORDER BY id DESC LIMIT ?`,
    );
    this.#newest = new SqliteStatement(
      db,
      `SELECT ${columns} FROM alerts ORDER BY id DESC LIMIT ?`,
    );
  }

  /** Known ones stay as they are; `added` names the new ones. */
  add(alerts: readonly StoredAlert[]): Stored<{ added: readonly string[] }> {
    return this.#access.write(() => ({
      added: alerts.filter((alert) => write(this.#add, alert)).map(({ key }) => key),
    }));
  }

  /** Replaces the deliveries; an alert that could not be added before is added. */
  settle(alerts: readonly StoredAlert[]): Stored<void> {
    return this.#access.write(() => {
      for (const alert of alerts) write(this.#settle, alert);
    });
  }

  /** Those that have not reached all of their channels, oldest first. */
  waiting(): Stored<readonly StoredAlert[]> {
    return this.#access.read(() => this.#waiting.all(waitingRowsMax).map(alertOfRow).toReversed());
  }

  /** Newest first. */
  newest(limit: number): Stored<readonly StoredAlert[]> {
    return this.#access.read(() => this.#newest.all(limit).map(alertOfRow));
  }
}

function alertOfRow(row: Readonly<Record<string, unknown>>): StoredAlert {
  return {
    key: String(row.key),
    raisedMs: Number(row.raised_ms) as UnixMs,
    event: String(row.event) as StoredAlert["event"],
    severity: String(row.severity) as StoredAlert["severity"],
    text: String(row.text),
    deliveries: JSON.parse(String(row.deliveries)) as readonly AlertDelivery[],
  };
}

/** True when the table was changed. */
function write(upsert: SqliteUpsert, alert: StoredAlert): boolean {
  const { key, raisedMs, event, severity, text, deliveries } = alert;
  const isWaiting = deliveries.some(({ state }) => state === "waiting");
  const list = JSON.stringify(deliveries);
  return upsert.run(key, raisedMs, event, severity, text, list, isWaiting ? 1 : 0);
}
