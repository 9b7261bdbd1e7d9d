/**
 * What remains of trades and intents after a crash: every confirmed write, none partly written; and
 * which writes are synced to the disk.
 */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { migrations } from "../../src/database/migrations.ts";
import { SqliteAccess } from "../../src/database/sqlite_access.ts";
import { openSqliteFile } from "../../src/database/sqlite_file.ts";
import { openSqliteStore, SqliteStore } from "../../src/database/sqlite_store.ts";
import { type IntentId, unixMs } from "../../src/models/mod.ts";
import {
  demoTerminal,
  inTempFolder,
  keepForEver,
  must,
  sampleBar,
  sampleInstrument,
  sampleSignal,
  seriesBars,
} from "../support/store_samples.ts";
import {
  sampleDay,
  sampleDecision,
  sampleHalt,
  sampleIntent,
  sampleRisk,
  sampleTaken,
} from "../support/trade_samples.ts";

/**
 * Runs `cut_store.ts` until it has printed `lines` lines, kills it, and returns all complete lines.
 */
async function killAfter(what: "journal" | "half", folder: string, lines: number) {
  const script = new URL("../support/cut_store.ts", import.meta.url);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", script.href, what, folder],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  let said = "";
  let isKilled = false;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += text;
    if (!isKilled && said.split("\n").length > lines) {
      child.kill("SIGKILL");
      isKilled = true;
    }
  }
  await child.stdin.close();
  await child.status;
  return said.split("\n").slice(0, -1);
}

Deno.test("after a kill in the middle of writing, every confirmed write is complete, and nothing is half written", () =>
  inTempFolder(async (folder) => {
    for (const lines of [1, 20, 77]) {
      const answered = await killAfter("journal", folder, lines);
      assert.ok(answered.length >= lines);
      const store = must(openSqliteStore({ folder, retention: keepForEver }));
      for (const id of answered) {
        assert.equal(must(store.intents.find(id as IntentId))?.state, "sent");
      }
      const db = new DatabaseSync(store.path, { readOnly: true });
      const count = (sql: string) => Number(Object.values(db.prepare(sql).get() ?? {})[0]);
      assert.ok(count("SELECT count(*) FROM deals") >= answered.length);
      const lonely =
        "SELECT count(*) FROM intents i WHERE (SELECT count(*) FROM intent_history h " +
        "WHERE h.intent_id = i.id) <> CASE i.state WHEN 'sent' THEN 2 ELSE 1 END";
      assert.equal(count(lonely), 0);
      db.close();
      store.close();
    }
  }));

Deno.test("an interrupted transaction leaves no trace", () =>
  inTempFolder(async (folder) => {
    must(openSqliteStore({ folder, retention: keepForEver })).close();
    assert.deepEqual(await killAfter("half", folder, 1), ["half"]);
    const store = must(openSqliteStore({ folder, retention: keepForEver }));
    assert.deepEqual(must(store.halts.lasting()).halts, []);
    must(store.halts.store(sampleHalt));
    assert.deepEqual(must(store.halts.lasting()).halts, [sampleHalt]);
    store.close();
  }));

const full = 2;
const normal = 1;

Deno.test("a durable write waits for the disk, others do not, even after a failure", () =>
  inTempFolder((folder) => {
    const file = must(openSqliteFile(folder, migrations));
    const access = new SqliteAccess(file.db, file.path);
    const level = () => file.db.prepare("PRAGMA synchronous").get()?.synchronous;
    assert.deepEqual(access.writeDurably(level), { ok: true, value: full });
    assert.deepEqual(access.write(level), { ok: true, value: normal });
    const fail = () => {
      throw new RangeError("no");
    };
    assert.throws(() => access.writeDurably(fail), /no/);
    assert.deepEqual(access.write(level), { ok: true, value: normal });
    file.close();
  }));

