/** The arguments of `history`. Pure: it does not check whether files exist. */

import { type ExportFormat, exportFormats } from "../../history/exports/export_format.ts";
import { type FileZone, parseFileZone } from "../../history/price_file/file_zone.ts";
import {
  err,
  ok,
  parseTimeframe,
  type Result,
  type Timeframe,
  timeframes,
} from "../../models/mod.ts";

export interface HistoryPlace {
  readonly envFile: string | null;
  readonly dataDir: string | null;
}

/** A series as the command line names it; `source` null: the only one. */
export interface NamedSeries {
  readonly symbol: string;
  /** Null: ticks. */
  readonly timeframe: Timeframe | null;
  readonly source: string | null;
}

export interface NamedRange extends NamedSeries {
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

export interface HistoryImport {
  readonly action: "import";
  readonly files: readonly string[];
  readonly symbol: string | null;
  readonly timeframe: Timeframe | null;
  readonly zone: FileZone | null;
  readonly source: string;
  readonly digits: number | null;
  readonly replaces: boolean;
  readonly keepsCrossed: boolean;
}

export interface HistoryExport extends NamedRange {
  readonly action: "export";
  readonly format: ExportFormat;
  readonly out: string;
}

export interface HistoryRemoval extends NamedSeries {
  readonly action: "remove";
}

export interface HistoryFetch extends NamedRange {
  readonly action: "fetch";
  readonly fromMs: number;
}

export type HistoryWish =
  | { readonly action: "list" | "check"; readonly asJson: boolean }
  | HistoryImport
  | HistoryExport
  | HistoryRemoval
  | HistoryFetch;

export interface HistoryWords {
  readonly words: readonly string[];
  readonly symbol: string | null;
  readonly timeframe: string | null;
  readonly zone: string | null;
  readonly source: string | null;
  readonly digits: string | null;
  readonly onConflict: string | null;
  readonly crossed: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly out: string | null;
  readonly format: string | null;
  readonly asJson: boolean;
}

/** Where imported files count as from when nothing is said. */
const usualSource = "files";

const actions = "list, check, fetch, import, export or remove";

/** The error is a sentence about the command line. */
export function historyWish(given: HistoryWords): Result<HistoryWish, string> {
  const [action, ...rest] = given.words;
  switch (action) {
    case "list":
    case "check":
      return rest.length === 0
        ? ok({ action, asJson: given.asJson })
        : err(`history ${action} takes no argument "${rest[0]}"`);
    case "import":
      return importWish(given, rest);
    case "fetch":
      return fetchWish(given, rest);
    case "export":
      return exportWish(given, rest);
    case "remove": {
      const series = seriesNamed(given, { action, rest });
      return series.ok ? ok({ action, ...series.value }) : series;
    }
    default:
      return err(
        `history needs what to do: ${actions}` + (action === undefined ? "" : `, not "${action}"`),
      );
  }
}

function importWish(given: HistoryWords, files: readonly string[]): Result<HistoryImport, string> {
  if (files.length === 0) return err("history import needs at least one file or folder");
  const { symbol } = given;
  const timeframe = given.timeframe === null ? ok(null) : timeframeNamed(given.timeframe);
  const zone = zoneNamed(given.zone);
  const digits = digitsNamed(given.digits);
  const replaces = choice("on-conflict", given.onConflict, ["keep", "replace"]);
  const keepsCrossed = choice("crossed", given.crossed, ["drop", "keep"]);
  if (!timeframe.ok) return timeframe;
  if (!zone.ok) return zone;
  if (!digits.ok) return digits;
  if (!replaces.ok) return replaces;
  if (!keepsCrossed.ok) return keepsCrossed;
  return ok({
    action: "import",
    files,
    symbol,
    timeframe: timeframe.value,
    zone: zone.value,
    source: given.source ?? usualSource,
    digits: digits.value,
    replaces: replaces.value,
    keepsCrossed: keepsCrossed.value,
  });
}

function exportWish(given: HistoryWords, rest: readonly string[]): Result<HistoryExport, string> {
  const range = rangeNamed(given, { action: "export", rest });
  if (!range.ok) return range;
  const { out } = given;
  if (out === null) return err("history export needs a file: --out EURUSD.csv or EURUSD.parquet");
  const ending = /\.([a-z]+)$/i.exec(out)?.[1]?.toLowerCase();
  const wanted = given.format?.toLowerCase() ?? ending;
  const format = exportFormats.find((one) => one === wanted);
  if (format === undefined) {
    return err(`--format takes ${exportFormats.join(" or ")}, not "${wanted ?? out}"`);
  }
  return ok({ action: "export", ...range.value, format, out });
}

function fetchWish(given: HistoryWords, rest: readonly string[]): Result<HistoryFetch, string> {
  const range = rangeNamed(given, { action: "fetch", rest });
  if (!range.ok) return range;
  const { fromMs } = range.value;
  if (fromMs === null) return err("history fetch needs the first day: --from 2020-01-01");
  return ok({ action: "fetch", ...range.value, fromMs });
}

interface Words {
  readonly action: string;
  readonly rest: readonly string[];
}

function rangeNamed(given: HistoryWords, words: Words): Result<NamedRange, string> {
  const series = seriesNamed(given, words);
  if (!series.ok) return series;
  const fromMs = momentNamed("from", given.from);
  const toMs = momentNamed("to", given.to);
  if (!fromMs.ok) return fromMs;
  if (!toMs.ok) return toMs;
  return ok({ ...series.value, fromMs: fromMs.value, toMs: toMs.value });
}

function seriesNamed(
  { timeframe, source }: HistoryWords,
  { action, rest }: Words,
): Result<NamedSeries, string> {
  const [symbol, ...more] = rest;
  if (symbol === undefined || more.length > 0) {
    return err(`history ${action} takes one symbol, such as history ${action} EURUSD`);
  }
  if (timeframe === null) {
    return err(`history ${action} needs --timeframe with ticks or one of ${timeframes.join(", ")}`);
  }
  if (timeframe.toLowerCase() === "ticks") return ok({ symbol, timeframe: null, source });
  const named = timeframeNamed(timeframe);
  return named.ok ? ok({ symbol, timeframe: named.value, source }) : named;
}

function timeframeNamed(text: string): Result<Timeframe, string> {
  const timeframe = parseTimeframe(text);
  return timeframe.ok
    ? timeframe
    : err(`--timeframe takes one of ${timeframes.join(", ")}, not "${text}"`);
}

function zoneNamed(text: string | null): Result<FileZone | null, string> {
  if (text === null) return ok(null);
  const zone = parseFileZone(text);
  return zone === null
    ? err(`--zone takes UTC, broker, +02:00 or America/New_York and the like, not "${text}"`)
    : ok(zone);
}

function digitsNamed(text: string | null): Result<number | null, string> {
  if (text === null) return ok(null);
  return /^\d{1,2}$/.test(text) && Number(text) <= 10
    ? ok(Number(text))
    : err(`--digits takes a number of decimals from 0 to 10, not "${text}"`);
}

/** Whether the second of two words was chosen; the first is the usual one. */
function choice(
  option: string,
  text: string | null,
  [usual, other]: readonly [string, string],
): Result<boolean, string> {
  const word = text?.toLowerCase() ?? usual;
  return word === usual || word === other
    ? ok(word === other)
    : err(`--${option} takes ${usual} or ${other}, not "${text}"`);
}

/** A day, or a minute of it, on the clock of the series. */
export function momentNamed(option: string, text: string | null): Result<number | null, string> {
  if (text === null) return ok(null);
  const ms = /^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2})?$/.test(text)
    ? Date.parse(text.length === 10 ? text : `${text.replace(" ", "T")}Z`)
    : NaN;
  return Number.isNaN(ms)
    ? err(`--${option} takes a day such as 2020-01-31, not "${text}"`)
    : ok(ms);
}
