/**
 * Looks at the beginning of a replay file: what it holds, of which symbol and period, on whose clock, and that there
 * is a good row in it.
 * Cheap enough to refuse a wrong file before anything is started.
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
  /** As the trader names it; null takes it from the file's name. */
  readonly symbol: string | null;
  /** Of a bar file; null takes it from the file's name, else from the distance of its first bars. */
  readonly timeframe: Timeframe | null;
}

export interface ReplayProbe {
  readonly path: string;
  readonly format: RowFormat;
  readonly symbol: string;
  /** The period of a bar file; null for ticks. */
  readonly timeframe: Timeframe | null;
}

/** Lines looked at for the distance between bars: enough for some good ones among bad ones. */
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

/** Why the file system refused, as an error for the trader; anything else is thrown on. */
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

/** Reads as far as the first good row at least: a file without one is no replay. */
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

/** The shortest distance between neighbours, when that is a period of MetaTrader. */
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
