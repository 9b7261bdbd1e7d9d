/**
 * The mirror's PostgreSQL schema as the list of steps that built it, as in `migrations.ts`: a
 * released step is never edited. While a step runs, the search path is this schema.
 * `docs/postgres.md` describes the schema.
 *
 * Keys are those of the store, together with the number of the bridge. There are no foreign keys,
 * because rows arrive in the order of their last change. Each time is stored twice: as the store's
 * milliseconds and as a timestamp.
 */

import { alertsStep } from "./postgres_alerts_step.ts";
import { copiedTradesStep } from "./postgres_copied_trades_step.ts";
import { fleetStep } from "./postgres_fleet_step.ts";
import { brokerTime, utcTime } from "./postgres_time_columns.ts";
import { toldByTerminals } from "./postgres_told_step.ts";
import { venueColumns } from "./postgres_venue_step.ts";

const bookkeeping = `
CREATE TABLE bridges (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  bridge text NOT NULL UNIQUE,
  seq bigint NOT NULL,
  first_seen timestamptz NOT NULL DEFAULT now(),
  last_seen timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE mirror_marks (
  bridge_id integer NOT NULL, table_name text NOT NULL, seq bigint NOT NULL,
  rows_written bigint NOT NULL, written_at timestamptz NOT NULL,
  PRIMARY KEY (bridge_id, table_name)
);
`;

const registry = `
CREATE TABLE terminals (
  bridge_id integer NOT NULL, id integer NOT NULL, login text NOT NULL, server text NOT NULL,
  company text, currency text, leverage numeric, margin_mode text, trade_mode text,
  PRIMARY KEY (bridge_id, id)
);

CREATE TABLE symbols (
  bridge_id integer NOT NULL, id integer NOT NULL, terminal_id integer NOT NULL, name text NOT NULL,
  broker_symbol text, asset_class text, digits integer, tick_size double precision,
  tick_value double precision, contract_size numeric, volume_min_lots numeric,
  volume_max_lots numeric, volume_step_lots numeric, stops_level_points numeric,
  freeze_level_points numeric, filling_modes text, base_currency text, profit_currency text,
  margin_currency text, trade_mode text, sessions jsonb,
  PRIMARY KEY (bridge_id, id)
);

CREATE TABLE series (
  bridge_id integer NOT NULL, id integer NOT NULL, symbol_id integer NOT NULL,
  timeframe text NOT NULL,
  PRIMARY KEY (bridge_id, id)
);

CREATE TABLE clock_offsets (
  bridge_id integer NOT NULL, terminal_id integer NOT NULL, ${brokerTime("from_broker")},
  offset_ms bigint NOT NULL,
  PRIMARY KEY (bridge_id, terminal_id, from_broker_ms)
);
`;

const prices = `
CREATE TABLE bars (
  bridge_id integer NOT NULL, series_id integer NOT NULL, ${brokerTime("broker")},
  ${utcTime("utc")}, open double precision NOT NULL, high double precision NOT NULL,
  low double precision NOT NULL, close double precision NOT NULL,
  tick_volume double precision NOT NULL, real_volume double precision NOT NULL,
  spread_points double precision NOT NULL,
  PRIMARY KEY (bridge_id, series_id, broker_ms)
);
CREATE INDEX bars_by_time ON bars USING brin (utc_time);

CREATE TABLE ticks (
  bridge_id integer NOT NULL, symbol_id integer NOT NULL, broker_ms bigint NOT NULL,
  ordinal integer NOT NULL, ${utcTime("utc")}, bid double precision NOT NULL,
  ask double precision NOT NULL, last double precision NOT NULL,
  volume double precision NOT NULL, flags integer NOT NULL,
  PRIMARY KEY (bridge_id, symbol_id, broker_ms, ordinal)
);
CREATE INDEX ticks_by_time ON ticks USING brin (utc_time);
`;

