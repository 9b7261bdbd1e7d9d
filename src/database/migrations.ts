/**
 * The schema as the list of steps that built it. A released step is never edited: a change is a new
 * step at the end. `docs/store.md` describes the result, and a test checks that it names every
 * table and column.
 */

import { alertsSchema } from "./alerts_schema.ts";
import { copiedTradesSchema } from "./copied_trades_schema.ts";
import type { DatabaseSync } from "node:sqlite";
import type { MigrationNote } from "./migration_note.ts";
import { mirrorLogSchema } from "./mirror_log_schema.ts";
import { mirroredTerminalSchema } from "./mirrored_terminal_schema.ts";
import { outsideSignalsSchema } from "./outside_signals_schema.ts";
import { paperVenueSchema, separatePaperAccounts } from "./paper_venue_step.ts";
import { removedPricesSchema } from "./removed_prices_schema.ts";
import { tradesSchema } from "./trades_schema.ts";

export interface Migration {
  /** One sentence for the log. */
  readonly what: string;
  readonly sql: string;
  /** What SQL alone cannot do: runs after `sql`, in the same transaction. */
  readonly repair?: (db: DatabaseSync) => readonly MigrationNote[];
}

/**
 * Ticks and bars are clustered by their key (WITHOUT ROWID). Compared with a rowid table and an
 * index, inserts are as fast or faster, and the file is 28 % smaller. All tables are STRICT: NaN,
 * or text in place of a number, is refused. Volumes and spreads are REAL because replay files may
 * contain fractions; SQLite stores whole ones as integers.
 */
