/**
 * Examines the beginning of a replay file: what it contains, its symbol and period, its offset from
 * UTC, and whether it has a valid row. Fast enough to refuse a wrong file before anything is
 * started.
 */

import {
  err,
  ok,
  parseTimeframe,
  type Result,
  type Timeframe,
  timeframeMs,
  timeframes,
} from "../../models/mod.ts";
import { fileLines } from "./file_lines.ts";
import { readBar, readTick } from "./row_reader.ts";
import { type RowFormat, rowFormat } from "./row_format.ts";
import type { BadLine, ReplayError } from "./replay_error.ts";

export interface ReplayOptions {
  readonly path: string;
  /** The trader's name for the symbol; null takes it from the file name. */
  readonly symbol: string | null;
  /**
   * The period of a bar file; null takes it from the file name, otherwise from the distance between
   * its first bars.
   */
  readonly timeframe: Timeframe | null;
}

export interface ReplayProbe {
  readonly path: string;
  readonly format: RowFormat;
  readonly symbol: string;
  /** The period of a bar file; null for ticks. */
  readonly timeframe: Timeframe | null;
}

/**
 * The lines used to find the distance between bars: enough for some valid ones among invalid ones.
 */
const probedLines = 100;

export async function probeReplay(
  options: ReplayOptions,
): Promise<Result<ReplayProbe, ReplayError>> {
  const { path } = options;
  const head = await headOf(path);
  if (!head.ok) return head;
  const { format, lines } = head.value;
  const words = nameWords(path);
  const symbol = options.symbol ?? words[0] ?? "REPLAY";
  if (format.kind === "ticks") return ok({ path, format, symbol, timeframe: null });
  const timeframe = options.timeframe ?? timeframeOf(words) ?? spacingOf(lines, format);
  if (timeframe === null) return err({ code: "replay_timeframe_unknown", path });
  return ok({ path, format, symbol, timeframe });
}

/** Turns an error of the file system into one for the trader; rethrows anything else. */
export function fileError(path: string, error: unknown): ReplayError {
  if (error instanceof Deno.errors.NotFound) return { code: "replay_missing", path };
  const isExpected = error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.IsADirectory || error instanceof Deno.errors.Busy ||
    error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.NotCapable;
  if (isExpected) return { code: "replay_unreadable", path, detail: error.message };
  throw error;
}

interface Head {
  readonly format: RowFormat;
  /** The first lines that are not blank. */
  readonly lines: readonly string[];
}

/** Reads at least up to the first valid row: a file without one cannot be replayed. */
async function headOf(path: string): Promise<Result<Head, ReplayError>> {
  const lines: string[] = [];
  let format: RowFormat | null = null;
  let hasRow = false;
  let firstBad: BadLine | null = null;
  let number = 0;
  try {
    for await (const line of eachLine(path)) {
      number++;
      if (line.trim() === "") continue;
      if (lines.length < probedLines) lines.push(line);
      const isHeader = format === null;
      format ??= rowFormat(line);
      if (format === null) {
        return err({ code: "replay_format_unknown", path, firstLine: line.slice(0, 80) });
      }
      if (!hasRow && !(isHeader && format.hasHeader)) {
        const row = format.kind === "bars" ? readBar(line, format) : readTick(line, format, null);
        if (row.ok) hasRow = true;
        else firstBad ??= { line: number, reason: row.error };
      }
      if (hasRow && lines.length === probedLines) break;
    }
  } catch (error) {
    return err(fileError(path, error));
  }
  if (format !== null && hasRow) return ok({ format, lines });
  return err(
    firstBad === null ? { code: "replay_empty", path } : {
      code: "replay_no_rows",
      path,
      line: firstBad,
    },
  );
}

async function* eachLine(path: string): AsyncGenerator<string> {
  for await (const lines of fileLines(path)) yield* lines;
}

/** `EURUSD`, `H1` and `mt5export` of `C:\data\EURUSD_H1_mt5export.csv`. */
function nameWords(path: string): string[] {
  const file = path.split(/[\\/]/).at(-1) ?? "";
  return file.replace(/\.[^.]*$/, "").split(/[_\s-]+/).filter((word) => word !== "");
}

function timeframeOf(words: readonly string[]): Timeframe | null {
  for (const word of words.slice(1)) {
    if (!/^[A-Za-z]/.test(word)) continue;
    const parsed = parseTimeframe(word);
    if (parsed.ok) return parsed.value;
  }
  return null;
}

/** The shortest distance between neighbouring bars, if that is a period of MetaTrader. */
function spacingOf(head: readonly string[], format: RowFormat): Timeframe | null {
  const times: number[] = [];
  for (const line of head.slice(1)) {
    const row = readBar(line, format);
    if (row.ok) times.push(row.value.time.localMs);
  }
  const distances = times.slice(1).map((time, index) => time - times[index]!);
  const shortestMs = Math.min(...distances.filter((distance) => distance > 0));
  return timeframes.find((timeframe) => timeframeMs(timeframe) === shortestMs) ?? null;
}
