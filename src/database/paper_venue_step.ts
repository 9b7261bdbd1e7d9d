/**
 * The step that gives each account its venue: before, a paper account was a terminal whose server
 * ended with ` (paper)`, and could not be distinguished from an account at a server of that name.
 * Entry points: `paperVenueSchema` and `separatePaperAccounts`, released together and never edited
 * since.
 */

import type { DatabaseSync } from "node:sqlite";
import type { MigrationNote } from "./migration_note.ts";

/**
 * A table's UNIQUE cannot be changed, so the table is made again, with the same keys; its triggers
 * go with it and are made again by `separatePaperAccounts`.
 */
export const paperVenueSchema = `
PRAGMA defer_foreign_keys = ON;
CREATE TEMP TABLE former_terminals AS SELECT * FROM terminals;
CREATE TEMP TABLE former_triggers AS
  SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'terminals';
DROP TABLE terminals;

CREATE TABLE terminals (
  id INTEGER PRIMARY KEY,
  venue TEXT NOT NULL CHECK (venue IN ('mt5', 'paper')),
  login TEXT NOT NULL,
  server TEXT NOT NULL,
  company TEXT,
  currency TEXT,
  leverage REAL,
  margin_mode TEXT CHECK (margin_mode IN ('netting', 'exchange', 'hedging')),
  trade_mode TEXT CHECK (trade_mode IN ('demo', 'contest', 'real')),
  UNIQUE (login, server, venue)
) STRICT;

INSERT INTO terminals
  (id, venue, login, server, company, currency, leverage, margin_mode, trade_mode)
SELECT id, 'mt5', login, server, company, currency, leverage, margin_mode, trade_mode
FROM former_terminals;
DROP TABLE former_terminals;
`;

/** The views that show the account of a row. */
const accountViews = [
  "bar_list",
  "tick_list",
  "signal_list",
  "position_list",
  "order_list",
  "deal_list",
  "intent_list",
  "decision_list",
  "halt_list",
  "account_list",
];

/**
 * Runs after `paperVenueSchema`, in the same transaction. A row with the suffix becomes a paper
 * account when the paper venue has written to it and no terminal has. Any other stays the account
 * of a terminal, so that nothing of a real account is lost, and is reported when that is doubtful.
 */
export function separatePaperAccounts(db: DatabaseSync): MigrationNote[] {
  for (const { sql } of db.prepare("SELECT sql FROM temp.former_triggers").all()) {
    db.exec(String(sql));
  }
  db.exec("DROP TABLE temp.former_triggers");
  for (const view of accountViews) showVenue(db, view);
  return db.prepare(candidatesSql).all().flatMap((row) => {
    const real = `${row.login}@${row.server}`;
    const name = { id: Number(row.id), was: `${real}${suffix}`, terminal: `paper:${real}` };
    const isPaper = row.of_paper === 1;
    const isReal = row.of_terminal === 1;
    if (isPaper && !isReal) return [renamed(db, name)];
    return isPaper === isReal ? [unclear(name.was, isPaper)] : [];
  });
}

function showVenue(db: DatabaseSync, view: string): void {
  const found = db.prepare("SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = ?")
    .get(view);
  if (found === undefined) return;
  const sql = String(found.sql).replace("t.login, t.server", "t.login, t.server, t.venue");
  db.exec(`DROP VIEW ${view}; ${sql}`);
}

const suffix = " (paper)";

/**
 * The rows with the suffix, with the server before it. Only the paper venue wrote `paper_accounts`,
 * the journal `paper`, and the suffix behind the company of the terminal's row; only terminals have
 * clock offsets, described symbols, bars, signals and journals of their own.
 */
const candidatesSql = `
SELECT t.id, t.login, substr(t.server, 1, length(t.server) - ${suffix.length}) AS server,
  EXISTS (SELECT 1 FROM paper_accounts WHERE terminal_id = t.id)
    OR EXISTS (SELECT 1 FROM intents WHERE terminal_id = t.id AND installation = 'paper')
    OR EXISTS (
      SELECT 1 FROM terminals r WHERE t.trade_mode = 'demo' AND r.login = t.login
        AND r.server || '${suffix}' = t.server AND r.company || '${suffix}' = t.company
    ) AS of_paper,
  EXISTS (SELECT 1 FROM clock_offsets WHERE terminal_id = t.id)
    OR EXISTS (SELECT 1 FROM symbols WHERE terminal_id = t.id AND digits IS NOT NULL)
    OR EXISTS (SELECT 1 FROM symbols s JOIN series r ON r.symbol_id = s.id WHERE s.terminal_id = t.id)
    OR EXISTS (
      SELECT 1 FROM intents WHERE terminal_id = t.id AND installation NOT IN ('', 'paper')
    ) AS of_terminal
FROM terminals t
WHERE substr(t.server, -${suffix.length}) = '${suffix}'
ORDER BY t.id`;

interface Renaming {
  readonly id: number;
  /** The former id of the paper account. */
  readonly was: string;
  readonly terminal: string;
}

const toPaperSql = `
UPDATE terminals SET venue = 'paper',
  server = substr(server, 1, length(server) - ${suffix.length}),
  company = CASE WHEN substr(company, -${suffix.length}) = '${suffix}'
    THEN substr(company, 1, length(company) - ${suffix.length}) ELSE company END
WHERE id = $id`;

/** Where ids of accounts stand inside of other values: as their beginning, or inside of JSON. */
const renamings = [
  beginning("halts", "halt", ""),
  beginning("discrepancies", "discrepancy", ""),
  beginning("intents", "trace", "halt/"),
  beginning("intents", "command_key", "halt/"),
  `UPDATE risk_decisions SET proposal = json_set(proposal, '$.terminal', $terminal)
  WHERE terminal_id = $id AND proposal ->> '$.terminal' = $was`,
  `UPDATE paper_accounts SET state = json_set(state, '$.files.haltRecord',
    replace(state ->> '$.files.haltRecord', ' ' || $was || '/', ' ' || $terminal || '/'))
  WHERE terminal_id = $id AND CASE WHEN json_valid(state)
    THEN instr(state ->> '$.files.haltRecord', ' ' || $was || '/') > 0 ELSE 0 END`,
];

function beginning(table: string, column: string, before: string): string {
  const was = `'${before}' || $was || '/'`;
  return `UPDATE ${table}
  SET ${column} = '${before}' || $terminal || '/' || substr(${column}, length(${was}) + 1)
  WHERE terminal_id = $id AND substr(${column}, 1, length(${was})) = ${was}`;
}

function renamed(db: DatabaseSync, { id, was, terminal }: Renaming): MigrationNote {
  db.prepare(toPaperSql).run({ id });
  for (const sql of renamings) db.prepare(sql).run({ id, was, terminal });
  return { code: "paper_account_renamed", fields: { was, terminal } };
}

function unclear(terminal: string, hasBoth: boolean): MigrationNote {
  const reason = hasBoth
    ? "a terminal and a paper account have both written to it"
    : "neither a terminal nor a paper account has left a mark in it";
  return { code: "paper_account_ambiguous", fields: { terminal, reason } };
}
