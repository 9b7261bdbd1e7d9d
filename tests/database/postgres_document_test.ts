/**
 * docs/postgres.md names every failure, setting and view of the mirror; the tables are those of the
 * store.
 */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { postgres } from "../../src/config/operating_settings.ts";
import { migrations } from "../../src/database/migrations.ts";
import { migrate } from "../../src/database/sqlite_migrate.ts";
import { mirrorErrorCodes } from "../../src/database/mirror_error.ts";
import { mirroredTables } from "../../src/database/mirror_tables.ts";
import { postgresSteps } from "../../src/database/postgres_schema.ts";

const text = Deno.readTextFileSync(new URL("../../docs/postgres.md", import.meta.url));

Deno.test("every failure of the mirror is documented, and no other", () => {
  const documented = Array.from(
    text.matchAll(/^\| `(mirror_(?!marks)\w+)`/gm),
    (found) => found[1]!,
  );
  assert.deepEqual(documented.toSorted(), mirrorErrorCodes.toSorted());
});

Deno.test("every setting of the server is documented", () => {
  for (const name of Object.keys(postgres)) assert.ok(text.includes(`| \`${name}\``), name);
});

Deno.test("every view of the mirror is documented", () => {
  const views = postgresSteps.flatMap(({ sql }) =>
    Array.from(sql.matchAll(/CREATE VIEW (\w+)/g), (found) => found[1]!)
  );
  assert.ok(views.length > 0);
  for (const view of views) assert.ok(text.includes(`\`${view}\``), view);
});

/** Tables that are not mirrored. */
const keptHere = [
  "health_checks",
  "mirror_state",
  "mirror_log",
  "signal_arrivals",
  "newest_risk_metrics",
  "live_pins",
  "outside_signals",
];

Deno.test("every table of the store is mirrored with all its columns", () => {
  const db = new DatabaseSync(":memory:");
  migrate(db, migrations);
  const tables = db.prepare(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  ).all().map(({ name }) => String(name)).filter((name) => !keptHere.includes(name));
  const columns = db.prepare("SELECT name FROM pragma_table_info(?)");
  const stored = Object.fromEntries(
    tables.map((table) => [table, columns.all(table).map(({ name }) => String(name)).toSorted()]),
  );
  db.close();
  const mirrored = Object.fromEntries(
    mirroredTables.map((table) => [table.name, Object.keys(table.columns).toSorted()]),
  );
  assert.deepEqual(mirrored, stored);
});
