/**
 * The step of the schema that moves bars which no market can have made out of `bars`: older
 * versions stored whatever a terminal sent. Entry point: `removedPricesSchema`, a step of
 * `migrations.ts`; released with it and never edited since.
 *
 * Nothing is lost: `removed_bars` and `removed_ticks` keep the rows with the reason. The mirror
 * deletes its copy when such a row arrives. The step runs while no triggers log the new tables, so
 * it makes the entries of the mirror's log itself.
 */

const removedColumns = `
  reason TEXT NOT NULL,
  removed_ms INTEGER NOT NULL`;

const nowMs = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

const lengthMs = `CASE r.timeframe
  WHEN 'M1' THEN 60000 WHEN 'M2' THEN 120000 WHEN 'M3' THEN 180000 WHEN 'M4' THEN 240000
  WHEN 'M5' THEN 300000 WHEN 'M6' THEN 360000 WHEN 'M10' THEN 600000 WHEN 'M12' THEN 720000
  WHEN 'M15' THEN 900000 WHEN 'M20' THEN 1200000 WHEN 'M30' THEN 1800000 WHEN 'H1' THEN 3600000
  WHEN 'H2' THEN 7200000 WHEN 'H3' THEN 10800000 WHEN 'H4' THEN 14400000 WHEN 'H6' THEN 21600000
  WHEN 'H8' THEN 28800000 WHEN 'H12' THEN 43200000 WHEN 'D1' THEN 86400000 ELSE 60000 END`;

/** The same rules as in `src/price/bar_plausibility.ts`, except those that need the time now. */
const fault = `CASE
  WHEN b.broker_ms <= 0 THEN 'invalid_time'
  WHEN b.broker_ms % (${lengthMs}) <> 0 THEN 'off_grid'
  WHEN min(b.open, b.high, b.low, b.close) <= 0 THEN 'not_positive'
  WHEN max(b.open, b.high, b.low, b.close) > 1e12 THEN 'absurd'
  WHEN b.high < b.low THEN 'high_below_low'
  WHEN max(b.open, b.close) > b.high OR min(b.open, b.close) < b.low THEN 'outside_range'
  WHEN min(b.tick_volume, b.real_volume) < 0 THEN 'negative_volume'
  WHEN max(b.tick_volume, b.real_volume) > 1e18 OR abs(b.spread_points) > 1e9 THEN 'absurd'
END`;

export const removedPricesSchema = `
CREATE TABLE removed_bars (
  id INTEGER PRIMARY KEY,
  series_id INTEGER NOT NULL REFERENCES series (id),
  broker_ms INTEGER NOT NULL,
  utc_ms INTEGER NOT NULL,
  open REAL NOT NULL,
  high REAL NOT NULL,
  low REAL NOT NULL,
  close REAL NOT NULL,
  tick_volume REAL NOT NULL,
  real_volume REAL NOT NULL,
  spread_points REAL NOT NULL,${removedColumns}
) STRICT;

CREATE TABLE removed_ticks (
  id INTEGER PRIMARY KEY,
  symbol_id INTEGER NOT NULL REFERENCES symbols (id),
  broker_ms INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  utc_ms INTEGER NOT NULL,
  bid REAL NOT NULL,
  ask REAL NOT NULL,
  last REAL NOT NULL,
  volume REAL NOT NULL,
  flags INTEGER NOT NULL,${removedColumns}
) STRICT;

INSERT INTO removed_bars (series_id, broker_ms, utc_ms, open, high, low, close, tick_volume,
  real_volume, spread_points, reason, removed_ms)
SELECT * FROM (
  SELECT b.series_id, b.broker_ms, b.utc_ms, b.open, b.high, b.low, b.close, b.tick_volume,
    b.real_volume, b.spread_points, ${fault} AS reason, ${nowMs} AS removed_ms
  FROM bars b JOIN series r ON r.id = b.series_id
) WHERE reason IS NOT NULL;

DELETE FROM bars WHERE (series_id, broker_ms) IN (SELECT series_id, broker_ms FROM removed_bars);

INSERT INTO mirror_log (table_name, owner, from_key, to_key, rows, noted_ms)
SELECT 'removed_bars', 0, id, id, 1, removed_ms FROM removed_bars
WHERE EXISTS (SELECT 1 FROM mirror_state WHERE is_on = 1);
`;
