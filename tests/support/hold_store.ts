/**
 * The store part of a bridge in a separate process: opens the store, reports that, and waits to be
 * killed.
 */

import { openSqliteStore } from "../../src/database/sqlite_store.ts";

if (import.meta.main) {
  const [folder] = Deno.args;
  if (folder === undefined) throw new TypeError("Usage: hold_store.ts FOLDER");
  const opened = openSqliteStore({ folder, retention: { tickDays: 0, barDays: 0 } });
  const said = opened.ok ? "open" : opened.error.code;
  Deno.stdout.writeSync(new TextEncoder().encode(`${said}\n`));
  if (opened.ok) Deno.stdin.readSync(new Uint8Array(1));
}
