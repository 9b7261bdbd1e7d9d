/** The step of the schema that adds alerts. Released steps are never edited. */

export const alertsSchema = `
CREATE TABLE alerts (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  raised_ms INTEGER NOT NULL,
  event TEXT NOT NULL,
  severity TEXT NOT NULL,
  text TEXT NOT NULL,
  deliveries TEXT NOT NULL CHECK (json_valid(deliveries)),
  is_waiting INTEGER NOT NULL CHECK (is_waiting IN (0, 1))
) STRICT;
CREATE INDEX alerts_waiting ON alerts (id) WHERE is_waiting = 1;
`;
