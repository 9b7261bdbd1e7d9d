/**
 * The third step of the schema: what the mirror has still to be told. Entry point: `mirrorLogSchema`, a step of
 * `migrations.ts`; released with it and never edited after that.
 *
 * `mirror_log` names ranges of rows that were written and are not in the mirror yet, in the order of writing. Rows of
 * bars and ticks are too many for triggers: `SqliteMirrorLog.note` logs them a range at a time. All other tables log
 * themselves, and a row that changes again before it is mirrored moves to the end of the log.
 */

const tables = `
CREATE TABLE mirror_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  bridge TEXT NOT NULL,
  is_on INTEGER NOT NULL,
  claimed_seq INTEGER NOT NULL,
  shipped_seq INTEGER NOT NULL
) STRICT;

CREATE TABLE mirror_log (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  table_name TEXT NOT NULL,
  owner INTEGER NOT NULL,
  from_key INTEGER NOT NULL,
  to_key INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  noted_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX mirror_log_by_key ON mirror_log (table_name, owner, from_key);
`;

/** Tables that log themselves: name, owner of the key, key. */
const logged = [
  ["terminals", "0", "id"],
  ["symbols", "0", "id"],
  ["series", "0", "id"],
  ["clock_offsets", "terminal_id", "from_broker_ms"],
  ["account_metrics", "terminal_id", "utc_ms"],
  ["risk_metrics", "terminal_id", "utc_ms"],
  ["account_days", "0", "id"],
  ["paper_accounts", "0", "terminal_id"],
  ["signals", "0", "created_ms"],
  ["risk_decisions", "0", "id"],
  ["halts", "0", "id"],
  ["intents", "0", "id"],
  ["intent_history", "0", "id"],
  ["positions", "0", "id"],
  ["orders", "0", "id"],
  ["deals", "0", "id"],
  ["trade_progress", "0", "terminal_id"],
  ["discrepancies", "0", "id"],
] as const;

function triggers([table, owner, key]: typeof logged[number]): string {
  const ownerValue = owner === "0" ? "0" : `NEW.${owner}`;
  return ["INSERT", "UPDATE"].map((event) => `
CREATE TRIGGER mirror_${table}_${event.toLowerCase()} AFTER ${event} ON ${table}
WHEN (SELECT is_on FROM mirror_state)
BEGIN
  DELETE FROM mirror_log WHERE table_name = '${table}' AND owner = ${ownerValue}
    AND from_key = NEW.${key} AND to_key = NEW.${key};
  INSERT INTO mirror_log (table_name, owner, from_key, to_key, rows, noted_ms)
  VALUES ('${table}', ${ownerValue}, NEW.${key}, NEW.${key}, 1,
    CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;`).join("\n");
}

export const mirrorLogSchema = tables + logged.map(triggers).join("\n");
