/**
 * The triggers that log rows for the mirror. A row that changes again before it is mirrored moves
 * to the end of the log. The triggers exist only while the mirror is on: without a mirror, no
 * statement has to compile and run them.
 */

/** The tables with such triggers: name, owner of the key, key. */
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
  ["strategy_decisions", "0", "id"],
  ["risk_decisions", "0", "id"],
  ["halts", "0", "id"],
  ["general_halts", "0", "id"],
  ["intents", "0", "id"],
  ["intent_history", "0", "id"],
  ["positions", "0", "id"],
  ["orders", "0", "id"],
  ["deals", "0", "id"],
  ["trade_progress", "0", "terminal_id"],
  ["discrepancies", "0", "id"],
  ["removed_bars", "0", "id"],
  ["removed_ticks", "0", "id"],
  ["alerts", "0", "id"],
  ["copied_trades", "0", "id"],
  ["terminal_checks", "0", "checked_ms"],
  ["calendar_releases", "terminal_id", "broker_ms"],
] as const;

const events = ["insert", "update"] as const;

export const createMirrorTriggers = logged.flatMap(([table, owner, key]) => {
  const ownerValue = owner === "0" ? "0" : `NEW.${owner}`;
  return events.map((event) => `
CREATE TRIGGER IF NOT EXISTS mirror_${table}_${event} AFTER ${event.toUpperCase()} ON ${table}
BEGIN
  DELETE FROM mirror_log WHERE table_name = '${table}' AND owner = ${ownerValue}
    AND from_key = NEW.${key} AND to_key = NEW.${key};
  INSERT INTO mirror_log (table_name, owner, from_key, to_key, rows, noted_ms)
  VALUES ('${table}', ${ownerValue}, NEW.${key}, NEW.${key}, 1,
    CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;`);
}).join("\n");

export const dropMirrorTriggers = logged.flatMap(([table]) =>
  events.map((event) => `DROP TRIGGER IF EXISTS mirror_${table}_${event};`)
).join("\n");
