/**
 * The store part of a bridge that is killed while it writes: `journal` writes intents as fast as it
 * can and prints each one after it is stored; `half` leaves a transaction open, half of it written,
 * and waits.
 */

import { openSqliteFile } from "../../src/database/sqlite_file.ts";
import { migrations } from "../../src/database/migrations.ts";
import { openSqliteStore } from "../../src/database/sqlite_store.ts";
import { keepForEver, must } from "./store_samples.ts";
import { sampleDeal, sampleIntent, sampleTaken } from "./trade_samples.ts";

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

function journalForEver(folder: string): void {
  const store = must(openSqliteStore({ folder, retention: keepForEver }));
  for (let index = 0;; index += 1) {
    const intent = sampleIntent(index);
    must(store.intents.journal(intent, null));
    must(store.intents.advance({ ...intent, state: "sent" }));
    must(store.trades.store(sampleTaken({ deals: [sampleDeal(index)] })));
    say(intent.id);
  }
}

function leaveHalf(folder: string): void {
  const { db } = must(openSqliteFile(folder, migrations));
  db.exec("PRAGMA cache_size = 1; BEGIN IMMEDIATE");
  db.exec("INSERT INTO terminals (venue, login, server) VALUES ('mt5', '1', 'S')");
  const add = db.prepare(
    "INSERT INTO halts (halt, terminal_id, cause, policy, ends, reason, started_ms, broker_day) " +
      "VALUES (?, 1, 'command', 'block', 'by_hand', ?, 0, '')",
  );
  for (let index = 0; index < 2_000; index += 1) add.run(`halt ${index}`, "x".repeat(500));
  say("half");
  Deno.stdin.readSync(new Uint8Array(1));
}

if (import.meta.main) {
  const [what, folder] = Deno.args;
  if (folder === undefined) throw new TypeError("Usage: cut_store.ts journal|half FOLDER");
  if (what === "journal") journalForEver(folder);
  else leaveHalf(folder);
}
