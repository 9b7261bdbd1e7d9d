/**
 * The second step of the schema: trades, intents, risk and halts. Entry point: `tradesSchema`, a
 * step of `migrations.ts`; released with it and never edited since.
 *
 * Tickets, magic numbers and logins are text, because they can be longer than a number can hold.
 * Money and prices are REAL: a double is returned exactly as it was stored. `intent` next to a
 * magic number is the intent that it carries, empty for a manual trade or one of another program.
 * Rows of these tables are never deleted.
 */

const tables = `
ALTER TABLE symbols ADD COLUMN trade_mode TEXT;
ALTER TABLE symbols ADD COLUMN sessions TEXT;

CREATE TABLE positions (
  id INTEGER PRIMARY KEY,
  terminal_id INTEGER NOT NULL REFERENCES terminals (id),
  ticket TEXT NOT NULL,
  position TEXT NOT NULL,
  symbol_id INTEGER NOT NULL REFERENCES symbols (id),
  direction TEXT NOT NULL CHECK (direction IN ('buy', 'sell')),
  volume_lots REAL NOT NULL,
  open_price REAL NOT NULL,
  current_price REAL NOT NULL,
  stop_loss REAL,
  take_profit REAL,
  profit REAL NOT NULL,
  swap REAL NOT NULL,
  magic TEXT NOT NULL,
  comment TEXT NOT NULL,
  intent TEXT,
  opened_broker_ms INTEGER NOT NULL,
  updated_broker_ms INTEGER NOT NULL,
  ended_ms INTEGER,
  UNIQUE (terminal_id, ticket)
) STRICT;
CREATE INDEX positions_open ON positions (terminal_id) WHERE ended_ms IS NULL;
CREATE INDEX positions_by_position ON positions (terminal_id, position);

CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  terminal_id INTEGER NOT NULL REFERENCES terminals (id),
  ticket TEXT NOT NULL,
  symbol_id INTEGER NOT NULL REFERENCES symbols (id),
  type TEXT NOT NULL,
  state TEXT NOT NULL,
  volume_initial_lots REAL NOT NULL,
  volume_current_lots REAL NOT NULL,
  price REAL,
  stop_limit_price REAL,
  stop_loss REAL,
  take_profit REAL,
  expiration_broker_ms INTEGER,
  setup_broker_ms INTEGER NOT NULL,
  magic TEXT NOT NULL,
  comment TEXT NOT NULL,
  intent TEXT,
  position TEXT,
  ended_ms INTEGER,
  UNIQUE (terminal_id, ticket)
) STRICT;
CREATE INDEX orders_active ON orders (terminal_id) WHERE ended_ms IS NULL;

CREATE TABLE deals (
  id INTEGER PRIMARY KEY,
  terminal_id INTEGER NOT NULL REFERENCES terminals (id),
  ticket TEXT NOT NULL,
  order_ticket TEXT,
  position TEXT,
  symbol_id INTEGER REFERENCES symbols (id),
  type TEXT NOT NULL,
  entry TEXT NOT NULL,
  volume_lots REAL NOT NULL,
  price REAL NOT NULL,
  profit REAL NOT NULL,
  swap REAL NOT NULL,
  commission REAL NOT NULL,
  fee REAL NOT NULL,
  magic TEXT NOT NULL,
  comment TEXT NOT NULL,
  intent TEXT,
  reason TEXT NOT NULL,
  broker_ms INTEGER NOT NULL,
  utc_ms INTEGER NOT NULL,
  UNIQUE (terminal_id, ticket)
) STRICT;
CREATE INDEX deals_by_time ON deals (terminal_id, broker_ms);
CREATE INDEX deals_by_position ON deals (terminal_id, position);
CREATE INDEX deals_by_intent ON deals (intent) WHERE intent IS NOT NULL;

CREATE TABLE trade_progress (
  terminal_id INTEGER PRIMARY KEY REFERENCES terminals (id),
  deals_complete_to_broker_ms INTEGER,
  taken_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE discrepancies (
  id INTEGER PRIMARY KEY,
  discrepancy TEXT NOT NULL UNIQUE,
  terminal_id INTEGER NOT NULL REFERENCES terminals (id),
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  found_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX discrepancies_by_time ON discrepancies (terminal_id, found_ms);

CREATE TABLE intents (
  id INTEGER PRIMARY KEY,
  intent TEXT NOT NULL UNIQUE,
  trace TEXT NOT NULL,
  terminal_id INTEGER NOT NULL REFERENCES terminals (id),
  command_key TEXT UNIQUE,
  kind TEXT NOT NULL,
  request TEXT NOT NULL CHECK (json_valid(request)),
  approval TEXT,
  state TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  filled_lots REAL NOT NULL,
  order_ticket TEXT,
  position TEXT,
  retcode INTEGER,
  explanation TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX intents_open ON intents (terminal_id)
  WHERE state NOT IN ('filled', 'rejected', 'cancelled', 'expired');
CREATE INDEX intents_by_time ON intents (terminal_id, created_ms);
CREATE INDEX intents_by_trace ON intents (trace);

CREATE TABLE intent_history (
  id INTEGER PRIMARY KEY,
  intent_id INTEGER NOT NULL REFERENCES intents (id),
  state TEXT NOT NULL,
  filled_lots REAL NOT NULL,
  order_ticket TEXT,
  position TEXT,
  retcode INTEGER,
  explanation TEXT NOT NULL,
  updated_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX intent_history_by_intent ON intent_history (intent_id);

CREATE TABLE risk_decisions (
  id INTEGER PRIMARY KEY,
  decision TEXT NOT NULL UNIQUE,
  trace TEXT NOT NULL,
  terminal_id INTEGER NOT NULL REFERENCES terminals (id),
  proposal TEXT NOT NULL CHECK (json_valid(proposal)),
  refusals TEXT NOT NULL CHECK (json_valid(refusals)),
  volume_lots REAL,
  risk_money REAL,
  decided_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX risk_decisions_by_time ON risk_decisions (terminal_id, decided_ms);
CREATE INDEX risk_decisions_by_trace ON risk_decisions (trace);

CREATE TABLE halts (
  id INTEGER PRIMARY KEY,
  halt TEXT NOT NULL UNIQUE,
  terminal_id INTEGER NOT NULL REFERENCES terminals (id),
  cause TEXT NOT NULL,
  policy TEXT NOT NULL,
  ends TEXT NOT NULL,
  reason TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  broker_day TEXT NOT NULL,
  flat_ms INTEGER,
  ended_ms INTEGER,
  ended_by TEXT
) STRICT;
CREATE INDEX halts_lasting ON halts (terminal_id) WHERE ended_ms IS NULL;

CREATE TABLE account_days (
  id INTEGER PRIMARY KEY,
  terminal_id INTEGER NOT NULL REFERENCES terminals (id),
  broker_day TEXT NOT NULL,
  start_equity REAL NOT NULL,
  start_balance REAL NOT NULL,
  started_broker_ms INTEGER NOT NULL,
  UNIQUE (terminal_id, broker_day)
) STRICT;

CREATE TABLE risk_metrics (
  terminal_id INTEGER NOT NULL REFERENCES terminals (id),
  utc_ms INTEGER NOT NULL,
  broker_day TEXT NOT NULL,
  equity REAL NOT NULL,
  balance REAL NOT NULL,
  floating_profit REAL NOT NULL,
  day_start_equity REAL NOT NULL,
  day_flows REAL NOT NULL,
  day_loss_pct REAL NOT NULL,
  peak_equity REAL NOT NULL,
  drawdown_pct REAL NOT NULL,
  PRIMARY KEY (terminal_id, utc_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE paper_accounts (
  terminal_id INTEGER PRIMARY KEY REFERENCES terminals (id),
  state TEXT NOT NULL,
  saved_ms INTEGER NOT NULL
) STRICT;
`;

