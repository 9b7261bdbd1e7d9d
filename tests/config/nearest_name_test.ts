/** Which known name a misspelt one probably meant. */

import assert from "node:assert/strict";
import { nearestName } from "../../src/config/nearest_name.ts";

const known = ["MAX_WORKERS", "REDIS_HOST", "REDIS_PORT", "MT5_PASSWORD", "run", "demo"];

const cases: [given: string, meant: string | null][] = [
  ["MAX_WORKER", "MAX_WORKERS"],
  ["MAX_WROKERS", "MAX_WORKERS"],
  ["max_workers", "MAX_WORKERS"],
  ["REDIS_PROT", "REDIS_PORT"],
  ["MT5_PASWORD", "MT5_PASSWORD"],
  ["rum", "run"],
  ["dem", "demo"],
  ["REDIS_DB", null],
  ["POSTGRES_PASSWORD", null],
  ["TELEGRAM_TOKEN", null],
  ["x", null],
  ["", null],
];
for (const [given, meant] of cases) {
  Deno.test(`nearestName() takes "${given}" for ${meant}`, () => {
    assert.equal(nearestName(given, known), meant);
  });
}
