/**
 * The bytes of one file of the catalogue: a checksum, a header as JSON, and the columns, each at a
 * multiple of eight bytes, so that they are used where they lie. Numbers have the byte order of all
 * processors that Deno runs on. Pure.
 */

import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { err, ok, type Result } from "../../models/result.ts";
import { type Timeframe, timeframes } from "../../models/timeframe.ts";
import {
  columnEntries,
  type ColumnName,
  type HistoryColumn,
  historyColumnTypes,
  type HistoryRows,
  kindOf,
  rowsOfColumns,
  timeAt,
} from "./history_columns.ts";
import type { HistoryClock, HistorySeries } from "./history_series.ts";

const magic = new TextEncoder().encode("MT5BHIST");
const format = 1;
/** The magic word, the length of the header, and the checksum of all that follows. */
const prefixBytes = 16;
/** The most bytes that a header takes; damaged lengths must not allocate. */
export const headerBytesMax = 8_192;
/** A month of minutes has 44,640, and no symbol has more ticks a day. */
const rowsMax = 50_000_000;
/** Where rows are from; the oldest are forgotten. */
const originsMax = 8;

export interface FileFacts {
  readonly series: HistorySeries;
  readonly digits: number;
  readonly clock: HistoryClock;
  /** Where its rows are from, for people. */
  readonly origins: readonly string[];
}

export interface FileHeader extends FileFacts {
  readonly rows: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly columns: readonly ColumnName[];
  /** The hash of the columns, by which results are known to be of the same data. */
  readonly sha256: string;
}

export interface ColumnFile {
  readonly header: FileHeader;
  readonly rows: HistoryRows;
}

/** What is wrong with a file; `newer` is the format of a newer program. */
export type FileDamage =
  | { readonly kind: "damaged"; readonly detail: string }
  | { readonly kind: "newer"; readonly format: number };

const headerSchema = z.object({
  format: z.literal(format),
  series: z.object({
    source: z.string(),
    symbol: z.string(),
    timeframe: z.enum(timeframes as readonly [Timeframe, ...Timeframe[]]).nullable(),
  }),
  digits: z.int().min(0).max(16),
  clock: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("broker") }),
    z.object({ kind: z.literal("fixed"), offsetMs: z.number() }),
  ]),
  origins: z.array(z.string()).max(originsMax),
  rows: z.int().min(1).max(rowsMax),
  firstMs: z.number(),
  lastMs: z.number(),
  columns: z.array(
    z.enum(Object.keys(historyColumnTypes) as [ColumnName, ...ColumnName[]]),
  ),
  sha256: z.string().length(64),
});

/** `rows` has at least one row. */
export function columnFileBytes(
  facts: FileFacts,
  rows: HistoryRows,
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly header: FileHeader } {
  const columns = columnEntries(rows).filter(([name, column]) =>
    !optional.has(name) || column.some((value) => value !== 0)
  );
  const body = new Uint8Array(bodyBytes(columns.map(([name]) => name), rows.length));
  let at = 0;
  for (const [, column] of columns) {
    body.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += aligned(column.byteLength);
  }
  const header: FileHeader = {
    ...facts,
    origins: [...new Set(facts.origins)].slice(-originsMax),
    rows: rows.length,
    firstMs: timeAt(rows, 0),
    lastMs: timeAt(rows, rows.length - 1),
    columns: columns.map(([name]) => name),
    sha256: createHash("sha256").update(body).digest("hex"),
  };
  const text = new TextEncoder().encode(JSON.stringify({ format, ...header }));
  if (text.length > headerBytesMax) throw new RangeError("The header of a history file is long");
  const headerBytes = aligned(text.length);
  const bytes = new Uint8Array(prefixBytes + headerBytes + body.length);
  bytes.set(magic);
  bytes.fill(0x20, prefixBytes, prefixBytes + headerBytes);
  bytes.set(text, prefixBytes);
  bytes.set(body, prefixBytes + headerBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, headerBytes, true);
  view.setUint32(12, crc32(bytes.subarray(prefixBytes)), true);
  return { bytes, header };
}

