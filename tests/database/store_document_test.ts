/** docs/store.md names every table, column, view and error of the store, and no others. */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { migrations } from "../../src/database/migrations.ts";
import { migrate } from "../../src/database/sqlite_migrate.ts";
import type { StoreError } from "../../src/database/store_error.ts";

const text = Deno.readTextFileSync(new URL("../../docs/store.md", import.meta.url));

/** First column of each table under the headings `### \`name\``. */
function documentedTables(): Record<string, string[]> {
  const tables: Record<string, string[]> = {};
  for (const section of text.split(/^### /m).slice(1)) {
    const name = /^`(\w+)`/.exec(section)?.[1];
    if (name === undefined) continue;
    tables[name] = Array.from(section.matchAll(/^\| `(\w+)`/gm), (match) => match[1]!);
  }
  return tables;
}

function schema(type: "table" | "view"): Record<string, string[]> {
  const db = new DatabaseSync(":memory:");
  migrate(db, migrations);
  const names = db.prepare(
    "SELECT name FROM sqlite_schema WHERE type = ? AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
  ).all(type);
  const columns = db.prepare("SELECT name FROM pragma_table_info(?) ORDER BY cid");
  const found = Object.fromEntries(
    names.map(({ name }) => [name, columns.all(name!).map((column) => String(column.name))]),
  );
  db.close();
  return found;
}

Deno.test("every table and column is documented, in order, and no others", () => {
  assert.deepEqual(documentedTables(), schema("table"));
});

Deno.test("every view is documented, and each column of it is named somewhere", () => {
  for (const [view, columns] of Object.entries(schema("view"))) {
    for (const name of [view, ...columns]) assert.ok(text.includes(`\`${name}\``), name);
  }
});

const codes: Record<StoreError["code"], true> = {
  store_damaged: true,
  store_disk_full: true,
  store_foreign: true,
  store_journal_gone: true,
  store_locked: true,
  store_newer_schema: true,
  store_unreachable: true,
};

Deno.test("every error of the store is documented, and no other", () => {
  const documented = Array.from(text.matchAll(/^\| `(store_\w+)`/gm), (match) => match[1]!);
  assert.deepEqual(documented.sort(), Object.keys(codes));
});
