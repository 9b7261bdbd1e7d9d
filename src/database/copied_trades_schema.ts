/** The step of the schema that adds copied trades. Released steps are never edited. */

export const copiedTradesSchema = `
CREATE TABLE copied_trades (
  id INTEGER PRIMARY KEY,
  follower TEXT NOT NULL,
  master TEXT NOT NULL,
  position TEXT NOT NULL,
  leg INTEGER NOT NULL,
  state TEXT NOT NULL,
  seen_ms INTEGER NOT NULL,
  trade TEXT NOT NULL CHECK (json_valid(trade)),
  is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
  UNIQUE (follower, master, position, leg)
) STRICT;
CREATE INDEX copied_trades_open ON copied_trades (follower) WHERE is_open = 1;
`;