/** All rows are used where they lie in `bytes`. */
export function readColumnFile(bytes: Uint8Array<ArrayBuffer>): Result<ColumnFile, FileDamage> {
  const found = readFileHeader(bytes, bytes.length);
  if (!found.ok) return found;
  const { header, bodyAt } = found.value;
  const checksum = new DataView(bytes.buffer, bytes.byteOffset).getUint32(12, true);
  if (crc32(bytes.subarray(prefixBytes)) !== checksum) return damaged("its checksum is wrong");
  let at = bytes.byteOffset + bodyAt;
  const columns = new Map<ColumnName, HistoryColumn>();
  for (const name of header.columns) {
    const column = new historyColumnTypes[name](bytes.buffer, at, header.rows);
    columns.set(name, column);
    at += aligned(column.byteLength);
  }
  const kind = header.series.timeframe === null ? "ticks" : "bars";
  const rows = rowsOfColumns(kind, header.rows, (name) => columns.get(name) ?? null);
  return ok({ header, rows });
}

export interface FoundHeader {
  readonly header: FileHeader;
  readonly bodyAt: number;
}

/** From the first bytes of a file; its checksum is not looked at. */
export function readFileHeader(
  start: Uint8Array<ArrayBuffer>,
  fileBytes: number,
): Result<FoundHeader, FileDamage> {
  if (start.length < prefixBytes || magic.some((byte, at) => start[at] !== byte)) {
    return damaged("it does not begin as a history file");
  }
  const headerBytes = new DataView(start.buffer, start.byteOffset).getUint32(8, true);
  const bodyAt = prefixBytes + headerBytes;
  if (headerBytes > headerBytesMax || bodyAt > start.length) {
    return damaged("it ends within its header");
  }
  const json = jsonOrNull(new TextDecoder().decode(start.subarray(prefixBytes, bodyAt)));
  const given = (json as { readonly format?: unknown } | null)?.format;
  if (typeof given === "number" && given > format) return err({ kind: "newer", format: given });
  const parsed = headerSchema.safeParse(json);
  if (!parsed.success) return damaged("its header cannot be read");
  const { format: _, ...header } = parsed.data;
  const expected = bodyAt + bodyBytes(header.columns, header.rows);
  return fileBytes === expected
    ? ok({ header, bodyAt })
    : damaged(`it has ${fileBytes} bytes instead of ${expected}`);
}

/** Whether the columns have the hash of the header and rows that make sense. */
export function deepDamage(bytes: Uint8Array<ArrayBuffer>): FileDamage | null {
  const file = readColumnFile(bytes);
  if (!file.ok) return file.error;
  const { header, rows } = file.value;
  const body = bytes.subarray(bytes.length - bodyBytes(header.columns, header.rows));
  if (createHash("sha256").update(body).digest("hex") !== header.sha256) {
    return { kind: "damaged", detail: "its content has another hash" };
  }
  const isBars = kindOf(rows) === "bars";
  for (let at = 1; at < rows.length; at++) {
    const [before, time] = [timeAt(rows, at - 1), timeAt(rows, at)];
    if (time < before || (isBars && time === before)) {
      return { kind: "damaged", detail: `row ${at} is not later than the one before` };
    }
  }
  return null;
}

/** Left out when there is nothing in them. */
const optional: ReadonlySet<ColumnName> = new Set(
  ["realVolume", "last", "volume", "flags"] as const,
);

function bodyBytes(names: readonly ColumnName[], rows: number): number {
  return names.reduce(
    (sum, name) => sum + aligned(historyColumnTypes[name].BYTES_PER_ELEMENT * rows),
    0,
  );
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

function damaged(detail: string): { readonly ok: false; readonly error: FileDamage } {
  return err({ kind: "damaged", detail });
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
