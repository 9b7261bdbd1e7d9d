/** What a price file is, by its first bytes: its rows as lines or cells, and what it tells. */

import type { AsyncBuffer } from "hyparquet";
import { countText } from "../../models/figure_text.ts";
import type { FileZone } from "./file_zone.ts";
import { dukascopyDigits, dukascopyFile, dukascopyRows } from "./dukascopy_rows.ts";
import type { FileBytes } from "./file_bytes.ts";
import { jsonRows } from "./json_rows.ts";
import { isMt4History, mt4Header, mt4HeaderBytes, mt4Rows } from "./mt4_history_rows.ts";
import { isParquet, parquetRows } from "./parquet_rows.ts";
import type { PriceFileOptions } from "./price_file.ts";
import type { SampleLine } from "./recognise.ts";
import { encodingOf, textLines } from "./text_lines.ts";
import { UnusableFileError } from "./unusable_file.ts";

export interface RowSource {
  readonly rows: AsyncIterable<readonly SampleLine[]>;
  /** What the format tells for sure; the trader's words come first. */
  readonly known: Partial<Pick<PriceFileOptions, "symbol" | "timeframe" | "zone">>;
  /** The name of the format, where the layout of its rows does not tell it. */
  readonly formatName: string | null;
}

/** A JSON text is parsed as a whole, which takes ten times its size. */
const jsonBytesMax = 32 * 1024 * 1024;
/** Files that are needed as a whole but are packed in an archive. */
const heldBytesMax = 256 * 1024 * 1024;
const utc: FileZone = { kind: "fixed", offsetMs: 0 };

/** Null when there is nothing in it. `options` tells decimals where no file does. */
export async function rowSource(
  options: PriceFileOptions,
  bytes: FileBytes,
): Promise<RowSource | null> {
  const path = bytes.entryName === null ? options.path : `${options.path}/${bytes.entryName}`;
  if (/\.bi5$/i.test(path)) return await dukascopySource(path, options, bytes);
  const chunks = bytes.chunks[Symbol.asyncIterator]();
  const first = await firstBytes(chunks, mt4HeaderBytes);
  if (first.length === 0) return null;
  const all = withFirst(first, chunks);
  if (isParquet(first)) {
    const file = await bufferOf(bytes, all);
    return { rows: parquetRows(file), known: {}, formatName: "Parquet" };
  }
  if (isMt4History(first)) {
    const header = mt4Header(first);
    const { symbol, timeframe } = header;
    const known = { symbol: symbol === "" ? null : symbol, timeframe };
    const zone: FileZone = { kind: "broker" };
    return {
      rows: mt4Rows(all, header),
      known: { ...known, zone },
      formatName: "MetaTrader 4 history",
    };
  }
  const isText = !isJson(first);
  return { rows: isText ? numbered(textLines(all)) : jsonSource(all), known: {}, formatName: null };
}

async function dukascopySource(
  path: string,
  options: PriceFileOptions,
  bytes: FileBytes,
): Promise<RowSource> {
  const file = dukascopyFile(path);
  if (file === null) {
    throw new UnusableFileError(
      "its folders do not tell its symbol and day: keep them as EURUSD/2024/00/15/10h_ticks.bi5",
    );
  }
  const digits = options.digits ?? dukascopyDigits(file.symbol);
  if (digits === null) {
    throw new UnusableFileError(`nothing tells the decimals of ${file.symbol}: add --digits`);
  }
  const packed = await heldBytes(bytes.chunks);
  const known = { symbol: file.symbol, timeframe: file.isTicks ? null : "M1", zone: utc } as const;
  const lines = dukascopyRows(packed, file, digits);
  return { rows: onlyGroup(lines), known, formatName: "Dukascopy" };
}

/** Rows that a JSON text does not have are those of a single line that nothing recognises. */
async function* jsonSource(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<SampleLine[]> {
  const bytes = await heldBytes(chunks, jsonBytesMax);
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  const rows = jsonRows(text);
  if (rows === null) yield [{ line: 1, text: text.slice(0, 80) }];
  else yield rows.map((cells, at) => ({ line: at + 1, cells }));
}

async function* numbered(
  groups: AsyncIterable<readonly string[]>,
): AsyncGenerator<SampleLine[]> {
  let line = 0;
  for await (const lines of groups) yield lines.map((text) => ({ line: ++line, text }));
}

async function* onlyGroup(lines: SampleLine[]): AsyncGenerator<SampleLine[]> {
  yield await Promise.resolve(lines);
}

async function bufferOf(
  { plainPath }: FileBytes,
  chunks: AsyncIterable<Uint8Array>,
): Promise<AsyncBuffer> {
  if (plainPath === null) {
    const { buffer } = await heldBytes(chunks);
    return { byteLength: buffer.byteLength, slice: (from, to) => buffer.slice(from, to) };
  }
  const { size } = await Deno.stat(plainPath);
  return { byteLength: size, slice: (from, to) => readSlice(plainPath, from, to ?? size) };
}

/**
 * Ranges that a damaged file tells are answered with what there is of them, which cannot be read:
 * the library does not handle a rejection of a range that it asked for in advance.
 */
async function readSlice(path: string, from: number, to: number): Promise<ArrayBuffer> {
  const isSensible = from >= 0 && to > from && to - from <= heldBytesMax;
  if (!isSensible) return new ArrayBuffer(0);
  using file = await Deno.open(path, { read: true });
  const bytes = new Uint8Array(to - from);
  await file.seek(from, Deno.SeekMode.Start);
  let length = 0;
  while (length < bytes.length) {
    const count = await file.read(bytes.subarray(length));
    if (count === null) break;
    length += count;
  }
  return bytes.buffer.slice(0, length);
}

async function heldBytes(
  chunks: AsyncIterable<Uint8Array>,
  bytesMax = heldBytesMax,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > bytesMax) {
      throw new UnusableFileError(
        bytesMax === jsonBytesMax
          ? "as JSON it is larger than 32 MB: save it as CSV"
          : `it is larger than ${countText(bytesMax / 2 ** 20, "MB", "MB")}: unpack it first`,
      );
    }
    parts.push(new Uint8Array(chunk));
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** At least `length` bytes, unless there are fewer. */
async function firstBytes(
  chunks: AsyncIterator<Uint8Array>,
  length: number,
): Promise<Uint8Array> {
  let first = new Uint8Array();
  while (first.length < length) {
    const { value, done } = await chunks.next();
    if (done) break;
    const joined = new Uint8Array(first.length + value.length);
    joined.set(first);
    joined.set(value, first.length);
    first = joined;
  }
  return first;
}

async function* withFirst(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function isJson(start: Uint8Array): boolean {
  const text = new TextDecoder(encodingOf(start)).decode(start.subarray(0, 64)).trimStart();
  return text.startsWith("[") || text.startsWith("{");
}
