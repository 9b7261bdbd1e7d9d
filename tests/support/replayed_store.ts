/** The rows that a bridge has stored for one terminal, in the columns of price files. */

import type { FileBar, FileTick } from "./replay_rows.ts";
import { storeRows } from "./store_reader.ts";

export interface StoredSeries {
  readonly login: string;
  readonly symbol: string;
  readonly timeframe: string;
}

type StoredBar = FileBar & {
  readonly utc_ms: number;
  readonly tick_volume: number;
  readonly real_volume: number;
  readonly spread_points: number;
};

export function storedBars(
  dataDir: string,
  { login, symbol, timeframe }: StoredSeries,
): StoredBar[] {
  return storeRows(
    dataDir,
    `SELECT bars.* FROM bars JOIN series ON series.id = series_id JOIN symbols ON symbols.id = symbol_id
     JOIN terminals ON terminals.id = terminal_id
     WHERE login = '${login}' AND name = '${symbol}' AND timeframe = '${timeframe}' ORDER BY broker_ms`,
  ) as unknown as StoredBar[]; // the columns are those of the schema
}

export function storedTicks(
  dataDir: string,
  { login, symbol }: Omit<StoredSeries, "timeframe">,
): (FileTick & { readonly utc_ms: number })[] {
  return storeRows(
    dataDir,
    `SELECT broker_ms, utc_ms, bid, ask FROM ticks JOIN symbols ON symbols.id = symbol_id
     JOIN terminals ON terminals.id = terminal_id
     WHERE login = '${login}' AND name = '${symbol}' ORDER BY broker_ms, ordinal`,
  ) as unknown as (FileTick & { utc_ms: number })[]; // the columns are those of the schema
}

/** How many ticks a bridge has stored, by the terminal's login; it may be running. */
export function storedTickCounts(dataDir: string): ReadonlyMap<string, number> {
  const rows = storeRows(
    dataDir,
    `SELECT login, COUNT(*) AS count FROM ticks JOIN symbols ON symbols.id = symbol_id
     JOIN terminals ON terminals.id = terminal_id GROUP BY login`,
  ) as unknown as { login: string; count: number }[]; // the columns are those of the query
  return new Map(rows.map(({ login, count }) => [login, Number(count)]));
}

/** Names only the first row that differs: a diff of thousands of rows is unreadable. */
export function assertRows(
  stored: readonly object[],
  expected: readonly object[],
  what: string,
): void {
  for (let row = 0; row < Math.max(stored.length, expected.length); row++) {
    const [found, wanted] = [stored[row], expected[row]].map((one) => JSON.stringify(one));
    if (found === wanted) continue;
    throw new Error(
      `${what}, row ${row}: ${found} is stored, the file has ${wanted} ` +
        `(${stored.length} rows stored, ${expected.length} in the file)`,
    );
  }
}