Deno.test("the bridge's decisions are written durably, data that can be requested again is not", () =>
  inTempFolder((folder) => {
    const file = must(openSqliteFile(folder, migrations));
    const store = new SqliteStore(file, keepForEver);
    const levels: unknown[] = [];
    file.db.function("note_level", { deterministic: false }, () => {
      levels.push(file.db.prepare("PRAGMA synchronous").get()?.synchronous);
      return null;
    });
    const own = ["intents", "intent_history", "halts", "account_days", "paper_accounts"];
    for (const table of [...own, "risk_decisions"]) watch(file.db, table);
    must(store.intents.journal(sampleIntent(0), null, sampleDecision(1)));
    must(store.intents.advance(sampleIntent(0, { state: "sent" })));
    must(store.halts.store(sampleHalt));
    must(store.days.begin(sampleDay));
    must(store.paperAccounts.store(demoTerminal, { state: "{}", savedMs: unixMs(0) }));
    assert.deepEqual(new Set(levels), new Set([full]));
    assert.equal(levels.length, 7, "a decision is as durable as its intent");
    levels.length = 0;
    for (const table of ["deals", "risk_metrics"]) watch(file.db, table);
    must(store.trades.store(sampleTaken()));
    must(store.decisions.store(sampleDecision(0)));
    must(store.days.storeMetrics(sampleRisk));
    assert.deepEqual(levels, [normal, normal, normal]);
    store.close();
  }));

/** Records the durability of each insert; the trigger exists only in this connection. */
function watch(db: DatabaseSync, table: string): void {
  db.exec(
    `CREATE TEMP TRIGGER watch_${table} AFTER INSERT ON main.${table} BEGIN SELECT note_level(); END`,
  );
}

Deno.test("halts and figures of a store from before resumes per cause are kept", () =>
  inTempFolder((folder) => {
    const before = migrations.findIndex(({ sql }) => sql.includes("general_halts"));
    const old = must(openSqliteFile(folder, migrations.slice(0, before)));
    old.db.exec(
      "INSERT INTO terminals (login, server) VALUES ('5012345', 'MetaQuotes-Demo');" +
        "INSERT INTO halts VALUES (1, 'old', 1, 'daily_loss', 'flatten', 'next_day', 'lost', 5, " +
        "'2026-01-05', NULL, NULL, NULL);" +
        "INSERT INTO risk_metrics VALUES (1, 5, '2026-01-05', 1, 1, 0, 1, 0, 3, 1, 0)",
    );
    old.close();
    const store = must(openSqliteStore({ folder, retention: keepForEver }));
    const { halts: [halt], general } = must(store.halts.lasting());
    assert.deepEqual([halt?.id, halt?.scope, general], ["old", "account", []]);
    const metrics = must(store.days.latestMetrics(demoTerminal));
    assert.deepEqual([metrics?.dayLossPct, metrics?.acceptedLossPct], [3, 0]);
    store.close();
  }));

Deno.test("a store with the first schema keeps its rows and accepts trades", () =>
  inTempFolder((folder) => {
    const old = must(openSqliteFile(folder, migrations.slice(0, 1)));
    old.db.exec(
      "INSERT INTO terminals (login, server) VALUES ('5012345', 'MetaQuotes-Demo');" +
        "INSERT INTO symbols (terminal_id, name, digits) VALUES (1, 'EURUSD', 5);" +
        "INSERT INTO series (symbol_id, timeframe) VALUES (1, 'M15');" +
        "INSERT INTO bars VALUES (1, 900000, 900000, 1.1, 1.2, 1.0, 1.15, 7, 0, 12);" +
        "INSERT INTO account_metrics VALUES (1, 5, 1, 1, 0, 1, NULL, 0)",
    );
    old.close();
    const store = must(openSqliteStore({ folder, retention: keepForEver }));
    assert.equal(store.schemaBefore, 1);
    must(store.registry.describeSymbols(demoTerminal, [sampleInstrument]));
    must(store.signals.store([sampleSignal(0)]));
    must(store.bars.store(demoTerminal, [seriesBars([sampleBar(0)])]));
    must(store.trades.store(sampleTaken()));
    const key = { symbol: sampleInstrument.symbol, timeframe: "M15" } as const;
    const bars = must(
      store.bars.load({ terminal: demoTerminal, ...key, toBrokerMs: null, limit: 9 }),
    );
    assert.deepEqual([...bars.close], [1.15, sampleBar(0).close]);
    const { positions } = must(store.trades.load(demoTerminal));
    assert.deepEqual(positions, sampleTaken().positions);
    store.close();
  }));
