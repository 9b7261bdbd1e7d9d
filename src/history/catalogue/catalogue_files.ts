/** The files of the catalogue on the disk: listed, read, and written so that a crash harms none. */

import { join } from "node:path";
import { err, ok, type Result } from "../../models/result.ts";
import { replaceFile } from "../../runtime/whole_file.ts";
import type { CatalogueFault } from "./catalogue_fault.ts";
import {
  type ColumnFile,
  type FileDamage,
  type FileHeader,
  headerBytesMax,
  readColumnFile,
  readFileHeader,
} from "./column_file.ts";
import { type FilePeriod, type HistorySeries, periodOfName, sameSeries } from "./history_series.ts";

export interface SeriesFile {
  readonly path: string;
  readonly period: FilePeriod;
}

/** The files of a series in the order of their times. */
export function filesOf(folder: string, series: HistorySeries): SeriesFile[] {
  return entriesOf(folder).flatMap(({ name, isFile }) => {
    const period = isFile ? periodOfName(series, name) : null;
    return period === null ? [] : [{ path: join(folder, name), period }];
  }).sort((one, other) => one.period.fromMs - other.period.fromMs);
}

/** The names in a folder; none when there is no folder. */
export function entriesOf(folder: string): Deno.DirEntry[] {
  try {
    return Array.from(Deno.readDirSync(folder));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** The whole file; the file must be of `series`. */
export function readSeriesFile(
  path: string,
  series: HistorySeries,
): Result<ColumnFile, CatalogueFault> {
  const bytes = attempt(path, () => wholeFile(path));
  if (!bytes.ok) return bytes;
  if (bytes.value === null) {
    const detail = "it is larger than any history file";
    return err({ code: "history_file_damaged", path, detail });
  }
  const file = readColumnFile(bytes.value);
  if (!file.ok) return err(damageFault(path, file.error));
  return sameSeries(file.value.header.series, series) ? file : otherSeries(path);
}

/** What the file says of itself. `series` null: it may be of any. */
export function readSeriesHeader(
  path: string,
  series: HistorySeries | null,
): Result<FileHeader, CatalogueFault> {
  const read = attempt(path, () => {
    using file = Deno.openSync(path, { read: true });
    const start = new Uint8Array(headerBytesMax + 16);
    const length = file.readSync(start) ?? 0;
    return readFileHeader(start.subarray(0, length), file.statSync().size);
  });
  if (!read.ok) return read;
  if (!read.value.ok) return err(damageFault(path, read.value.error));
  const { header } = read.value.value;
  return series === null || sameSeries(header.series, series) ? ok(header) : otherSeries(path);
}

/** Replaces the file in one step, once all of its bytes are on the disk. */
export function writeWhole(path: string, bytes: Uint8Array): Result<null, CatalogueFault> {
  try {
    replaceFile(path, (write) => write(bytes), 0o600);
    return ok(null);
  } catch (error) {
    return err({ code: "history_unwritable", path, detail: systemMessage(error) });
  }
}

/** Runs what reads a file; the system's errors become faults. */
function attempt<T>(path: string, read: () => T): Result<T, CatalogueFault> {
  try {
    return ok(read());
  } catch (error) {
    return err({ code: "history_unreadable", path, detail: systemMessage(error) });
  }
}

/** What the operating system says; rethrows what is no error of it. */
export function systemMessage(error: unknown): string {
  const isOfSystem = error instanceof Error &&
    (("code" in error && typeof error.code === "string") ||
      Object.values(Deno.errors).some((known) => error instanceof known));
  if (!isOfSystem) throw error;
  return error.message;
}

function damageFault(path: string, damage: FileDamage): CatalogueFault {
  return damage.kind === "newer"
    ? { code: "history_file_newer", path, format: damage.format }
    : { code: "history_file_damaged", path, detail: damage.detail };
}

function otherSeries(path: string): Result<never, CatalogueFault> {
  const detail = "it holds another series than its folder";
  return err({ code: "history_file_damaged", path, detail });
}

/** The busiest day of ticks takes a hundredth of it. */
const fileBytesMax = 1024 * 1024 * 1024;

/** In a buffer of its own, at whose start the columns are aligned; null when it is too large. */
export function wholeFile(path: string): Uint8Array<ArrayBuffer> | null {
  using file = Deno.openSync(path, { read: true });
  const { size } = file.statSync();
  if (size > fileBytesMax) return null;
  const bytes = new Uint8Array(size);
  let length = 0;
  while (length < bytes.length) {
    const count = file.readSync(bytes.subarray(length));
    if (count === null) break;
    length += count;
  }
  return bytes.subarray(0, length);
}
