/**
 * The time at which a demo's market continues. A market that runs faster than real time is ahead of
 * it when the demo ends; the next demo on the same folder must not start before the bars that are
 * already stored.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { storeFile } from "../database/sqlite_file.ts";
import { type UnixMs, unixMs } from "../models/mod.ts";

/**
 * Reads the last tick of each symbol and the last bar of each series by their keys, because a
 * demo's store may be large.
 */
const newestPrice = `
SELECT max(utc_ms) AS newest FROM (
  SELECT k.utc_ms FROM symbols s JOIN ticks k ON k.symbol_id = s.id
    AND k.broker_ms = (SELECT max(broker_ms) FROM ticks WHERE symbol_id = s.id)
  UNION ALL
  SELECT b.utc_ms FROM series r JOIN bars b ON b.series_id = r.id
    AND b.broker_ms = (SELECT max(broker_ms) FROM bars WHERE series_id = r.id)
)`;

/** The newest time for which the demo's store has prices, or `nowMs` when that is later. */
export function demoStartMs(demoDir: string, nowMs: UnixMs): UnixMs {
  const path = join(demoDir, storeFile);
  if (!existsSync(path)) return nowMs;
  try {
    const db = new DatabaseSync(path, { readOnly: true });
    const row = db.prepare(newestPrice).get();
    db.close();
    return unixMs(Math.max(nowMs, Number(row?.newest ?? 0)));
  } catch {
    return nowMs; // the database actor reports what is wrong with the file
  }
}
