/** Recognises what a price file is by its name and its first lines. */

import { err, ok, type Result } from "../../models/result.ts";
import { type Timeframe, timeframeMs, timeframes } from "../../models/timeframe.ts";
import type { FileNameFacts } from "./file_name.ts";
import { headerLayout, headlessLayout } from "./known_layouts.ts";
import type { FileClock, Layout, TextForm } from "./layout.ts";
import type { DecimalMark } from "./number_text.ts";
import type { PriceFileError } from "./price_file_error.ts";
import type { PriceFileOptions } from "./price_file.ts";
import { type CellSeparator, rowCells, separatorOf } from "./row_cells.ts";
import { RowReader } from "./row_reader.ts";
import { type DateOrder, dateOrderOf, dependsOnDateOrder } from "./time_text.ts";

export interface TextLine {
  readonly line: number;
  readonly text: string;
}

/** An entry of JSON, or a line that was split. */
export interface CellLine {
  readonly line: number;
  readonly cells: readonly string[];
}

export type SampleLine = TextLine | CellLine;

export interface Recognised {
  readonly layout: Layout;
  readonly form: TextForm;
  /** The line of the first row; those before it are a title or a header. */
  readonly firstLine: number;
  readonly symbol: string;
  readonly timeframe: Timeframe | null;
  readonly clock: FileClock;
}

/** Lines above the header: a title, or a vendor's address. */
const titleLinesMax = 5;

export function recognise(
  options: PriceFileOptions,
  name: FileNameFacts,
  sample: readonly SampleLine[],
): Result<Recognised, PriceFileError> {
  const { path } = options;
  const found = layoutOf(name, sample);
  if (found === null) {
    const [first] = sample;
    const text = first === undefined ? "" : textOf(first);
    const line = { line: first?.line ?? 1, text };
    return err({ code: "price_file_format_unknown", path, line });
  }
  const { layout, rows, separator, decimalMark } = found;
  if (rows.length === 0) return err({ code: "price_file_empty", path });
  const dates = dateOrderIn(layout, rows);
  if (!dates.ok) return err({ code: "price_file_date_order", path, line: dates.error });
  const form: TextForm = { separator, decimalMark, dateOrder: dates.value };
  const timeframe = timeframeOf(options, name, { layout, form, rows });
  if (!timeframe.ok) return timeframe;
  const symbol = options.symbol ?? symbolOf(layout, rows) ?? name.symbol;
  if (symbol === null) return err({ code: "price_file_symbol_unknown", path });
  return ok({
    layout,
    form,
    firstLine: rows[0]?.line ?? Infinity,
    symbol,
    timeframe: timeframe.value,
    clock: options.zone ?? layout.clock,
  });
}

interface FoundLayout {
  readonly layout: Layout;
  readonly separator: CellSeparator | null;
  readonly decimalMark: DecimalMark;
  /** Without the title and the header. */
  readonly rows: readonly CellLine[];
}

/** A header counts wherever it is: by the rows alone its columns could be taken for others. */
function layoutOf(name: FileNameFacts, sample: readonly SampleLine[]): FoundLayout | null {
  const starts = sample.slice(0, titleLinesMax).map((_, title) => startAt(sample, title, name));
  for (const { facts, lines, separator } of starts) {
    const layout = headerLayout(facts);
    if (layout === null) continue;
    return {
      layout,
      separator,
      decimalMark: facts.decimalMark,
      rows: lines.slice(layout.headerLines),
    };
  }
  for (const [title, { facts, lines, separator }] of starts.entries()) {
    // A row of numbers is no title: what follows it would be no better.
    const titles = starts.slice(0, title).map((start) => start.facts.rows[0] ?? []);
    const rows = title === 0 ? facts.rows : facts.rows.slice(0, 1);
    const layout = headlessLayout({ ...facts, rows }, titles);
    if (layout === null) continue;
    return { layout, separator, decimalMark: facts.decimalMark, rows: lines };
  }
  return null;
}

