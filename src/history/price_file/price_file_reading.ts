/** Collects the rows of one file, line by line, and makes columns of them. */

import {
  type BarColumns,
  barOpenMs,
  brokerMs,
  err,
  ok,
  type Result,
  type Timeframe,
  timeframeMs,
} from "../../models/mod.ts";
import { dayMs } from "../../models/time.ts";
import { LocalToUtc } from "./file_zone.ts";
import { GrowingColumn } from "./growing_column.ts";
import type { FileClock } from "./layout.ts";
import { type FoundRows, orderedRows, type RowColumns } from "./ordered_rows.ts";
import { playedTicksPerBar, type PriceFile, type PriceRows } from "./price_file.ts";
import type { BadLine, PriceFileError } from "./price_file_error.ts";
import type { Recognised, SampleLine } from "./recognise.ts";
import { rowCells } from "./row_cells.ts";
import { type PricePrecision, type RowFault, RowReader, type RowRefusal } from "./row_reader.ts";
import type { FileTickRow } from "./row_reader.ts";
import type { TextTime } from "./time_text.ts";

/**
 * The most rows held in memory, about 300 MB: some weeks of ticks of a busy symbol, or a decade of
 * minute bars.
 */
export const fileRowsMax = 4_000_000;

/**
 * The most invalid lines that are reported one by one; with more, it is better to open the file in
 * an editor.
 */
const badLinesKept = 20;

const priceFields = ["open", "high", "low", "close", "bid", "ask", "last"] as const;
const barFields = ["open", "high", "low", "close", "realVolume", "spreadPoints"] as const;
const tickFields = ["bid", "ask", "last", "volume", "flags"] as const;

export class PriceFileReading {
  readonly #path: string;
  readonly #recognised: Recognised;
  readonly #reader: RowReader;
  readonly #columns: Readonly<Record<string, GrowingColumn>>;
  readonly #toUtc: LocalToUtc | null;
  readonly #firstBad: BadLine[] = [];
  readonly #refused = new Map<RowFault, FoundRows>();
  #statedMs: number | null = null;
  #digits = 0;
  #roundedDigits = 0;
  #exactRows = 0;
  #rounded: FoundRows = { count: 0, firstLine: 0 };
  #quote: FileTickRow | null = null;
  #symbolText: string | undefined;

