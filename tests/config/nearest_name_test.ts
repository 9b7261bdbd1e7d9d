/** Which known name was probably meant by a misspelt one. */

import assert from "node:assert/strict";
import { settingKeys } from "../../src/config/settings_table.ts";
import { nearestName } from "../../src/config/nearest_name.ts";

const known = [...settingKeys, "run", "demo", "env-file", "for"];

const cases: [given: string, meant: string | null][] = [
  ["MAX_WORKER", "MAX_WORKERS"],
  ["MAX_WROKERS", "MAX_WORKERS"],
  ["max_workers", "MAX_WORKERS"],
  ["MAXWORKERS", "MAX_WORKERS"],
  ["MAX_DAILY_LOSS", "MAX_DAILY_LOSS_PCT"],
  ["MAX_DAILY_LOSS_PERCENT", null],
  ["TRADE_SYNC_INTERVAL", "TRADES_SYNC_INTERVAL"],
  ["REDIS_PROT", "REDIS_PORT"],
  ["MT5_PASWORD", "MT5_PASSWORD"],
  ["POSTGRES_PASSWROD", "POSTGRES_PASSWORD"],
  ["rum", "run"],
  ["dem", "demo"],
  ["env_fiel", "env-file"],
  ["fro", "for"],
  // Keys that an old file may contain besides the known ones.
  ["REDIS_URL", null],
  ["REDIS_POOL", null],
  ["REDIS_CLUSTER", null],
  ["POSTGRES_POOL", null],
  ["POSTGRES_POOL_MIN", null],
  ["POSTGRES_PASS", null],
  ["POSTGRES_DSN", null],
  ["MT5_PATH", null],
  ["MT5_TIMEOUT", null],
  ["LOG_FILE", null],
  ["LOG", null],
  ["TELEGRAM_TOKEN", null],
  ["x", null],
  ["", null],
];
for (const [given, meant] of cases) {
  Deno.test(`nearestName() takes "${given}" for ${meant}`, () => {
    assert.equal(nearestName(given, known), meant);
  });
}
