/** A step of `postgres_schema.ts`, released with it and never edited since: copied trades. */

import { utcTime } from "./postgres_time_columns.ts";

export const copiedTradesStep = `
CREATE TABLE copied_trades (
  bridge_id integer NOT NULL, id integer NOT NULL, follower text NOT NULL, master text NOT NULL,
  position text NOT NULL, leg integer NOT NULL, state text NOT NULL, ${utcTime("seen")},
  trade jsonb NOT NULL, is_open integer NOT NULL,
  PRIMARY KEY (bridge_id, id)
);
`;
