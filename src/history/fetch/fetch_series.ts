/**
 * Fetches past prices of one series from a terminal into the catalogue, page by page. Each page is
 * stored before the next one is asked for, and what a terminal says later counts.
 */

import {
  type BarColumns,
  err,
  mapBarColumns,
  ok,
  type Result,
  type TickColumns,
  timeframeMs,
} from "../../models/mod.ts";
import type { CatalogueWriter } from "../catalogue/catalogue_writer.ts";
import { catalogueSentence } from "../catalogue/catalogue_fault.ts";
import { type HistorySeries, seriesFolder } from "../catalogue/history_series.ts";
import { type MergeCounts, nothingMerged, sumOfCounts } from "../catalogue/merge_rows.ts";
import { pointRows } from "../imports/point_rows.ts";
import type { PriceRows } from "../price_file/price_file.ts";
import {
  type FetchedPiece,
  firstUnfetched,
  readPieces,
  withPiece,
  writePieces,
} from "./fetched_pieces.ts";

/** Where pages come from; an error is a sentence, after every attempt that made sense. */
export interface PageSource {
  bars(fromMs: number): Promise<Result<BarsOfPage, string>>;
  ticks(fromMs: number): Promise<Result<TicksOfPage, string>>;
}

export interface BarsOfPage {
  readonly bars: BarColumns;
  readonly more: boolean;
}

export interface TicksOfPage {
  readonly ticks: TickColumns;
  readonly more: boolean;
}

export interface FetchWishes {
  readonly series: HistorySeries;
  readonly digits: number;
  readonly fromMs: number;
  /** Excluded. */
  readonly toMs: number;
}

export interface FetchContext {
  readonly source: PageSource;
  readonly writer: CatalogueWriter;
  /** Is told after each page. */
  readonly progress: (so: FetchProgress) => void;
}

export interface FetchProgress {
  readonly rows: number;
  /** Everything before it is there. */
  readonly reachedMs: number;
}

interface Page {
  readonly rows: PriceRows;
  readonly count: number;
  /** Everything before it is in this page or was before it. */
  readonly completeToMs: number;
  readonly more: boolean;
}

export async function fetchSeries(
  wishes: FetchWishes,
  context: FetchContext,
): Promise<Result<MergeCounts, string>> {
  const { series, toMs } = wishes;
  const folder = seriesFolder(context.writer.dir, series);
  let pieces = readPieces(folder);
  let counts = nothingMerged;
  let rows = 0;
  let fromMs = firstUnfetched(pieces, wishes.fromMs);
  while (fromMs < toMs) {
    const page = await pageFrom(fromMs, wishes, context.source);
    if (!page.ok) return page;
    const { count, completeToMs, more } = page.value;
    const stored = storePage(page.value, wishes, context.writer);
    if (!stored.ok) return stored;
    counts = sumOfCounts(counts, stored.value);
    rows += count;
    if (completeToMs > fromMs) {
      pieces = withPiece(pieces, { fromMs, toMs: completeToMs });
      const written = count === 0 ? ok(null) : keepPieces(folder, pieces);
      if (!written.ok) return written;
    }
    context.progress({ rows, reachedMs: completeToMs });
    if (!more) break;
    if (completeToMs <= fromMs) {
      const at = new Date(fromMs).toISOString();
      return err(`The terminal gives no rows after ${at}. Fetch from a later day with --from`);
    }
    fromMs = firstUnfetched(pieces, completeToMs);
  }
  return ok(counts);
}

function keepPieces(folder: string, pieces: readonly FetchedPiece[]): Result<null, string> {
  const written = writePieces(folder, pieces);
  return written.ok ? written : err(catalogueSentence(written.error));
}

function storePage(
  { rows, count }: Page,
  { series, digits }: FetchWishes,
  writer: CatalogueWriter,
): Result<MergeCounts, string> {
  if (count === 0) return ok(nothingMerged);
  const points = pointRows(rows, { digits, shiftMs: 0 });
  if (points === null) {
    return err(catalogueSentence({ code: "history_digits", series, digits }));
  }
  const clock = { kind: "broker" } as const;
  const added = writer.add({ series, digits, clock, origin: "terminal", rows: points }, "replace");
  return added.ok ? added : err(catalogueSentence(added.error));
}

/** Rows from `toMs` on are left out. */
async function pageFrom(
  fromMs: number,
  { series, toMs }: FetchWishes,
  source: PageSource,
): Promise<Result<Page, string>> {
  const { timeframe } = series;
  if (timeframe === null) return await ticksFrom(fromMs, toMs, source);
  const asked = await source.bars(fromMs);
  if (!asked.ok) return asked;
  const { bars, more } = asked.value;
  const count = countBefore(bars.brokerMs, toMs);
  const last = bars.brokerMs.at(-1);
  return ok({
    rows: { kind: "bars", timeframe, bars: mapBarColumns(bars, (one) => one.slice(0, count)) },
    count,
    completeToMs: last === undefined ? fromMs : Math.min(toMs, last + timeframeMs(timeframe)),
    more: more && count === bars.brokerMs.length,
  });
}

/** The ticks of the last millisecond may go on in the next page, which then begins with them. */
async function ticksFrom(
  fromMs: number,
  toMs: number,
  source: PageSource,
): Promise<Result<Page, string>> {
  const asked = await source.ticks(fromMs);
  if (!asked.ok) return asked;
  const { ticks, more } = asked.value;
  const last = ticks.brokerMs.at(-1);
  const endMs = last === undefined ? fromMs : Math.min(toMs, more ? last : last + 1);
  const count = countBefore(ticks.brokerMs, endMs);
  const cut = (column: Float64Array) => column.slice(0, count);
  const kept = {
    brokerMs: cut(ticks.brokerMs),
    bid: cut(ticks.bid),
    ask: cut(ticks.ask),
    last: cut(ticks.last),
    volume: cut(ticks.volume),
    flags: ticks.flags.slice(0, count),
  };
  return ok({
    rows: { kind: "ticks", ticks: kept },
    count,
    completeToMs: endMs,
    more: more && endMs < toMs,
  });
}

function countBefore(times: Float64Array, ms: number): number {
  const at = times.findIndex((time) => time >= ms);
  return at < 0 ? times.length : at;
}