const views = `
CREATE VIEW position_list AS
SELECT t.login, t.server, p.ticket, s.name AS symbol, p.direction, p.volume_lots, p.open_price,
  p.current_price, p.stop_loss, p.take_profit, p.profit, p.swap, p.comment, p.intent, i.trace,
  strftime('%Y-%m-%d %H:%M:%f', p.opened_broker_ms / 1000.0, 'unixepoch') AS opened_broker_time,
  strftime('%Y-%m-%d %H:%M:%f', p.ended_ms / 1000.0, 'unixepoch') AS ended_utc_time
FROM positions p JOIN symbols s ON s.id = p.symbol_id JOIN terminals t ON t.id = p.terminal_id
LEFT JOIN intents i ON i.intent = p.intent;

CREATE VIEW order_list AS
SELECT t.login, t.server, o.ticket, s.name AS symbol, o.type, o.state, o.volume_initial_lots,
  o.volume_current_lots, o.price, o.stop_limit_price, o.stop_loss, o.take_profit, o.comment,
  o.intent, i.trace,
  strftime('%Y-%m-%d %H:%M:%f', o.setup_broker_ms / 1000.0, 'unixepoch') AS setup_broker_time,
  strftime('%Y-%m-%d %H:%M:%f', o.ended_ms / 1000.0, 'unixepoch') AS ended_utc_time
FROM orders o JOIN symbols s ON s.id = o.symbol_id JOIN terminals t ON t.id = o.terminal_id
LEFT JOIN intents i ON i.intent = o.intent;

CREATE VIEW deal_list AS
SELECT t.login, t.server, d.ticket, s.name AS symbol, d.type, d.entry, d.volume_lots, d.price,
  d.profit, d.swap, d.commission, d.fee, d.reason, d.position, d.comment, d.intent, i.trace,
  CASE
    WHEN d.type IN ('balance', 'credit', 'bonus')
      THEN CASE WHEN d.profit < 0 THEN 'withdrawal' ELSE 'deposit' END
    WHEN d.type NOT IN ('buy', 'sell') THEN 'other'
    WHEN d.intent IS NULL THEN 'manual'
    ELSE 'bridge'
  END AS origin,
  strftime('%Y-%m-%d %H:%M:%f', d.broker_ms / 1000.0, 'unixepoch') AS broker_time,
  strftime('%Y-%m-%d %H:%M:%f', d.utc_ms / 1000.0, 'unixepoch') AS utc_time
FROM deals d LEFT JOIN symbols s ON s.id = d.symbol_id JOIN terminals t ON t.id = d.terminal_id
LEFT JOIN intents i ON i.intent = d.intent;

CREATE VIEW intent_list AS
SELECT t.login, t.server, i.intent, i.trace, i.kind, i.request ->> 'symbol' AS symbol,
  i.request ->> 'type' AS type, i.request ->> 'volumeLots' AS volume_lots, i.state, i.attempt,
  i.filled_lots, i.order_ticket, i.position, i.retcode, i.explanation,
  strftime('%Y-%m-%d %H:%M:%f', i.created_ms / 1000.0, 'unixepoch') AS created_utc_time,
  strftime('%Y-%m-%d %H:%M:%f', i.updated_ms / 1000.0, 'unixepoch') AS updated_utc_time
FROM intents i JOIN terminals t ON t.id = i.terminal_id;

CREATE VIEW decision_list AS
SELECT t.login, t.server, r.decision, r.trace, r.proposal ->> 'symbol' AS symbol,
  r.proposal ->> 'type' AS type,
  CASE WHEN r.refusals = '[]' THEN 'approved' ELSE 'refused' END AS outcome,
  (SELECT group_concat(value ->> 'message', '; ') FROM json_each(r.refusals)) AS refused_because,
  r.volume_lots, r.risk_money,
  strftime('%Y-%m-%d %H:%M:%f', r.decided_ms / 1000.0, 'unixepoch') AS decided_utc_time
FROM risk_decisions r JOIN terminals t ON t.id = r.terminal_id;

CREATE VIEW halt_list AS
SELECT t.login, t.server, h.cause, h.policy, h.ends, h.reason, h.broker_day,
  strftime('%Y-%m-%d %H:%M:%f', h.started_ms / 1000.0, 'unixepoch') AS started_utc_time,
  strftime('%Y-%m-%d %H:%M:%f', h.flat_ms / 1000.0, 'unixepoch') AS flat_utc_time,
  strftime('%Y-%m-%d %H:%M:%f', h.ended_ms / 1000.0, 'unixepoch') AS ended_utc_time, h.ended_by
FROM halts h JOIN terminals t ON t.id = h.terminal_id;

CREATE VIEW account_list AS
SELECT t.login, t.server,
  strftime('%Y-%m-%d %H:%M:%f', a.utc_ms / 1000.0, 'unixepoch') AS utc_time,
  a.balance, a.equity, a.margin, a.free_margin, a.margin_level_pct, a.profit,
  r.broker_day, r.day_start_equity, r.day_flows, r.day_loss_pct, r.peak_equity, r.drawdown_pct
FROM account_metrics a JOIN terminals t ON t.id = a.terminal_id
LEFT JOIN risk_metrics r ON r.terminal_id = a.terminal_id AND r.utc_ms =
  (SELECT max(utc_ms) FROM risk_metrics WHERE terminal_id = a.terminal_id AND utc_ms <= a.utc_ms);

CREATE VIEW trace_list AS
SELECT trace, utc_ms, strftime('%Y-%m-%d %H:%M:%f', utc_ms / 1000.0, 'unixepoch') AS utc_time,
  step, subject, what
FROM (
  SELECT id AS trace, created_ms AS utc_ms, 1 AS rank, 'signal' AS step, strategy AS subject,
    direction || ': ' || reason AS what FROM signals
  UNION ALL
  SELECT r.trace, r.decided_ms, 2, 'decision', r.decision,
    CASE WHEN r.refusals = '[]' THEN 'approved ' || r.volume_lots || ' lots'
      ELSE 'refused: ' ||
        (SELECT group_concat(value ->> 'message', '; ') FROM json_each(r.refusals)) END
  FROM risk_decisions r
  UNION ALL
  SELECT i.trace, h.updated_ms, 3, 'intent', i.intent,
    i.kind || ' ' || h.state || CASE h.explanation WHEN '' THEN '' ELSE ': ' || h.explanation END
  FROM intent_history h JOIN intents i ON i.id = h.intent_id
  UNION ALL
  SELECT i.trace, d.utc_ms, 4, 'deal', d.ticket,
    d.type || ' ' || d.entry || ' ' || d.volume_lots || ' lots at ' || d.price || ', profit ' || d.profit
  FROM deals d JOIN intents i ON i.intent = d.intent
)
ORDER BY utc_ms, rank;
`;

export const tradesSchema = tables + views;
