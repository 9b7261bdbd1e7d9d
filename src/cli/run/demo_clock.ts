/**
 * The time at which a demo's market or replay continues. A market that runs faster than real time
 * is ahead of it when the demo ends; the next demo on the same folder must not start before the
 * bars that are already stored.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { storeFile } from "../../database/sqlite_file.ts";
import {
  type BrokerMs,
  brokerMs,
  splitTerminalId,
  type TerminalId,
  type Timeframe,
  timeframeMs,
  type UnixMs,
  unixMs,
} from "../../models/mod.ts";

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

const terminalWanted = `JOIN terminals t ON t.id = s.terminal_id
WHERE t.login = ? AND t.server = ? AND t.venue = ?`;

/** The newest tick of each symbol of a terminal. */
const newestTicks = `
SELECT (SELECT max(broker_ms) FROM ticks WHERE symbol_id = s.id) AS newest
FROM symbols s ${terminalWanted}`;

/** The newest bar of each series of a terminal. */
const newestBars = `
SELECT r.timeframe, (SELECT max(broker_ms) FROM bars WHERE series_id = r.id) AS newest
FROM series r JOIN symbols s ON s.id = r.symbol_id ${terminalWanted}`;

/**
 * How far a replay that was interrupted has come, so that it never goes back behind what the store
 * has: all of its bars have closed, and up to here it has the ticks of every symbol. Null for one
 * that has not begun.
 */
export function replayedToMs(demoDir: string, terminal: TerminalId): BrokerMs | null {
  const path = join(demoDir, storeFile);
  if (!existsSync(path)) return null;
  try {
    const db = new DatabaseSync(path, { readOnly: true });
    const { login, server, venue } = splitTerminalId(terminal);
    const ticks = db.prepare(newestTicks).all(login, server, venue);
    const bars = db.prepare(newestBars).all(login, server, venue);
    db.close();
    const ends = bars.map(({ timeframe, newest }) =>
      newest === null ? 0 : Number(newest) + timeframeMs(timeframe as Timeframe)
    );
    const ticksMs = Math.min(...ticks.map(({ newest }) => Number(newest ?? 0)));
    const reachedMs = Math.max(0, ...ends, ticks.length === 0 ? 0 : ticksMs);
    return reachedMs === 0 ? null : brokerMs(reachedMs);
  } catch {
    return null; // the database actor reports what is wrong with the file
  }
}
