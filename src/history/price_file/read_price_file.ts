/**
 * Reads a whole file of prices, in any of the layouts that traders have, into columns, and reports
 * what was read, what was refused and why.
 */

import { err, ok, type Result } from "../../models/result.ts";
import { encodingOf, textLines } from "./text_lines.ts";
import { type FileBytes, openFileBytes } from "./file_bytes.ts";
import { fileNameFacts } from "./file_name.ts";
import { jsonRows } from "./json_rows.ts";
import type { PriceFile, PriceFileOptions } from "./price_file.ts";
import type { PriceFileError } from "./price_file_error.ts";
import { fileRowsMax, PriceFileReading } from "./price_file_reading.ts";
import { recognise, type Recognised, type TextLine } from "./recognise.ts";
import { UnusableFileError } from "./unusable_file.ts";

type Read = Result<PriceFile, PriceFileError>;

/** The lines by which the layout is recognised. */
const sampleLines = 200;

/** A JSON text is parsed as a whole, which takes ten times its size. */
const jsonBytesMax = 32 * 1024 * 1024;

export async function readPriceFile(options: PriceFileOptions): Promise<Read> {
  const { path } = options;
  try {
    const bytes = await openFileBytes(path);
    const chunks = bytes.chunks[Symbol.asyncIterator]();
    const first = await firstChunk(chunks);
    if (first === null) return err({ code: "price_file_empty", path });
    const all = withFirst(first, chunks);
    return isJson(first)
      ? await readJson(options, bytes, all)
      : await readText(options, bytes, all);
  } catch (error) {
    return err(fileError(path, error));
  }
}

/** Turns an error of the file system into one for the trader; rethrows anything else. */
function fileError(path: string, error: unknown): PriceFileError {
  if (error instanceof Deno.errors.NotFound) return { code: "price_file_missing", path };
  if (!(error instanceof UnusableFileError) && !isOfSystem(error)) throw error;
  return { code: "price_file_unreadable", path, detail: error.message };
}

/** The operating system's errors have classes of the runtime, or only a code, such as EIO. */
function isOfSystem(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const hasCode = "code" in error && typeof error.code === "string";
  return hasCode || Object.values(Deno.errors).some((known) => error instanceof known);
}

async function readText(
  options: PriceFileOptions,
  { entryName }: FileBytes,
  chunks: AsyncIterable<Uint8Array>,
): Promise<Read> {
  const { path } = options;
  const sample: TextLine[] = [];
  let reading: PriceFileReading | null = null;
  let line = 0;
  for await (const lines of textLines(chunks)) {
    for (const text of lines) {
      line++;
      if (text.trim() === "") continue;
      if (reading !== null) reading.addLine(line, text);
      else if (sample.push({ line, text }) === sampleLines) {
        const begun = begin(options, entryName, sample);
        if (!begun.ok) return begun;
        reading = begun.value;
      }
    }
    if ((reading?.rowCount ?? 0) > fileRowsMax) {
      return err({ code: "price_file_too_large", path, rowsMax: fileRowsMax });
    }
  }
  if (reading !== null) return reading.finish();
  if (sample.length === 0) return err({ code: "price_file_empty", path });
  const begun = begin(options, entryName, sample);
  return begun.ok ? begun.value.finish() : begun;
}

/** Recognises the layout by the first lines, and reads them. */
function begin(
  options: PriceFileOptions,
  entryName: string | null,
  sample: readonly TextLine[],
): Result<PriceFileReading, PriceFileError> {
  const recognised = recognise(options, nameFacts(options, entryName), sample);
  if (!recognised.ok) return recognised;
  const reading = new PriceFileReading(options.path, recognised.value);
  for (const { line, text } of sample) reading.addLine(line, text);
  return ok(reading);
}

async function readJson(
  options: PriceFileOptions,
  { entryName }: FileBytes,
  chunks: AsyncIterable<Uint8Array>,
): Promise<Read> {
  const { path } = options;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > jsonBytesMax) {
      throw new UnusableFileError("as JSON it is larger than 32 MB: save it as CSV");
    }
    parts.push(new Uint8Array(chunk));
  }
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  const rows = jsonRows(text);
  if (rows === null) {
    const line = { line: 1, text: text.slice(0, 80) };
    return err({ code: "price_file_format_unknown", path, line });
  }
  const cells = rows.map((row, at) => ({ line: at + 1, cells: row }));
  const sample = cells.slice(0, sampleLines);
  const recognised: Result<Recognised, PriceFileError> = recognise(
    options,
    nameFacts(options, entryName),
    sample,
  );
  if (!recognised.ok) return recognised;
  const reading = new PriceFileReading(path, recognised.value);
  for (const row of cells) {
    reading.addCells(row.line, row.cells);
    if (reading.rowCount > fileRowsMax) {
      return err({ code: "price_file_too_large", path, rowsMax: fileRowsMax });
    }
  }
  return reading.finish();
}

/** The name in an archive says more than that of the archive: LEAN's tell symbol and day. */
function nameFacts({ path }: PriceFileOptions, entryName: string | null) {
  const outer = fileNameFacts(path);
  if (entryName === null) return outer;
  const inner = fileNameFacts(`${path}/${entryName}`);
  return inner.symbol === null ? { ...inner, symbol: outer.symbol } : inner;
}

async function firstChunk(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array | null> {
  for (;;) {
    const { value, done } = await chunks.next();
    if (done) return null;
    if (value.length > 0) return value;
  }
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