const firstSchema = `
CREATE TABLE terminals (
  id INTEGER PRIMARY KEY,
  login TEXT NOT NULL,
  server TEXT NOT NULL,
  company TEXT,
  currency TEXT,
  leverage REAL,
  margin_mode TEXT CHECK (margin_mode IN ('netting', 'exchange', 'hedging')),
  trade_mode TEXT CHECK (trade_mode IN ('demo', 'contest', 'real')),
  UNIQUE (login, server)
) STRICT;

CREATE TABLE symbols (
  id INTEGER PRIMARY KEY,
  terminal_id INTEGER NOT NULL REFERENCES terminals (id),
  name TEXT NOT NULL,
  broker_symbol TEXT,
  asset_class TEXT CHECK (asset_class IN ('forex', 'crypto')),
  digits INTEGER,
  tick_size REAL,
  tick_value REAL,
  contract_size REAL,
  volume_min_lots REAL,
  volume_max_lots REAL,
  volume_step_lots REAL,
  stops_level_points REAL,
  freeze_level_points REAL,
  filling_modes TEXT,
  base_currency TEXT,
  profit_currency TEXT,
  margin_currency TEXT,
  UNIQUE (terminal_id, name)
) STRICT;

CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  symbol_id INTEGER NOT NULL REFERENCES symbols (id),
  timeframe TEXT NOT NULL,
  UNIQUE (symbol_id, timeframe)
) STRICT;

CREATE TABLE bars (
  series_id INTEGER NOT NULL REFERENCES series (id),
  broker_ms INTEGER NOT NULL,
  utc_ms INTEGER NOT NULL,
  open REAL NOT NULL,
  high REAL NOT NULL,
  low REAL NOT NULL,
  close REAL NOT NULL,
  tick_volume REAL NOT NULL,
  real_volume REAL NOT NULL,
  spread_points REAL NOT NULL,
  PRIMARY KEY (series_id, broker_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticks (
  symbol_id INTEGER NOT NULL REFERENCES symbols (id),
  broker_ms INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  utc_ms INTEGER NOT NULL,
  bid REAL NOT NULL,
  ask REAL NOT NULL,
  last REAL NOT NULL,
  volume REAL NOT NULL,
  flags INTEGER NOT NULL,
  PRIMARY KEY (symbol_id, broker_ms, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_metrics (
  terminal_id INTEGER NOT NULL REFERENCES terminals (id),
  utc_ms INTEGER NOT NULL,
  balance REAL NOT NULL,
  equity REAL NOT NULL,
  margin REAL NOT NULL,
  free_margin REAL NOT NULL,
  margin_level_pct REAL,
  profit REAL NOT NULL,
  PRIMARY KEY (terminal_id, utc_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE signals (
  id TEXT PRIMARY KEY,
  series_id INTEGER NOT NULL REFERENCES series (id),
  strategy TEXT NOT NULL,
  bar_broker_ms INTEGER NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('buy', 'sell')),
  price REAL NOT NULL,
  stop_loss REAL NOT NULL,
  take_profit REAL NOT NULL,
  created_ms INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX signals_by_time ON signals (created_ms);
CREATE INDEX signals_by_series ON signals (series_id, bar_broker_ms);

CREATE TABLE clock_offsets (
  terminal_id INTEGER NOT NULL REFERENCES terminals (id),
  from_broker_ms INTEGER NOT NULL,
  offset_ms INTEGER NOT NULL,
  PRIMARY KEY (terminal_id, from_broker_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE health_checks (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  checked_ms INTEGER NOT NULL
) STRICT;

CREATE VIEW bar_list AS
SELECT t.login, t.server, s.name AS symbol, r.timeframe,
  strftime('%Y-%m-%d %H:%M', b.broker_ms / 1000, 'unixepoch') AS broker_time,
  strftime('%Y-%m-%d %H:%M', b.utc_ms / 1000, 'unixepoch') AS utc_time,
  b.open, b.high, b.low, b.close, b.tick_volume, b.real_volume, b.spread_points
FROM bars b JOIN series r ON r.id = b.series_id JOIN symbols s ON s.id = r.symbol_id
JOIN terminals t ON t.id = s.terminal_id;

CREATE VIEW tick_list AS
SELECT t.login, t.server, s.name AS symbol,
  strftime('%Y-%m-%d %H:%M:%f', k.broker_ms / 1000.0, 'unixepoch') AS broker_time,
  strftime('%Y-%m-%d %H:%M:%f', k.utc_ms / 1000.0, 'unixepoch') AS utc_time,
  k.ordinal, k.bid, k.ask, k.last, k.volume, k.flags
FROM ticks k JOIN symbols s ON s.id = k.symbol_id JOIN terminals t ON t.id = s.terminal_id;

CREATE VIEW signal_list AS
SELECT t.login, t.server, s.name AS symbol, r.timeframe, g.strategy, g.direction,
  strftime('%Y-%m-%d %H:%M', g.bar_broker_ms / 1000, 'unixepoch') AS bar_broker_time,
  strftime('%Y-%m-%d %H:%M:%f', g.created_ms / 1000.0, 'unixepoch') AS created_utc_time,
  g.price, g.stop_loss, g.take_profit, g.reason
FROM signals g JOIN series r ON r.id = g.series_id JOIN symbols s ON s.id = r.symbol_id
JOIN terminals t ON t.id = s.terminal_id;
`;

/** Signals are passed on in the order in which they were stored, which their times do not show. */
const signalArrivals = `
CREATE TABLE signal_arrivals (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  signal TEXT NOT NULL REFERENCES signals (id)
) STRICT;
INSERT INTO signal_arrivals (signal) SELECT id FROM signals ORDER BY created_ms, id;
`;

/** Age of a signal when it was found; null in rows written before this step. */
const signalAges = `
ALTER TABLE signals ADD COLUMN as_of_broker_ms INTEGER;
ALTER TABLE signals ADD COLUMN age_ms INTEGER;
ALTER TABLE signals ADD COLUMN is_late INTEGER NOT NULL DEFAULT 0 CHECK (is_late IN (0, 1));
DROP VIEW signal_list;
CREATE VIEW signal_list AS
SELECT t.login, t.server, s.name AS symbol, r.timeframe, g.strategy, g.direction,
  strftime('%Y-%m-%d %H:%M', g.bar_broker_ms / 1000, 'unixepoch') AS bar_broker_time,
  strftime('%Y-%m-%d %H:%M:%f', g.created_ms / 1000.0, 'unixepoch') AS created_utc_time,
  g.age_ms / 1000.0 AS age_seconds, g.is_late, g.price, g.stop_loss, g.take_profit, g.reason
FROM signals g JOIN series r ON r.id = g.series_id JOIN symbols s ON s.id = r.symbol_id
JOIN terminals t ON t.id = s.terminal_id;
`;