  constructor(path: string, recognised: Recognised) {
    const { layout, form, clock, timeframe } = recognised;
    this.#path = path;
    this.#recognised = recognised;
    this.#reader = new RowReader(layout, form);
    const names = layout.kind === "bars" ? ["tickVolume", ...barFields] : tickFields;
    this.#columns = Object.fromEntries(
      ["time", "line", ...names].map((name) => [name, new GrowingColumn()]),
    );
    // A daily bar is a date, whatever the zone.
    const isDated = timeframe !== null && timeframeMs(timeframe) >= dayMs;
    this.#toUtc = clock.kind === "named" && !isDated ? new LocalToUtc(clock.name) : null;
  }

  get rowCount(): number {
    return this.#columns["time"]!.length;
  }

  /** Whether there was any row, good or bad. */
  get hasLines(): boolean {
    return this.rowCount > 0 || this.#refused.size > 0;
  }

  /** For the rows that follow: nothing that the rows before have told is forgotten. */
  next(): PriceFileReading {
    const next = new PriceFileReading(this.#path, this.#recognised);
    next.#quote = this.#quote;
    next.#symbolText = this.#symbolText;
    next.#statedMs = this.#statedMs;
    next.#digits = this.#allDigits();
    return next;
  }

  add(row: SampleLine): void {
    if (row.line < this.#recognised.firstLine) return;
    const cells = "cells" in row
      ? row.cells
      : rowCells(row.text, this.#recognised.form.separator ?? ",");
    this.#addCells(row.line, cells);
  }

  #addCells(line: number, cells: readonly string[]): void {
    const refusal = this.#otherSymbol(cells) ?? this.#add(line, cells);
    if (refusal === null) return;
    const { fault, reason } = refusal;
    const { count, firstLine } = this.#refused.get(fault) ?? { count: 0, firstLine: line };
    this.#refused.set(fault, { count: count + 1, firstLine });
    if (this.#firstBad.length < badLinesKept) this.#firstBad.push({ line, reason });
  }

  finish(): Result<PriceFile, PriceFileError> {
    const path = this.#path;
    const [firstBad] = this.#firstBad;
    if (this.rowCount === 0) {
      return err(
        firstBad === undefined
          ? { code: "price_file_empty", path }
          : { code: "price_file_no_rows", path, line: firstBad },
      );
    }
    const { symbol, timeframe, layout, clock } = this.#recognised;
    const digits = this.#allDigits();
    const entries = Object.entries(this.#columns).map(([name, column]) => [name, column.done()]);
    const columns: RowColumns = Object.fromEntries(entries);
    if (this.#rounded.count > 0) roundPrices(columns, digits);
    const { columns: sorted, ...order } = orderedRows(columns, layout.kind);
    return ok({
      path,
      symbol,
      timeframe,
      layoutName: layout.name,
      rows: priceRows(sorted, timeframe),
      rowCount: sorted.time.length,
      digits,
      clock: this.#clockOfColumns(),
      convertedFrom: clock.kind === "named" && this.#toUtc !== null ? clock.name : null,
      badLines: this.#refused.values().reduce((sum, { count }) => sum + count, 0),
      firstBadLines: this.#firstBad,
      refused: Array.from(this.#refused, ([fault, found]) => ({ fault, ...found })),
      ...order,
      rounded: this.#rounded,
    });
  }

  /** Rows of another symbol in the file's column of symbols. */
  #otherSymbol(cells: readonly string[]): RowRefusal | null {
    const { layout: { fields }, symbol } = this.#recognised;
    const found = fields.symbol < 0 ? undefined : cells[fields.symbol];
    this.#symbolText ??= found;
    return found === this.#symbolText
      ? null
      : { fault: "symbol", reason: `it is about "${found}", the file about ${symbol}` };
  }

  #add(line: number, cells: readonly string[]): RowRefusal | null {
    return this.#recognised.layout.kind === "bars"
      ? this.#addBar(line, cells)
      : this.#addTick(line, cells);
  }

  #addBar(line: number, cells: readonly string[]): RowRefusal | null {
    const read = this.#reader.bar(cells);
    if (!read.ok) return read.error;
    const row = read.value;
    const timeMs = this.#onFileClock(row.time);
    const timeframe = this.#recognised.timeframe!;
    if (barOpenMs(brokerMs(timeMs), timeframe) !== timeMs) {
      return { fault: "not_a_bar", reason: `its time does not begin a bar of ${timeframe}` };
    }
    this.#accept(line, timeMs, row);
    this.#columns["tickVolume"]!.push(row.tickVolume ?? playedTicksPerBar);
    for (const field of barFields) this.#columns[field]!.push(row[field]);
    return null;
  }

  #addTick(line: number, cells: readonly string[]): RowRefusal | null {
    const read = this.#reader.tick(cells, this.#quote);
    if (!read.ok) return read.error;
    const row = read.value;
    this.#accept(line, this.#onFileClock(row.time), row);
    this.#quote = row;
    for (const field of tickFields) this.#columns[field]!.push(row[field]);
    return null;
  }

  #accept(line: number, timeMs: number, { digits, roundedDigits }: PricePrecision): void {
    this.#columns["time"]!.push(timeMs);
    this.#columns["line"]!.push(line);
    this.#digits = Math.max(this.#digits, digits);
    if (roundedDigits < 0) return void this.#exactRows++;
    const { count, firstLine } = this.#rounded;
    this.#rounded = { count: count + 1, firstLine: count === 0 ? line : firstLine };
    this.#roundedDigits = Math.max(this.#roundedDigits, roundedDigits);
  }

  /** Where most rows show how many decimals there are, noise does not add to them. */
  #allDigits(): number {
    return this.#exactRows >= this.#rounded.count
      ? this.#digits
      : Math.max(this.#digits, this.#roundedDigits);
  }

  /**
   * The row's time on one clock for the whole file. Where the text states offsets, it is the clock
   * of the first row, in case the offset changes within the file.
   */
  #onFileClock({ localMs, offsetMs }: TextTime): number {
    this.#statedMs ??= offsetMs;
    if (offsetMs !== null) return localMs - offsetMs + (this.#statedMs ?? offsetMs);
    return this.#toUtc?.utcMs(localMs) ?? localMs;
  }

  #clockOfColumns(): PriceFile["clock"] {
    const clock: FileClock = this.#recognised.clock;
    if (this.#statedMs !== null) return { kind: "fixed", offsetMs: this.#statedMs };
    return clock.kind === "named" ? { kind: "fixed", offsetMs: 0 } : clock;
  }
}

function roundPrices(columns: RowColumns, digits: number): void {
  for (const name of priceFields) {
    const values = columns[name];
    if (values === undefined) continue;
    for (let at = 0; at < values.length; at++) values[at] = Number(values[at]!.toFixed(digits));
  }
}

function priceRows(columns: RowColumns, timeframe: Timeframe | null): PriceRows {
  const { time, line: _, ...others } = columns;
  const column = (name: string) => others[name]!;
  if (timeframe === null) {
    const [bid, ask, last, volume] = [
      column("bid"),
      column("ask"),
      column("last"),
      column("volume"),
    ];
    const flags = Uint8Array.from(column("flags"));
    return { kind: "ticks", ticks: { brokerMs: time, bid, ask, last, volume, flags } };
  }
  const bars: BarColumns = {
    brokerMs: time,
    open: column("open"),
    high: column("high"),
    low: column("low"),
    close: column("close"),
    tickVolume: column("tickVolume"),
    realVolume: column("realVolume"),
    spreadPoints: column("spreadPoints"),
  };
  return { kind: "bars", timeframe, bars };
}