/** The file as if the lines before this one were its title. */
function startAt(sample: readonly SampleLine[], title: number, name: FileNameFacts) {
  const rest = sample.slice(title);
  const separator = separatorIn(rest);
  const lines = rest.map((one) => cellsOf(one, separator));
  const decimalMark = separator === null ? "point" : decimalMarkOf(lines);
  const facts = { rows: lines.map(({ cells }) => cells), decimalMark, name } as const;
  return { facts, lines, separator };
}

/** Null for JSON. */
function separatorIn([first, second]: readonly SampleLine[]): CellSeparator | null {
  if (first === undefined || "cells" in first) return null;
  // The second line decides for a header whose names contain other separators.
  const own = separatorOf(first.text);
  return own ?? (second !== undefined && "text" in second ? separatorOf(second.text) : null) ?? ",";
}

function cellsOf(one: SampleLine, separator: CellSeparator | null): CellLine {
  if ("cells" in one) return one;
  return { line: one.line, cells: rowCells(one.text, separator ?? ",") };
}

function textOf(one: SampleLine): string {
  return "text" in one ? one.text : one.cells.join(",");
}

/** Decimal commas, unless a number has a point or is grouped by commas. */
function decimalMarkOf(lines: readonly CellLine[]): DecimalMark {
  const cells = lines.flatMap((line) => line.cells);
  const hasComma = cells.some((cell) => /^\d+,\d+$/.test(cell));
  const hasPoint = cells.some((cell) =>
    /^\d*\.\d+$/.test(cell) || /^\d{1,3}(,\d{3})+\./.test(cell)
  );
  return hasComma && !hasPoint ? "comma" : "point";
}

/** The error is the first line whose date can be read in two ways. */
function dateOrderIn(
  { fields }: Layout,
  rows: readonly CellLine[],
): Result<DateOrder, { readonly line: number; readonly text: string }> {
  const dates = rows.map(({ line, cells }) => ({ line, text: cells[fields.time] ?? "" }));
  for (const { text } of dates) {
    const order = dateOrderOf(text);
    if (order !== null) return ok(order);
  }
  const doubtful = dates.find(({ text }) => dependsOnDateOrder(text));
  return doubtful === undefined ? ok("day_first") : err(doubtful);
}

/** The symbol in a column of the file, such as TrueFX's `EUR/USD`. */
function symbolOf({ fields }: Layout, [first]: readonly CellLine[]): string | null {
  const text = fields.symbol < 0 ? "" : first?.cells[fields.symbol] ?? "";
  return /^[\w.#+!&]{2,15}(?:[-/]\w{2,8})?$/.test(text)
    ? text.replace(/[-/]/, "").toUpperCase()
    : null;
}

interface Rows {
  readonly layout: Layout;
  readonly form: TextForm;
  readonly rows: readonly CellLine[];
}

function timeframeOf(
  { path, timeframe }: PriceFileOptions,
  name: FileNameFacts,
  rows: Rows,
): Result<Timeframe | null, PriceFileError> {
  if (rows.layout.kind === "ticks") return ok(null);
  if (timeframe !== null) return ok(timeframe);
  const found = spacingOf(rows);
  const named = name.timeframe;
  if (named === null) {
    return found === null ? err({ code: "price_file_timeframe_unknown", path }) : ok(found);
  }
  const isSlower = found !== null && timeframeMs(found) > timeframeMs(named);
  return isSlower && rows.rows.length >= spacingRows
    ? err({ code: "price_file_timeframe_differs", path, named, found })
    : ok(named);
}

/** With fewer rows, the shortest distance may be that of a hole. */
const spacingRows = 20;

/** The shortest distance between neighbouring bars, if that is a period of MetaTrader. */
function spacingOf({ layout, form, rows }: Rows): Timeframe | null {
  const reader = new RowReader(layout, form);
  const times: number[] = [];
  for (const { cells } of rows) {
    const row = reader.bar(cells);
    if (row.ok) times.push(row.value.time.localMs);
  }
  times.sort((a, b) => a - b);
  const distances = times.slice(1).map((time, at) => time - times[at]!);
  const shortestMs = Math.min(...distances.filter((distance) => distance > 0));
  return timeframes.find((timeframe) => timeframeMs(timeframe) === shortestMs) ?? null;
}