const account = `
CREATE TABLE account_metrics (
  bridge_id integer NOT NULL, terminal_id integer NOT NULL, ${utcTime("utc")},
  balance numeric NOT NULL, equity numeric NOT NULL, margin numeric NOT NULL,
  free_margin numeric NOT NULL, margin_level_pct numeric, profit numeric NOT NULL,
  PRIMARY KEY (bridge_id, terminal_id, utc_ms)
);

CREATE TABLE risk_metrics (
  bridge_id integer NOT NULL, terminal_id integer NOT NULL, ${utcTime("utc")},
  broker_day text NOT NULL, equity numeric NOT NULL, balance numeric NOT NULL,
  floating_profit numeric NOT NULL, day_start_equity numeric NOT NULL, day_flows numeric NOT NULL,
  day_loss_pct numeric NOT NULL, peak_equity numeric NOT NULL, drawdown_pct numeric NOT NULL,
  PRIMARY KEY (bridge_id, terminal_id, utc_ms)
);

CREATE TABLE account_days (
  bridge_id integer NOT NULL, id integer NOT NULL, terminal_id integer NOT NULL,
  broker_day text NOT NULL, start_equity numeric NOT NULL, start_balance numeric NOT NULL,
  ${brokerTime("started_broker")},
  PRIMARY KEY (bridge_id, id)
);

CREATE TABLE paper_accounts (
  bridge_id integer NOT NULL, terminal_id integer NOT NULL, state text NOT NULL,
  ${utcTime("saved")},
  PRIMARY KEY (bridge_id, terminal_id)
);
`;

const decisions = `
CREATE TABLE signals (
  bridge_id integer NOT NULL, id text NOT NULL, series_id integer NOT NULL,
  strategy text NOT NULL, ${brokerTime("bar_broker")}, direction text NOT NULL,
  price double precision NOT NULL, stop_loss double precision NOT NULL,
  take_profit double precision NOT NULL, ${utcTime("created")}, reason text NOT NULL,
  PRIMARY KEY (bridge_id, id)
);
CREATE INDEX signals_by_time ON signals (created_time);

CREATE TABLE risk_decisions (
  bridge_id integer NOT NULL, id integer NOT NULL, decision text NOT NULL, trace text NOT NULL,
  terminal_id integer NOT NULL, proposal jsonb NOT NULL, refusals jsonb NOT NULL,
  volume_lots numeric, risk_money numeric, ${utcTime("decided")},
  PRIMARY KEY (bridge_id, id)
);
CREATE INDEX risk_decisions_by_trace ON risk_decisions (trace);
CREATE INDEX risk_decisions_by_time ON risk_decisions (decided_time);

CREATE TABLE halts (
  bridge_id integer NOT NULL, id integer NOT NULL, halt text NOT NULL,
  terminal_id integer NOT NULL, cause text NOT NULL, policy text NOT NULL, ends text NOT NULL,
  reason text NOT NULL, ${utcTime("started")}, broker_day text NOT NULL, ${utcTime("flat")},
  ${utcTime("ended")}, ended_by text,
  PRIMARY KEY (bridge_id, id)
);

CREATE TABLE intents (
  bridge_id integer NOT NULL, id integer NOT NULL, intent text NOT NULL, trace text NOT NULL,
  terminal_id integer NOT NULL, command_key text, kind text NOT NULL, request jsonb NOT NULL,
  approval text, attempt integer NOT NULL, state text NOT NULL, filled_lots numeric NOT NULL,
  order_ticket text, position text, retcode integer, explanation text NOT NULL,
  ${utcTime("created")}, ${utcTime("updated")},
  PRIMARY KEY (bridge_id, id)
);
CREATE INDEX intents_by_trace ON intents (trace);
CREATE INDEX intents_by_intent ON intents (intent);
CREATE INDEX intents_by_time ON intents (created_time);

CREATE TABLE intent_history (
  bridge_id integer NOT NULL, id integer NOT NULL, intent_id integer NOT NULL,
  state text NOT NULL, filled_lots numeric NOT NULL, order_ticket text, position text,
  retcode integer, explanation text NOT NULL, ${utcTime("updated")},
  PRIMARY KEY (bridge_id, id)
);
CREATE INDEX intent_history_by_intent ON intent_history (bridge_id, intent_id);
`;

