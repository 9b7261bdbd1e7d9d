/**
 * A step of `postgres_schema.ts`, released with it and never edited since: self-tests of terminals,
 * and the economic calendar.
 */

import { brokerTime, utcTime } from "./postgres_time_columns.ts";

export const toldByTerminals = `
CREATE TABLE terminal_checks (
  bridge_id integer NOT NULL, terminal text NOT NULL, build integer NOT NULL,
  ${utcTime("checked")}, results jsonb NOT NULL,
  PRIMARY KEY (bridge_id, terminal)
);

CREATE TABLE calendar_releases (
  bridge_id integer NOT NULL, terminal_id integer NOT NULL, id text NOT NULL, event text NOT NULL,
  name text NOT NULL, country text NOT NULL, currency text NOT NULL, kind text NOT NULL,
  importance text NOT NULL, timing text NOT NULL, ${brokerTime("broker")}, ${utcTime("utc")},
  actual double precision, forecast double precision, previous double precision,
  revised_previous double precision, impact text NOT NULL, ${utcTime("withdrawn")},
  PRIMARY KEY (bridge_id, terminal_id, id)
);
CREATE INDEX calendar_releases_by_time ON calendar_releases (utc_time);
CREATE INDEX calendar_releases_by_broker_time
  ON calendar_releases (bridge_id, terminal_id, broker_ms, id);
`;
