/** Reads a whole replay file into columns, and reports the lines that are not valid rows. */

import {
  type BarColumns,
  barOpenMs,
  brokerMs,
  err,
  ok,
  type Result,
  type TickColumns,
  type Timeframe,
} from "../../models/mod.ts";
import { fileLines } from "./file_lines.ts";
import { GrowingColumn } from "./growing_column.ts";
import { fileError, probeReplay, type ReplayOptions, type ReplayProbe } from "./replay_probe.ts";
import type { BadLine, ReplayError } from "./replay_error.ts";
import { readBar, readTick, type ReplayBarRow, type TickRow } from "./row_reader.ts";
import type { TextTime } from "./time_text.ts";

export type ReplayRows =
  /** `tickVolume` is `playedTicksPerBar` when the file does not count ticks. */
  | { readonly kind: "bars"; readonly timeframe: Timeframe; readonly bars: BarColumns }
  | { readonly kind: "ticks"; readonly ticks: TickColumns };

export interface ReplayFile {
  readonly probe: ReplayProbe;
  readonly rows: ReplayRows;
  readonly rowCount: number;
  /** The most decimals of any price in the file. */
  readonly digits: number;
  /** The offset from UTC of the times in the file; null when the file does not state it. */
  readonly offsetMs: number | null;
  readonly badLines: number;
  /** The first invalid lines, 20 at most. */
  readonly firstBadLines: readonly BadLine[];
}

/** The number of ticks that a bar is played as: its open, low, high and close. */
export const playedTicksPerBar = 4;

/**
 * The most invalid lines that are reported one by one; with more, it is better to open the file in
 * an editor.
 */
const badLinesKept = 20;

/**
 * The most rows held in memory, about 400 MB: some months of ticks of a busy symbol, or decades of
 * minute bars.
 */
const rowsMax = 8_000_000;

/** MetaTrader never uses more decimals. */
const digitsMax = 8;

export async function readReplayFile(
  options: ReplayOptions,
): Promise<Result<ReplayFile, ReplayError>> {
  const probe = await probeReplay(options);
  if (!probe.ok) return probe;
  const reading = new Reading(probe.value);
  try {
    for await (const lines of fileLines(options.path)) {
      for (const line of lines) reading.add(line);
      if (reading.rowCount > rowsMax) {
        return err({ code: "replay_too_large", path: options.path, rowsMax });
      }
    }
  } catch (error) {
    return err(fileError(options.path, error));
  }
  return reading.finish();
}

const barFields = ["open", "high", "low", "close", "realVolume", "spreadPoints"] as const;
const tickFields = ["bid", "ask", "last", "volume", "flags"] as const;

class Reading {
  readonly #probe: ReplayProbe;
  readonly #time = new GrowingColumn();
  readonly #tickVolume = new GrowingColumn();
  readonly #columns: Readonly<Record<string, GrowingColumn>>;
  readonly #firstBad: BadLine[] = [];
  #badLines = 0;
  #line = 0;
  #digits = 0;
  #offsetMs: number | null | undefined;
  #lastMs = -Infinity;
  #quote: TickRow | null = null;

  constructor(probe: ReplayProbe) {
    this.#probe = probe;
    const names = probe.format.kind === "bars" ? barFields : tickFields;
    this.#columns = Object.fromEntries(names.map((name) => [name, new GrowingColumn()]));
  }

  get rowCount(): number {
    return this.#time.length;
  }

  add(line: string): void {
    this.#line++;
    const isHeader = this.#line === 1 && this.#probe.format.hasHeader;
    if (isHeader || line.trim() === "") return;
    const reason = this.#probe.format.kind === "bars" ? this.#addBar(line) : this.#addTick(line);
    if (reason === null) return;
    this.#badLines++;
    if (this.#firstBad.length < badLinesKept) this.#firstBad.push({ line: this.#line, reason });
  }

  finish(): Result<ReplayFile, ReplayError> {
    const { path } = this.#probe;
    const first = this.#firstBad[0];
    if (this.rowCount === 0) {
      return err(
        first ? { code: "replay_no_rows", path, line: first } : {
          code: "replay_empty",
          path,
        },
      );
    }
    return ok({
      probe: this.#probe,
      rows: this.#rows(),
      rowCount: this.rowCount,
      digits: this.#digits,
      offsetMs: this.#offsetMs ?? null,
      badLines: this.#badLines,
      firstBadLines: this.#firstBad,
    });
  }

  #rows(): ReplayRows {
    const time = this.#time.done();
    const column = (name: string) => this.#columns[name]!.done();
    if (this.#probe.timeframe === null) {
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
      tickVolume: this.#tickVolume.done(),
      realVolume: column("realVolume"),
      spreadPoints: column("spreadPoints"),
    };
    return { kind: "bars", timeframe: this.#probe.timeframe, bars };
  }

  /** What is wrong with the line, or null when it is a valid row. */
  #addBar(line: string): string | null {
    const read = readBar(line, this.#probe.format);
    if (!read.ok) return read.error;
    const row: ReplayBarRow = read.value;
    const timeMs = this.#onFileClock(row.time);
    const timeframe = this.#probe.timeframe!;
    if (barOpenMs(brokerMs(timeMs), timeframe) !== timeMs) {
      return `its time does not begin a bar of ${timeframe}`;
    }
    if (timeMs === this.#lastMs) return "its time is that of the row before";
    const reason = this.#accept(timeMs, row);
    if (reason !== null) return reason;
    this.#tickVolume.push(row.tickVolume ?? playedTicksPerBar);
    for (const field of barFields) this.#columns[field]!.push(row[field]);
    return null;
  }

  #addTick(line: string): string | null {
    const read = readTick(line, this.#probe.format, this.#quote);
    if (!read.ok) return read.error;
    const row = read.value;
    const reason = this.#accept(this.#onFileClock(row.time), row);
    if (reason !== null) return reason;
    this.#quote = row;
    for (const field of tickFields) this.#columns[field]!.push(row[field]);
    return null;
  }

  #accept(timeMs: number, row: { readonly digits: number; readonly time: TextTime }) {
    if (timeMs < this.#lastMs) return "its time is before that of the row before";
    if (row.digits > digitsMax) return `more than ${digitsMax} decimals`;
    if (this.#offsetMs === undefined) this.#offsetMs = row.time.offsetMs;
    this.#digits = Math.max(this.#digits, row.digits);
    this.#lastMs = timeMs;
    this.#time.push(timeMs);
    return null;
  }

  /**
   * The row's time, converted to the offset of the first row in case the offset changes within the
   * file.
   */
  #onFileClock(time: TextTime): number {
    if (time.offsetMs === null || this.#offsetMs === null) return time.localMs;
    return time.localMs - time.offsetMs + (this.#offsetMs ?? time.offsetMs);
  }
}
