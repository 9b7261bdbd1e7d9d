/** A demo continues after the stored data, with or without stored ticks. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { demoStartMs, replayedTo } from "../../src/cli/run/demo_clock.ts";
import { migrations } from "../../src/database/migrations.ts";
import { terminalId, unixMs } from "../../src/models/mod.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const tick = "INSERT INTO ticks VALUES (1, 5000, 0, 3000, 1, 1, 0, 0, 6)";
const bar = "INSERT INTO bars VALUES (1, 4000, 2000, 1, 1, 1, 1, 1, 0, 0)";

const cases = [
  { name: "nothing stored", rows: [], nowMs: 1_000, startMs: 1_000 },
  { name: "bars only", rows: [bar], nowMs: 1_000, startMs: 2_000 },
  { name: "bars and ticks", rows: [bar, tick], nowMs: 1_000, startMs: 3_000 },
  { name: "everything stored long ago", rows: [bar, tick], nowMs: 9_000, startMs: 9_000 },
];
function writeStore(dir: string, rows: readonly string[]): void {
  const db = new DatabaseSync(join(dir, "bridge.sqlite"));
  for (const { sql } of migrations) db.exec(sql);
  db.exec("INSERT INTO terminals (venue, login, server) VALUES ('mt5', '1', 'Demo')");
  db.exec("INSERT INTO symbols (terminal_id, name) VALUES (1, 'EURUSD')");
  db.exec("INSERT INTO series (symbol_id, timeframe) VALUES (1, 'M1')");
  for (const row of rows) db.exec(row);
  db.close();
}

for (const { name, rows, nowMs, startMs } of cases) {
  Deno.test(`demoStartMs() is ${startMs} at ${nowMs} with ${name}`, () =>
    inTempFolder((dir) => {
      writeStore(dir, rows);
      assert.equal(demoStartMs(dir, unixMs(nowMs)), startMs);
      return Promise.resolve();
    }));
}

const paperAccount = [
  "INSERT INTO terminals (venue, login, server) VALUES ('paper', '1', 'Demo')",
  "INSERT INTO symbols (terminal_id, name) VALUES (2, 'EURUSD')",
];
const others = [
  "INSERT INTO symbols (terminal_id, name) VALUES (1, 'GBPUSD')",
  "INSERT INTO ticks VALUES (2, 90000, 0, 3000, 1, 1, 0, 0, 6)",
];
const later = "INSERT INTO ticks VALUES (1, 70000, 0, 3000, 1, 1, 0, 0, 6)";

const replays = [
  { name: "nothing stored", rows: [], reachedMs: null },
  { name: "bars only", rows: [bar], reachedMs: 64_000 },
  { name: "ticks of an open bar", rows: [bar, later], reachedMs: 70_000 },
  { name: "ticks that lag behind", rows: [bar, tick], reachedMs: 64_000 },
  { name: "another symbol that is ahead", rows: [bar, later, ...others], reachedMs: 70_000 },
  { name: "a paper account beside it", rows: [bar, later, ...paperAccount], reachedMs: 70_000 },
];
for (const { name, rows, reachedMs } of replays) {
  Deno.test(`replayedTo() is ${reachedMs} with ${name}`, () =>
    inTempFolder((dir) => {
      writeStore(dir, rows);
      assert.equal(replayedTo(dir, terminalId("1", "Demo"))?.toMs ?? null, reachedMs);
      return Promise.resolve();
    }));
}