/**
 * The loss that a resume accepted is stored with the risk figures; a general halt also applies to
 * accounts that connect later.
 */
const resumesAndGeneralHalts = `
ALTER TABLE risk_metrics ADD COLUMN accepted_loss_pct REAL NOT NULL DEFAULT 0;
ALTER TABLE halts ADD COLUMN scope TEXT NOT NULL DEFAULT 'account';

CREATE TABLE general_halts (
  id INTEGER PRIMARY KEY,
  halt TEXT NOT NULL UNIQUE,
  policy TEXT NOT NULL,
  reason TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  ended_ms INTEGER,
  ended_by TEXT
) STRICT;
`;

/** Which risk figures were stored last; their times do not show it, because clocks are set back. */
const newestRiskMetrics = `
CREATE TABLE newest_risk_metrics (
  terminal_id INTEGER PRIMARY KEY REFERENCES terminals (id),
  utc_ms INTEGER NOT NULL
) STRICT;
INSERT INTO newest_risk_metrics (terminal_id, utc_ms)
SELECT terminal_id, max(utc_ms) FROM risk_metrics GROUP BY terminal_id;
`;

/**
 * The terminal that each intent was sent to, because another one of the same account does not know
 * it; and the server of the account that LIVE_ACCOUNT names by its number alone.
 */
