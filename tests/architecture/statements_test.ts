/**
 * A statement of SQLite is compiled once and kept. The runtime frees one that was dropped only when
 * it collects garbage, and several kilobytes of it are not counted as such: a statement that was
 * compiled anew for each status took half a megabyte a minute.
 */

import assert from "node:assert/strict";
import { sourceFiles } from "../support/source_tree.ts";

/** Files that compile a statement themselves, and why. */
const once: Readonly<Record<string, string>> = {
  "src/cli/run/demo_clock.ts": "at the start of a demo",
  "src/database/paper_venue_step.ts": "in a migration",
  "src/database/sqlite_file.ts": "when the file is opened",
  "src/database/sqlite_migrate.ts": "when the file is opened",
  "src/database/sqlite_row_counts.ts": "at the start of a demo",
  "src/database/sqlite_statement.ts": "the one place for all others",
  "src/setup/doctor/sqlite_symbols.ts": "in a report",
};

Deno.test("statements of SQLite are compiled once", () => {
  const found = sourceFiles(["src", "actors"])
    .filter(({ text }) => text.includes("node:sqlite") && /\.prepare\(/.test(text))
    .map(({ path }) => path);
  assert.deepEqual(found.sort(), Object.keys(once).sort());
});
