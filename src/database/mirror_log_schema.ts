/**
 * The third step of the schema: the log of rows that are not in the mirror yet. Entry point:
 * `mirrorLogSchema`, a step of `migrations.ts`; released with it and never edited since.
 *
 * `mirror_log` lists ranges of rows that were written and are not in the mirror yet, in the order
 * of writing. Bars and ticks have too many rows for triggers, so `SqliteMirrorLog.note` logs them
 * as ranges. All other tables are logged by triggers (`mirror_triggers.ts`).
 */

export const mirrorLogSchema = `
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