const trades = `
CREATE TABLE positions (
  bridge_id integer NOT NULL, id integer NOT NULL, terminal_id integer NOT NULL,
  ticket text NOT NULL, position text NOT NULL, symbol_id integer NOT NULL,
  direction text NOT NULL, volume_lots numeric NOT NULL, open_price double precision NOT NULL,
  current_price double precision NOT NULL, stop_loss double precision,
  take_profit double precision, profit numeric NOT NULL, swap numeric NOT NULL,
  magic text NOT NULL, comment text NOT NULL, intent text, ${brokerTime("opened_broker")},
  ${brokerTime("updated_broker")}, ${utcTime("ended")},
  PRIMARY KEY (bridge_id, id)
);
CREATE INDEX positions_open ON positions (bridge_id, terminal_id) WHERE ended_ms IS NULL;

CREATE TABLE orders (
  bridge_id integer NOT NULL, id integer NOT NULL, terminal_id integer NOT NULL,
  ticket text NOT NULL, symbol_id integer NOT NULL, type text NOT NULL, state text NOT NULL,
  volume_initial_lots numeric NOT NULL, volume_current_lots numeric NOT NULL,
  price double precision, stop_limit_price double precision, stop_loss double precision,
  take_profit double precision, ${brokerTime("expiration_broker")},
  ${brokerTime("setup_broker")}, magic text NOT NULL, comment text NOT NULL, intent text,
  position text, ${utcTime("ended")},
  PRIMARY KEY (bridge_id, id)
);

CREATE TABLE deals (
  bridge_id integer NOT NULL, id integer NOT NULL, terminal_id integer NOT NULL,
  ticket text NOT NULL, order_ticket text, position text, symbol_id integer, type text NOT NULL,
  entry text NOT NULL, volume_lots numeric NOT NULL, price double precision NOT NULL,
  profit numeric NOT NULL, swap numeric NOT NULL, commission numeric NOT NULL,
  fee numeric NOT NULL, magic text NOT NULL, comment text NOT NULL, intent text,
  reason text NOT NULL, ${brokerTime("broker")}, ${utcTime("utc")},
  PRIMARY KEY (bridge_id, id)
);
CREATE INDEX deals_by_time ON deals (utc_time);
CREATE INDEX deals_by_position ON deals (bridge_id, terminal_id, position);
CREATE INDEX deals_by_intent ON deals (intent) WHERE intent IS NOT NULL;

CREATE TABLE trade_progress (
  bridge_id integer NOT NULL, terminal_id integer NOT NULL,
  ${brokerTime("deals_complete_to_broker")}, ${utcTime("taken")},
  PRIMARY KEY (bridge_id, terminal_id)
);

CREATE TABLE discrepancies (
  bridge_id integer NOT NULL, id integer NOT NULL, discrepancy text NOT NULL,
  terminal_id integer NOT NULL, kind text NOT NULL, subject text NOT NULL, detail text NOT NULL,
  ${utcTime("found")},
  PRIMARY KEY (bridge_id, id)
);
`;

const accountColumns = "t.bridge_id, t.login, t.server";

