/** The step of the schema that adds signals from outside. Released steps are never edited. */

export const outsideSignalsSchema = `
CREATE TABLE outside_signals (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL,
  sender_id TEXT NOT NULL,
  received_ms INTEGER NOT NULL,
  text TEXT NOT NULL,
  wish TEXT CHECK (json_valid(wish)),
  refusal TEXT CHECK (json_valid(refusal)),
  outcomes TEXT NOT NULL CHECK (json_valid(outcomes)),
  is_pending INTEGER NOT NULL CHECK (is_pending IN (0, 1)),
  UNIQUE (source, sender_id)
) STRICT;
CREATE INDEX outside_signals_pending ON outside_signals (id) WHERE is_pending = 1;
`;
