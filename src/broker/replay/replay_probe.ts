/**
 * Looks at the beginning of a replay file: what it holds, of which symbol and period, on whose clock.
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
import { readBar } from "./row_reader.ts";
import { type RowFormat, rowFormat } from "./row_format.ts";
import type { ReplayError } from "./replay_error.ts";

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
  const firstLine = head.value[0];
  if (firstLine === undefined) return err({ code: "replay_empty", path });
  const format = rowFormat(firstLine);
  if (format === null) {
    return err({ code: "replay_format_unknown", path, firstLine: firstLine.slice(0, 80) });
  }
  const words = nameWords(path);
  const symbol = options.symbol ?? words[0] ?? "REPLAY";
  if (format.kind === "ticks") return ok({ path, format, symbol, timeframe: null });
  const timeframe = options.timeframe ?? timeframeOf(words) ?? spacingOf(head.value, format);
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

/** The first lines that are not blank. */
async function headOf(path: string): Promise<Result<readonly string[], ReplayError>> {
  try {
    const head: string[] = [];
    for await (const lines of fileLines(path)) {
      head.push(...lines.filter((line) => line.trim() !== ""));
      if (head.length >= probedLines) break;
    }
    return ok(head.slice(0, probedLines));
  } catch (error) {
    return err(fileError(path, error));
  }
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
