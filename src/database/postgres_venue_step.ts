/**
 * The step that adds the venue of each account. Views are replaced, not dropped and created again,
 * so that other people's views on top of them remain; this is why a new column has to be the last
 * one. Entry point: `venueColumns`, released with its step and never edited since.
 */

const account = "t.bridge_id, t.login, t.server";
const ofSymbol = `JOIN symbols s ON s.bridge_id = x.bridge_id AND s.id = x.symbol_id
JOIN terminals t ON t.bridge_id = x.bridge_id AND t.id = s.terminal_id`;
const ofSeries = `JOIN series r ON r.bridge_id = x.bridge_id AND r.id = x.series_id
JOIN symbols s ON s.bridge_id = x.bridge_id AND s.id = r.symbol_id
JOIN terminals t ON t.bridge_id = x.bridge_id AND t.id = s.terminal_id`;
const ofTerminal = "JOIN terminals t ON t.bridge_id = x.bridge_id AND t.id = x.terminal_id";

export const venueColumns = `
ALTER TABLE terminals ADD COLUMN venue text NOT NULL DEFAULT 'mt5';

CREATE OR REPLACE VIEW bar_list AS
SELECT ${account}, s.name AS symbol, r.timeframe, x.broker_time, x.utc_time, x.open, x.high, x.low,
  x.close, x.tick_volume, x.real_volume, x.spread_points, t.venue
FROM bars x ${ofSeries};

CREATE OR REPLACE VIEW tick_list AS
SELECT ${account}, s.name AS symbol, x.utc_time, x.broker_ms, x.ordinal, x.bid, x.ask, x.last,
  x.volume, x.flags, t.venue
FROM ticks x ${ofSymbol};

CREATE OR REPLACE VIEW account_list AS
SELECT ${account}, x.utc_time, x.balance, x.equity, x.margin, x.free_margin, x.margin_level_pct,
  x.profit, t.venue
FROM account_metrics x ${ofTerminal};

CREATE OR REPLACE VIEW signal_list AS
SELECT ${account}, s.name AS symbol, r.timeframe, x.strategy, x.direction, x.created_time,
  x.bar_broker_time, x.price, x.stop_loss, x.take_profit, x.reason, x.id AS trace,
  x.age_ms / 1000.0 AS age_seconds, x.is_late, t.venue
FROM signals x ${ofSeries};

CREATE OR REPLACE VIEW intent_list AS
SELECT ${account}, x.intent, x.trace, x.kind, x.request ->> 'symbol' AS symbol,
  x.request ->> 'type' AS type, (x.request ->> 'volumeLots')::numeric AS volume_lots, x.state,
  x.filled_lots, x.retcode, x.explanation, x.created_time, x.updated_time, t.venue
FROM intents x ${ofTerminal};

CREATE OR REPLACE VIEW position_list AS
SELECT ${account}, x.ticket, s.name AS symbol, x.direction, x.volume_lots, x.open_price,
  x.current_price, x.stop_loss, x.take_profit, x.profit, x.swap, x.intent, x.opened_broker_time,
  x.ended_time, t.venue
FROM positions x JOIN symbols s ON s.bridge_id = x.bridge_id AND s.id = x.symbol_id ${ofTerminal};

CREATE OR REPLACE VIEW deal_list AS
SELECT ${account}, x.ticket, s.name AS symbol, x.type, x.entry, x.volume_lots, x.price, x.profit,
  x.swap, x.commission, x.fee, x.reason, x.position, x.intent, i.trace,
  CASE
    WHEN x.type IN ('balance', 'credit', 'bonus')
      THEN CASE WHEN x.profit < 0 THEN 'withdrawal' ELSE 'deposit' END
    WHEN x.type NOT IN ('buy', 'sell') THEN 'other'
    WHEN x.intent IS NULL THEN 'manual'
    ELSE 'bridge'
  END AS origin, x.utc_time, x.broker_time, t.venue
FROM deals x ${ofTerminal}
LEFT JOIN symbols s ON s.bridge_id = x.bridge_id AND s.id = x.symbol_id
LEFT JOIN intents i ON i.bridge_id = x.bridge_id AND i.intent = x.intent;
`;