const views = `
CREATE VIEW bar_list AS
SELECT ${accountColumns}, s.name AS symbol, r.timeframe, b.broker_time, b.utc_time, b.open, b.high,
  b.low, b.close, b.tick_volume, b.real_volume, b.spread_points
FROM bars b JOIN series r ON r.bridge_id = b.bridge_id AND r.id = b.series_id
JOIN symbols s ON s.bridge_id = b.bridge_id AND s.id = r.symbol_id
JOIN terminals t ON t.bridge_id = b.bridge_id AND t.id = s.terminal_id;

CREATE VIEW tick_list AS
SELECT ${accountColumns}, s.name AS symbol, k.utc_time, k.broker_ms, k.ordinal, k.bid, k.ask, k.last,
  k.volume, k.flags
FROM ticks k JOIN symbols s ON s.bridge_id = k.bridge_id AND s.id = k.symbol_id
JOIN terminals t ON t.bridge_id = k.bridge_id AND t.id = s.terminal_id;

CREATE VIEW account_list AS
SELECT ${accountColumns}, a.utc_time, a.balance, a.equity, a.margin, a.free_margin,
  a.margin_level_pct, a.profit
FROM account_metrics a JOIN terminals t ON t.bridge_id = a.bridge_id AND t.id = a.terminal_id;

CREATE VIEW signal_list AS
SELECT ${accountColumns}, s.name AS symbol, r.timeframe, g.strategy, g.direction, g.created_time,
  g.bar_broker_time, g.price, g.stop_loss, g.take_profit, g.reason, g.id AS trace
FROM signals g JOIN series r ON r.bridge_id = g.bridge_id AND r.id = g.series_id
JOIN symbols s ON s.bridge_id = g.bridge_id AND s.id = r.symbol_id
JOIN terminals t ON t.bridge_id = g.bridge_id AND t.id = s.terminal_id;

CREATE VIEW intent_list AS
SELECT ${accountColumns}, i.intent, i.trace, i.kind, i.request ->> 'symbol' AS symbol,
  i.request ->> 'type' AS type, (i.request ->> 'volumeLots')::numeric AS volume_lots, i.state,
  i.filled_lots, i.retcode, i.explanation, i.created_time, i.updated_time
FROM intents i JOIN terminals t ON t.bridge_id = i.bridge_id AND t.id = i.terminal_id;

CREATE VIEW position_list AS
SELECT ${accountColumns}, p.ticket, s.name AS symbol, p.direction, p.volume_lots, p.open_price,
  p.current_price, p.stop_loss, p.take_profit, p.profit, p.swap, p.intent, p.opened_broker_time,
  p.ended_time
FROM positions p JOIN symbols s ON s.bridge_id = p.bridge_id AND s.id = p.symbol_id
JOIN terminals t ON t.bridge_id = p.bridge_id AND t.id = p.terminal_id;

CREATE VIEW deal_list AS
SELECT ${accountColumns}, d.ticket, s.name AS symbol, d.type, d.entry, d.volume_lots, d.price,
  d.profit, d.swap, d.commission, d.fee, d.reason, d.position, d.intent, i.trace,
  CASE
    WHEN d.type IN ('balance', 'credit', 'bonus')
      THEN CASE WHEN d.profit < 0 THEN 'withdrawal' ELSE 'deposit' END
    WHEN d.type NOT IN ('buy', 'sell') THEN 'other'
    WHEN d.intent IS NULL THEN 'manual'
    ELSE 'bridge'
  END AS origin, d.utc_time, d.broker_time
FROM deals d JOIN terminals t ON t.bridge_id = d.bridge_id AND t.id = d.terminal_id
LEFT JOIN symbols s ON s.bridge_id = d.bridge_id AND s.id = d.symbol_id
LEFT JOIN intents i ON i.bridge_id = d.bridge_id AND i.intent = d.intent;
`;

/**
 * Creates hypertables where TimescaleDB is available: a chunk is a week of ticks or a year of bars,
 * in broker time.
 */
const hypertables = `
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_proc WHERE proname = 'create_hypertable' AND pg_function_is_visible(oid))
  THEN
    PERFORM create_hypertable('ticks', 'broker_ms', chunk_time_interval => 604800000::bigint);
    PERFORM create_hypertable('bars', 'broker_ms', chunk_time_interval => 31536000000::bigint);
  END IF;
END $$;
`;

const signalAges = `
ALTER TABLE signals ADD COLUMN as_of_broker_ms bigint;
ALTER TABLE signals ADD COLUMN age_ms bigint;
ALTER TABLE signals ADD COLUMN is_late integer NOT NULL DEFAULT 0;
CREATE OR REPLACE VIEW signal_list AS
SELECT ${accountColumns}, s.name AS symbol, r.timeframe, g.strategy, g.direction, g.created_time,
  g.bar_broker_time, g.price, g.stop_loss, g.take_profit, g.reason, g.id AS trace,
  g.age_ms / 1000.0 AS age_seconds, g.is_late
FROM signals g JOIN series r ON r.bridge_id = g.bridge_id AND r.id = g.series_id
JOIN symbols s ON s.bridge_id = g.bridge_id AND s.id = r.symbol_id
JOIN terminals t ON t.bridge_id = g.bridge_id AND t.id = s.terminal_id;
`;

/** Losses accepted by a resume, and halts of all accounts. */
const resumesAndGeneralHalts = `
ALTER TABLE risk_metrics ADD COLUMN accepted_loss_pct numeric NOT NULL DEFAULT 0;
ALTER TABLE halts ADD COLUMN scope text NOT NULL DEFAULT 'account';

CREATE TABLE general_halts (
  bridge_id integer NOT NULL, id integer NOT NULL, halt text NOT NULL, policy text NOT NULL,
  reason text NOT NULL, ${utcTime("started")}, ${utcTime("ended")}, ended_by text,
  PRIMARY KEY (bridge_id, id)
);
`;

