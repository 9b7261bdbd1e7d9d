/**
 * The step of the schema from which on self-tests of terminals and the economic calendar are
 * mirrored. A release that is no longer due stays, marked, because the mirror deletes nothing.
 */

const nowMs = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
const isOn = "EXISTS (SELECT 1 FROM mirror_state WHERE is_on = 1)";

export const mirroredTerminalSchema = `
ALTER TABLE calendar_releases ADD COLUMN withdrawn_ms INTEGER;

INSERT INTO mirror_log (table_name, owner, from_key, to_key, rows, noted_ms)
SELECT 'calendar_releases', terminal_id, min(broker_ms), max(broker_ms), count(*), ${nowMs}
FROM calendar_releases WHERE ${isOn} GROUP BY terminal_id;

INSERT INTO mirror_log (table_name, owner, from_key, to_key, rows, noted_ms)
SELECT 'terminal_checks', 0, checked_ms, checked_ms, count(*), ${nowMs}
FROM terminal_checks WHERE ${isOn} GROUP BY checked_ms;
`;