const installationsAndLivePins = `
ALTER TABLE intents ADD COLUMN installation TEXT NOT NULL DEFAULT '';

CREATE TABLE live_pins (
  login TEXT PRIMARY KEY,
  server TEXT NOT NULL,
  pinned_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

/**
 * The figures that a day's start was worked out from; and days that a wrong clock had begun, which
 * a command has replaced.
 */
const correctedDays = `
ALTER TABLE account_days ADD COLUMN reconstruction TEXT;
ALTER TABLE account_days ADD COLUMN withdrawn_ms INTEGER;
ALTER TABLE account_days ADD COLUMN withdrawn_by TEXT;
`;

/** How many orders a minute had when one was approved: the times of rows do not show it. */
const ordersLastMinute = `
ALTER TABLE risk_decisions ADD COLUMN orders_last_minute INTEGER;
`;

/** The latest self-test of each terminal, with its results in JSON. */
const terminalChecks = `
CREATE TABLE terminal_checks (
  terminal TEXT PRIMARY KEY,
  build INTEGER NOT NULL,
  checked_ms INTEGER NOT NULL,
  results TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;

/** Terms of symbols that older Expert Advisors do not report, in JSON. */
const symbolTerms = `
ALTER TABLE symbols ADD COLUMN terms TEXT;
`;

/** The economic calendar as each terminal reports it. */
const economicCalendar = `
CREATE TABLE calendar_releases (
  terminal_id INTEGER NOT NULL REFERENCES terminals (id),
  id TEXT NOT NULL,
  event TEXT NOT NULL,
  name TEXT NOT NULL,
  country TEXT NOT NULL,
  currency TEXT NOT NULL,
  kind TEXT NOT NULL,
  importance TEXT NOT NULL,
  timing TEXT NOT NULL,
  broker_ms INTEGER NOT NULL,
  utc_ms INTEGER NOT NULL,
  actual REAL,
  forecast REAL,
  previous REAL,
  revised_previous REAL,
  impact TEXT NOT NULL,
  PRIMARY KEY (terminal_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX calendar_releases_by_time ON calendar_releases (utc_ms);
`;

/** A list with a filter reads the rows that it shows, however many others there are. */
const filteredLists = `
CREATE INDEX signals_by_strategy ON signals (strategy, created_ms);
CREATE INDEX signals_by_series_and_time ON signals (series_id, created_ms);
CREATE INDEX signals_by_series_and_strategy ON signals (series_id, strategy, created_ms);
CREATE INDEX risk_decisions_by_terminal ON risk_decisions (terminal_id);
CREATE INDEX risk_decisions_by_outcome ON risk_decisions (terminal_id, refusals = '[]');
CREATE INDEX intents_by_terminal ON intents (terminal_id);
CREATE INDEX deals_by_symbol ON deals (terminal_id, symbol_id, broker_ms);
`;

/**
 * What strategies with columns decide: entries with a type, a size and parts, and where each
 * strategy stands on each series, so that a restart continues there. A missing stop or target of
 * such a signal is 0.
 */
const strategyDecisions = `
ALTER TABLE signals ADD COLUMN entry TEXT CHECK (json_valid(entry));
CREATE TABLE strategy_decisions (
  id INTEGER PRIMARY KEY,
  series_id INTEGER NOT NULL REFERENCES series (id),
  strategy TEXT NOT NULL,
  bar_broker_ms INTEGER NOT NULL,
  state TEXT CHECK (json_valid(state)),
  steps TEXT NOT NULL CHECK (json_valid(steps)),
  decided_ms INTEGER NOT NULL,
  UNIQUE (series_id, strategy)
) STRICT;
`;

/**
 * More classes than forex and crypto: the list of them is the program's, so that the table needs no
 * further step for the next one. Adding and removing a column changes no other row.
 */
const openAssetClasses = `
ALTER TABLE symbols ADD COLUMN listed_class TEXT;
UPDATE symbols SET listed_class = asset_class WHERE asset_class IS NOT NULL;
ALTER TABLE symbols DROP COLUMN asset_class;
ALTER TABLE symbols RENAME COLUMN listed_class TO asset_class;
`;

/** Step 1 is the first; `user_version` of a file is the number of steps that were applied to it. */
export const migrations: readonly Migration[] = [
  { what: "Terminals, prices, account metrics, signals and clock offsets", sql: firstSchema },
  { what: "Positions, orders, deals, intents, risk and halts", sql: tradesSchema },
  { what: "Rows not mirrored yet", sql: mirrorLogSchema },
  { what: "The order in which signals were stored", sql: signalArrivals },
  { what: "The age of signals when they were found", sql: signalAges },
  { what: "Losses accepted by a resume, and halts of all accounts", sql: resumesAndGeneralHalts },
  { what: "The newest risk figures of each account", sql: newestRiskMetrics },
  {
    what: "The terminal that each intent was sent to, and the server of the live account",
    sql: installationsAndLivePins,
  },
  {
    what: "The venue of each account: terminal or paper",
    sql: paperVenueSchema,
    repair: separatePaperAccounts,
  },
  { what: "Bars that no market can have made were moved out", sql: removedPricesSchema },
  { what: "What the start of a day follows from, and withdrawn days", sql: correctedDays },
  { what: "How many orders the minute of an approval had", sql: ordersLastMinute },
  { what: "Self-tests of terminals", sql: terminalChecks },
  { what: "All terms of symbols", sql: symbolTerms },
  { what: "The economic calendar", sql: economicCalendar },
  { what: "Quick lists with filters", sql: filteredLists },
  { what: "Self-tests and the economic calendar are mirrored", sql: mirroredTerminalSchema },
  { what: "Decisions of strategies with columns", sql: strategyDecisions },
  { what: "Alerts", sql: alertsSchema },
  { what: "Asset classes beside Forex and crypto", sql: openAssetClasses },
  { what: "Trades copied between accounts", sql: copiedTradesSchema },
  { what: "Signals from outside", sql: outsideSignalsSchema },
];

/** The schema from which on the store has no bars that make no sense. */
export const removedPricesStep = migrations.findIndex(({ sql }) => sql === removedPricesSchema) + 1;