/** The terminal that each intent was sent to. */
const installations = `
ALTER TABLE intents ADD COLUMN installation text NOT NULL DEFAULT '';
`;

/** Prices that were stored by mistake; the bridge deletes them from `bars` and `ticks`. */
const removedPrices = `
CREATE TABLE removed_bars (
  bridge_id integer NOT NULL, id integer NOT NULL, series_id integer NOT NULL,
  ${brokerTime("broker")}, ${utcTime("utc")}, open double precision NOT NULL,
  high double precision NOT NULL, low double precision NOT NULL, close double precision NOT NULL,
  tick_volume double precision NOT NULL, real_volume double precision NOT NULL,
  spread_points double precision NOT NULL, reason text NOT NULL, ${utcTime("removed")},
  PRIMARY KEY (bridge_id, id)
);

CREATE TABLE removed_ticks (
  bridge_id integer NOT NULL, id integer NOT NULL, symbol_id integer NOT NULL,
  broker_ms bigint NOT NULL, ordinal integer NOT NULL, ${utcTime("utc")},
  bid double precision NOT NULL, ask double precision NOT NULL, last double precision NOT NULL,
  volume double precision NOT NULL, flags integer NOT NULL, reason text NOT NULL,
  ${utcTime("removed")},
  PRIMARY KEY (bridge_id, id)
);
`;

/** What the start of a day follows from, and days that a wrong clock had begun. */
const correctedDays = `
ALTER TABLE account_days ADD COLUMN reconstruction jsonb;
ALTER TABLE account_days ADD COLUMN withdrawn_ms bigint;
ALTER TABLE account_days ADD COLUMN withdrawn_time timestamptz
  GENERATED ALWAYS AS (to_timestamp(withdrawn_ms / 1000.0)) STORED;
ALTER TABLE account_days ADD COLUMN withdrawn_by text;
`;

/** How many orders a minute had when one was approved. */
const ordersLastMinute = `
ALTER TABLE risk_decisions ADD COLUMN orders_last_minute integer;
`;

/** Terms of symbols that older Expert Advisors do not report. */
const symbolTerms = `
ALTER TABLE symbols ADD COLUMN terms jsonb;
`;

/** Without it the comparison with the store, which follows their times, sorts all signals. */
const signalsByCreation = `
CREATE INDEX signals_by_creation ON signals (bridge_id, created_ms, id);
`;

/** What strategies with columns decide, and where each stands on each series. */
const strategyDecisions = `
ALTER TABLE signals ADD COLUMN entry jsonb;
CREATE TABLE strategy_decisions (
  bridge_id integer NOT NULL, id integer NOT NULL, series_id integer NOT NULL,
  strategy text NOT NULL, ${brokerTime("bar_broker")}, state jsonb, steps jsonb NOT NULL,
  ${utcTime("decided")},
  PRIMARY KEY (bridge_id, id)
);
`;

export interface PostgresStep {
  readonly what: string;
  readonly sql: string;
}

/** Step 1 is the first; the table `schema_steps` lists the steps that were applied. */
export const postgresSteps: readonly PostgresStep[] = [
  {
    what: "All tables and views",
    sql: [bookkeeping, registry, prices, account, decisions, trades, views, hypertables].join("\n"),
  },
  { what: "How old signals were when they were found", sql: signalAges },
  { what: "What a resume accepted, and halts of everything", sql: resumesAndGeneralHalts },
  { what: "Which terminal was asked", sql: installations },
  { what: "The venue of each account", sql: venueColumns },
  { what: "Prices that were removed", sql: removedPrices },
  { what: "What the start of a day follows from, and withdrawn days", sql: correctedDays },
  { what: "How many orders the minute of an approval had", sql: ordersLastMinute },
  { what: "All terms of symbols", sql: symbolTerms },
  { what: "Quick comparison of signals", sql: signalsByCreation },
  { what: "Self-tests of terminals, and the economic calendar", sql: toldByTerminals },
  { what: "Decisions of strategies with columns", sql: strategyDecisions },
  { what: "Alerts", sql: alertsStep },
  { what: "Trades copied between accounts", sql: copiedTradesStep },
  { what: "The fleet", sql: fleetStep },
];
