/**
 * The catalogue of past prices, for reading: series of bars and ticks in files of a month or a day.
 * Memory holds the block that is being read, never a whole series of ticks. There is no list of
 * files besides the files, so nothing can disagree with them.
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { err, ok, type Result } from "../../models/result.ts";
import type { Timeframe } from "../../models/timeframe.ts";
import type { CatalogueFault } from "./catalogue_fault.ts";
import {
  entriesOf,
  filesOf,
  readSeriesFile,
  readSeriesHeader,
  type SeriesFile,
} from "./catalogue_files.ts";
import type { FileHeader } from "./column_file.ts";
import {
  cutRows,
  firstAtOrAfter,
  type HistoryBars,
  type HistoryRows,
  type HistoryTicks,
  timeAt,
  withMoreDigits,
} from "./history_columns.ts";
import {
  type HistoryClock,
  type HistorySeries,
  sameClock,
  seriesFolder,
} from "./history_series.ts";
import { type HistoryTerms, readSymbolTerms } from "./symbol_terms.ts";

export interface HistoryQuery {
  readonly symbol: string;
  /** Missing: the only source that has the symbol. */
  readonly source?: string | null;
  /** Inclusive, on the clock of the series; missing: from the beginning. */
  readonly fromMs?: number | null;
  /** Exclusive; missing: to the end. */
  readonly toMs?: number | null;
}

export interface BarsQuery extends HistoryQuery {
  readonly timeframe: Timeframe;
}

/** A part of a series: what it is, and its rows block by block, oldest first. */
export interface HistoryRange<Rows extends HistoryRows> {
  readonly series: HistorySeries;
  /** All blocks are in points of so many decimals. */
  readonly digits: number;
  readonly clock: HistoryClock;
  /** Rows of all files that have some of the time: an upper bound of the rows of the range. */
  readonly rowsAtMost: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Another one whenever any row of these files is another one. */
  readonly contentHash: string;
  /** A block that cannot be read is the last one. */
  blocks(): Generator<Result<Rows, CatalogueFault>>;
  /** The times of the first and the last row; the fault may be that there is none. */
  edges(): Result<RangeEdges, CatalogueFault>;
}

export interface RangeEdges {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** A series as the list shows it. */
export interface SeriesSummary {
  readonly series: HistorySeries;
  readonly headers: readonly FileHeader[];
  readonly files: number;
  readonly bytes: number;
  /** Files that cannot be used. */
  readonly faults: readonly CatalogueFault[];
}

/** The folder may be missing: then it has nothing. */
export function openCatalogue(dir: string): HistoryCatalogue {
  return new HistoryCatalogue(dir);
}

class HistoryCatalogue {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  /** A block is a month. */
  bars({ timeframe, ...query }: BarsQuery): Result<HistoryRange<HistoryBars>, CatalogueFault> {
    return this.#range<HistoryBars>(timeframe, query);
  }

  /** A block is a day. */
  ticks(query: HistoryQuery): Result<HistoryRange<HistoryTicks>, CatalogueFault> {
    return this.#range<HistoryTicks>(null, query);
  }

