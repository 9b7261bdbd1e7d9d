/** Rows of past prices for tests, and a catalogue with them. */

import { CatalogueWriter } from "../../src/history/catalogue/catalogue_writer.ts";
import type { HistoryBars, HistoryTicks } from "../../src/history/catalogue/history_columns.ts";
import type { HistorySeries } from "../../src/history/catalogue/history_series.ts";
import type { MergeCounts } from "../../src/history/catalogue/merge_rows.ts";
import type { ConflictPolicy } from "../../src/history/catalogue/merge_rows.ts";
import type { Result } from "../../src/models/mod.ts";

export const minuteBars: HistorySeries = { source: "Demo", symbol: "EURUSD", timeframe: "M1" };
export const tickSeries: HistorySeries = { ...minuteBars, timeframe: null };

/** The minute 2025-01-31 23:00, two of whose hours are in different months. */
export const endOfJanuary = Date.UTC(2025, 0, 31, 23) / 60_000;

/** Bars of the given minutes; the price is the second number, 1.1 without one. */
export function barsAt(...rows: (readonly [minute: number, close?: number])[]): HistoryBars {
  const column = (of: (row: readonly [number, number?]) => number) =>
    Int32Array.from(rows, (row) => of(row));
  const close = ([, price = 110_000]: readonly [number, number?]) => price;
  return {
    length: rows.length,
    minute: column(([minute]) => minute),
    open: column(close),
    high: column((row) => close(row) + 5),
    low: column((row) => close(row) - 5),
    close: column(close),
    tickVolume: column(() => 7),
    spread: column(() => 12),
    realVolume: null,
  };
}

/** Ticks of the given times and bids; the spread is 10 points. */
export function ticksAt(...rows: (readonly [ms: number, bid: number])[]): HistoryTicks {
  return {
    length: rows.length,
    brokerMs: Float64Array.from(rows, ([ms]) => ms),
    bid: Int32Array.from(rows, ([, bid]) => bid),
    ask: Int32Array.from(rows, ([, bid]) => bid + 10),
    last: null,
    volume: null,
    flags: null,
  };
}

interface Given {
  readonly series?: HistorySeries;
  readonly digits?: number;
  readonly policy?: ConflictPolicy;
  readonly clock?: "broker" | "utc";
}

/** Adds rows to the catalogue in `dir`. */
export function addRows(
  dir: string,
  rows: HistoryBars | HistoryTicks,
  { series, digits = 5, policy = "keep", clock = "broker" }: Given = {},
) {
  using writer = valueOf(CatalogueWriter.open(dir));
  return writer.add({
    series: series ?? ("minute" in rows ? minuteBars : tickSeries),
    digits,
    clock: clock === "broker" ? { kind: "broker" } : { kind: "fixed", offsetMs: 0 },
    origin: "a test",
    rows,
  }, policy);
}

export function counts(added: number, doubled = 0, conflicting = 0): MergeCounts {
  return { added, doubled, conflicting };
}

export function valueOf<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
