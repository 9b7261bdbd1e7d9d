/** The actual prices of the simulated market, to compare a store with. */

import assert from "node:assert/strict";
import type { PriceSource } from "../../src/simulation/price_source.ts";
import { SeededMarket } from "../../src/simulation/market/seeded_market.ts";
import { brokerMs } from "../../src/models/mod.ts";
import { type Row, storeRows } from "./store_reader.ts";

/** More rows than any scenario stores for one symbol. */
const limit = 1_000_000;

/**
 * Between its first and its last row, the store must hold exactly the ticks and one-minute bars of
 * the market for each symbol: none missing, duplicated or different. With `login`, only those of
 * that account. Returns the number of rows compared.
 */
export function assertStoreIsMarket(
  dataDir: string,
  source: PriceSource,
  login: string | null = null,
): number {
  assert.ok(source.kind === "market");
  const market = new SeededMarket({ ...source, accountCurrency: "USD" });
  const compared = source.symbols.map((symbol) => {
    const stored = { dataDir, login, symbol, brokerSymbol: symbol + source.suffix };
    return compareTicks(stored, market) + compareBars(stored, market);
  });
  return compared.reduce((sum, rows) => sum + rows, 0);
}

interface Stored {
  readonly dataDir: string;
  /** The account whose rows are compared; null for all. */
  readonly login: string | null;
  readonly symbol: string;
  readonly brokerSymbol: string;
}

function rowsOf({ login, symbol }: Stored): string {
  const account = login === null ? "" : ` AND login = '${login}'`;
  return `name = '${symbol}'${account}`;
}

function compareTicks(stored: Stored, market: SeededMarket): number {
  const { symbol, brokerSymbol } = stored;
  const rows = storeRows(
    stored.dataDir,
    `SELECT broker_ms, bid, ask FROM ticks JOIN symbols ON symbols.id = symbol_id
     JOIN terminals ON terminals.id = terminal_id
     WHERE ${rowsOf(stored)} ORDER BY broker_ms, ordinal`,
  ).map((row) => ({ ...row }));
  const { first, last } = ends(rows, `ticks of ${symbol}`);
  const { ticks } = market.ticks(
    { symbol: brokerSymbol, fromMs: brokerMs(first), skip: 0, limit },
    brokerMs(last),
  );
  const played = Array.from(ticks.brokerMs, (time, index) => ({
    broker_ms: time,
    bid: ticks.bid[index],
    ask: ticks.ask[index],
  }));
  assertSameRows(rows, played, `ticks of ${symbol}`);
  return rows.length;
}

function compareBars(stored: Stored, market: SeededMarket): number {
  const { symbol, brokerSymbol } = stored;
  const rows = storeRows(
    stored.dataDir,
    `SELECT broker_ms, open, high, low, close, tick_volume FROM bars
     JOIN series ON series.id = series_id JOIN symbols ON symbols.id = symbol_id
     JOIN terminals ON terminals.id = terminal_id
     WHERE ${rowsOf(stored)} ORDER BY broker_ms`,
  ).map((row) => ({ ...row }));
  const { first, last } = ends(rows, `bars of ${symbol}`);
  const { bars } = market.bars(
    { symbol: brokerSymbol, timeframe: "M1", fromMs: brokerMs(first), limit },
    brokerMs(last + 60_000),
  );
  const played = Array.from(bars.brokerMs, (time, index) => ({
    broker_ms: time,
    open: bars.open[index],
    high: bars.high[index],
    low: bars.low[index],
    close: bars.close[index],
    tick_volume: bars.tickVolume[index],
  }));
  assertSameRows(rows, played, `bars of ${symbol}`);
  return rows.length;
}

function ends(rows: readonly Row[], what: string): { first: number; last: number } {
  assert.ok(rows.length > 0, `No ${what} in the store`);
  return { first: Number(rows[0]!.broker_ms), last: Number(rows.at(-1)!.broker_ms) };
}

/** Names only the first row that differs: a diff of thousands of rows is unreadable. */
function assertSameRows(stored: readonly unknown[], played: readonly unknown[], what: string) {
  for (let row = 0; row < Math.max(stored.length, played.length); row++) {
    assert.deepEqual(stored[row], played[row], `Row ${row} of ${played.length} ${what}`);
  }
}