  /** Every series, by source, symbol and timeframe. Reads the header of every file. */
  list(): SeriesSummary[] {
    return this.#folders().map(({ folder, series }) => {
      const files = filesOf(folder, series);
      const read = files.map(({ path }) => readSeriesHeader(path, series));
      return {
        series,
        headers: read.flatMap((one) => one.ok ? [one.value] : []),
        files: files.length,
        bytes: files.reduce((sum, { path }) => sum + Deno.statSync(path).size, 0),
        faults: read.flatMap((one) => one.ok ? [] : [one.error]),
      };
    });
  }

  /** The terms of symbols that were fetched or imported. */
  symbols(): Result<readonly HistoryTerms[], CatalogueFault> {
    return readSymbolTerms(this.dir);
  }

  /** The series that have the symbol, of the given source or of all. */
  seriesOf(symbol: string, source: string | null = null): HistorySeries[] {
    return this.#folders().map(({ series }) => series).filter((series) =>
      series.symbol === symbol && (source === null || series.source === source)
    );
  }

  #range<Rows extends HistoryRows>(
    timeframe: Timeframe | null,
    query: HistoryQuery,
  ): Result<HistoryRange<Rows>, CatalogueFault> {
    const series = this.#chosen(timeframe, query);
    if (!series.ok) return series;
    const { fromMs, toMs } = boundsOf(query);
    const files = filesOf(seriesFolder(this.dir, series.value), series.value)
      .filter(({ period }) => period.toMs > fromMs && period.fromMs < toMs);
    const headers: FileHeader[] = [];
    for (const { path } of files) {
      const header = readSeriesHeader(path, series.value);
      if (!header.ok) return header;
      if (!sameClock(header.value.clock, headers[0]?.clock ?? header.value.clock)) {
        const detail = "its times are on another clock than those of the files before it";
        return err({ code: "history_file_damaged", path, detail });
      }
      headers.push(header.value);
    }
    const [first, last] = [headers[0], headers.at(-1)];
    if (first === undefined || last === undefined) return this.#missing(timeframe, query);
    const digits = Math.max(...headers.map((header) => header.digits));
    const bounds = { series: series.value, digits, fromMs, toMs };
    return ok({
      series: series.value,
      digits,
      clock: first.clock,
      rowsAtMost: headers.reduce((sum, { rows }) => sum + rows, 0),
      firstMs: Math.max(fromMs, first.firstMs),
      lastMs: Math.min(toMs - 1, last.lastMs),
      contentHash: hashOf(headers),
      blocks: () => blocksOf<Rows>(files, bounds),
      edges: () => edgesOf<Rows>(files, bounds) ?? this.#missing(timeframe, query),
    });
  }

  #chosen(
    timeframe: Timeframe | null,
    { symbol, source = null }: HistoryQuery,
  ): Result<HistorySeries, CatalogueFault> {
    if (source !== null) return ok({ source, symbol, timeframe });
    const found = this.seriesOf(symbol).filter((series) => series.timeframe === timeframe);
    const [only] = found;
    if (only === undefined) return this.#missing(timeframe, { symbol });
    if (found.length === 1) return ok(only);
    const sources = found.map((series) => series.source);
    return err({ code: "history_ambiguous", wanted: { symbol, timeframe }, sources });
  }

  #missing(
    timeframe: Timeframe | null,
    { symbol }: HistoryQuery,
  ): Result<never, CatalogueFault> {
    return err({ code: "history_missing", wanted: { symbol, timeframe }, dir: this.dir });
  }

  /** Folders of series, named by the first file that tells its series. */
  #folders(): { readonly folder: string; readonly series: HistorySeries }[] {
    const below = (folder: string) =>
      entriesOf(folder).filter(({ isDirectory }) => isDirectory).map(({ name }) =>
        join(folder, name)
      ).sort();
    return below(this.dir).flatMap(below).flatMap(below).flatMap((folder) => {
      const series = seriesIn(folder);
      return series === null ? [] : [{ folder, series }];
    });
  }
}

function seriesIn(folder: string): HistorySeries | null {
  for (const { name, isFile } of entriesOf(folder)) {
    if (!isFile || !/\.(?:bars|ticks)$/.test(name)) continue;
    const header = readSeriesHeader(join(folder, name), null);
    if (header.ok) return header.value.series;
  }
  return null;
}

function boundsOf({ fromMs, toMs }: HistoryQuery) {
  return { fromMs: fromMs ?? -Infinity, toMs: toMs ?? Infinity };
}

function hashOf(headers: readonly FileHeader[]): string {
  const hash = createHash("sha256");
  for (const { sha256, digits } of headers) hash.update(`${sha256} ${digits}\n`);
  return hash.digest("hex");
}

interface Bounds {
  readonly series: HistorySeries;
  readonly digits: number;
  readonly fromMs: number;
  readonly toMs: number;
}

function* blocksOf<Rows extends HistoryRows>(
  files: readonly SeriesFile[],
  { series, digits, fromMs, toMs }: Bounds,
): Generator<Result<Rows, CatalogueFault>> {
  for (const { path } of files) {
    const file = readSeriesFile(path, series);
    if (!file.ok) return yield file;
    const { header, rows } = file.value;
    const scaled = withMoreDigits(rows, digits - header.digits);
    if (scaled === null) return yield err({ code: "history_digits", series, digits });
    const from = fromMs <= header.firstMs ? 0 : firstAtOrAfter(scaled, fromMs);
    const to = toMs > header.lastMs ? scaled.length : firstAtOrAfter(scaled, toMs);
    // The folder decides the kind of rows.
    if (from < to) yield ok(cutRows(scaled, from, to) as Rows);
  }
}

/** Reads a file at either end; null when no file has a row of the time. */
function edgesOf<Rows extends HistoryRows>(
  files: readonly SeriesFile[],
  bounds: Bounds,
): Result<RangeEdges, CatalogueFault> | null {
  const [first] = blocksOf<Rows>(files, bounds);
  const [last] = blocksOf<Rows>(files.toReversed(), bounds);
  if (first === undefined || last === undefined) return null;
  if (!first.ok) return first;
  if (!last.ok) return last;
  const firstMs = timeAt(first.value, 0);
  return ok({ firstMs, lastMs: timeAt(last.value, last.value.length - 1) });
}

export type { HistoryCatalogue };
