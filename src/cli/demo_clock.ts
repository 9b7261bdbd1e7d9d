/**
 * Where the time of a demo's market goes on. A market that runs faster than real time is ahead of it when the
 * demo ends; the next demo on the same folder must not go back behind the bars that are stored.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { STORE_FILE } from "../database/sqlite_file.ts";
import { type UnixMs, unixMs } from "../models/mod.ts";

/** The newest moment of which the demo's store has prices, or `nowMs` when that is later. */
export function demoStartMs(demoDir: string, nowMs: UnixMs): UnixMs {
  const path = join(demoDir, STORE_FILE);
  if (!existsSync(path)) return nowMs;
  try {
    const db = new DatabaseSync(path, { readOnly: true });
    const row = db.prepare("SELECT max(utc_ms) AS newest FROM ticks").get();
    db.close();
    return unixMs(Math.max(nowMs, Number(row?.newest ?? 0)));
  } catch {
    return nowMs; // the database actor tells what is wrong with the file
  }
}
