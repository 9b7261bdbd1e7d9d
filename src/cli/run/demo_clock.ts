/**
 * The time at which a demo's market or replay continues. A market that runs faster than real time
 * is ahead of it when the demo ends; the next demo on the same folder must not start before the
 * bars that are already stored.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { StoredBar } from "../../../actors/simulated_terminal/replay_brake.ts";
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
SELECT s.name, r.timeframe, (SELECT max(broker_ms) FROM bars WHERE series_id = r.id) AS newest
FROM series r JOIN symbols s ON s.id = r.symbol_id ${terminalWanted}`;

/** How far a replay that was interrupted has come. */
export interface Replayed {
  /**
   * It never goes back behind what the store has: all of its bars have closed, and up to here it
   * has the ticks of every symbol.
   */
  readonly toMs: BrokerMs;
  /** The newest bar of each series. */
  readonly bars: readonly StoredBar[];
}

/** Null for one that has not begun. */
export function replayedTo(demoDir: string, terminal: TerminalId): Replayed | null {
  const path = join(demoDir, storeFile);
  if (!existsSync(path)) return null;
  try {
    const db = new DatabaseSync(path, { readOnly: true });
    const { login, server, venue } = splitTerminalId(terminal);
    const ticks = db.prepare(newestTicks).all(login, server, venue);
    const rows = db.prepare(newestBars).all(login, server, venue);
    db.close();
    const bars = rows.filter(({ newest }) => newest !== null).map((row) => ({
      symbol: String(row.name),
      timeframe: row.timeframe as Timeframe,
      openMs: brokerMs(Number(row.newest)),
    }));
    const ends = bars.map(({ timeframe, openMs }) => openMs + timeframeMs(timeframe));
    const ticksMs = Math.min(...ticks.map(({ newest }) => Number(newest ?? 0)));
    const reachedMs = Math.max(0, ...ends, ticks.length === 0 ? 0 : ticksMs);
    return reachedMs === 0 ? null : { toMs: brokerMs(reachedMs), bars };
  } catch {
    return null; // the database actor reports what is wrong with the file
  }
}
