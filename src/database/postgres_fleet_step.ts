/**
 * A step of `postgres_schema.ts`, released with it and never edited since: the bridges that report
 * to a fleet, and the halts that are sent to them. These rows are not copies of the store's.
 */

export const fleetStep = `
CREATE TABLE fleet_bridges (
  name text PRIMARY KEY, run text NOT NULL, report jsonb NOT NULL,
  first_seen timestamptz NOT NULL DEFAULT now(), last_seen timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE fleet_commands (
  id text PRIMARY KEY, target text NOT NULL, command text NOT NULL, signature text NOT NULL,
  sent_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX fleet_commands_by_time ON fleet_commands (sent_at);

CREATE TABLE fleet_answers (
  command_id text NOT NULL, bridge text NOT NULL, answer text NOT NULL, signature text NOT NULL,
  answered_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (command_id, bridge)
);
`;
