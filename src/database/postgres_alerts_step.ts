/** A step of `postgres_schema.ts`, released with it and never edited since: alerts. */

import { utcTime } from "./postgres_time_columns.ts";

export const alertsStep = `
CREATE TABLE alerts (
  bridge_id integer NOT NULL, id integer NOT NULL, key text NOT NULL, ${utcTime("raised")},
  event text NOT NULL, severity text NOT NULL, text text NOT NULL, deliveries jsonb NOT NULL,
  is_waiting integer NOT NULL,
  PRIMARY KEY (bridge_id, id)
);
`;
