/**
 * Reads files of prices, in any of the formats and layouts that traders have, into columns, and
 * reports what was read, what was refused and why.
 */

import { err, ok, type Result } from "../../models/result.ts";
import { type FileBytes, openFileBytes } from "./file_bytes.ts";
import { fileNameFacts } from "./file_name.ts";
import type { PriceFile, PriceFileOptions } from "./price_file.ts";
import type { PriceFileError } from "./price_file_error.ts";
import { fileRowsMax, PriceFileReading } from "./price_file_reading.ts";
import { recognise, type SampleLine } from "./recognise.ts";
import { type RowSource, rowSource } from "./row_source.ts";
import { UnusableFileError } from "./unusable_file.ts";

type Read = Result<PriceFile, PriceFileError>;

/** The lines by which the layout is recognised. */
const sampleLines = 200;

/** The whole file at once. */
export async function readPriceFile(options: PriceFileOptions): Promise<Read> {
  const { path } = options;
  try {
    const parts = partsOf(options, await openFileBytes(path), fileRowsMax);
    const whole = await parts.next();
    if (whole.done) return err({ code: "price_file_empty", path });
    const more = await parts.next();
    return more.done
      ? whole.value
      : err({ code: "price_file_too_large", path, rowsMax: fileRowsMax });
  } catch (error) {
    return err(fileError(path, error));
  }
}

/**
 * A file of any size, part by part; an error is the last part. Rows that are earlier than those of
 * a part before are not recognised as such.
 */
export async function* priceFileParts(
  options: PriceFileOptions,
  bytes: FileBytes,
  rowsPerPart: number,
): AsyncGenerator<Read> {
  try {
    yield* partsOf(options, bytes, rowsPerPart);
  } catch (error) {
    yield err(fileError(options.path, error));
  }
}

/** Turns an error of the file system into one for the trader; rethrows anything else. */
export function fileError(path: string, error: unknown): PriceFileError {
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

async function* partsOf(
  options: PriceFileOptions,
  bytes: FileBytes,
  rowsPerPart: number,
): AsyncGenerator<Read> {
  const { path } = options;
  const source = await rowSource(options, bytes);
  if (source === null) return yield err({ code: "price_file_empty", path });
  const sample: SampleLine[] = [];
  let reading: PriceFileReading | null = null;
  for await (const lines of source.rows) {
    for (const line of lines) {
      if ("text" in line && line.text.trim() === "") continue;
      if (reading !== null) reading.add(line);
      else if (sample.push(line) === sampleLines) {
        const begun = begin(options, { bytes, source, sample });
        if (!begun.ok) return yield begun;
        reading = begun.value;
      }
    }
    if (reading !== null && reading.rowCount > rowsPerPart) {
      yield reading.finish();
      reading = reading.next();
    }
  }
  if (reading !== null) {
    if (reading.hasLines) yield reading.finish();
    return;
  }
  if (sample.length === 0) return yield err({ code: "price_file_empty", path });
  const begun = begin(options, { bytes, source, sample });
  yield begun.ok ? begun.value.finish() : begun;
}

interface Beginning {
  readonly bytes: FileBytes;
  readonly source: RowSource;
  readonly sample: readonly SampleLine[];
}

/** Recognises the layout by the first lines, and reads them. */
function begin(
  options: PriceFileOptions,
  { bytes: { entryName }, source: { known, formatName }, sample }: Beginning,
): Result<PriceFileReading, PriceFileError> {
  const wanted = {
    ...options,
    symbol: options.symbol ?? known.symbol ?? null,
    timeframe: options.timeframe ?? known.timeframe ?? null,
    zone: options.zone ?? known.zone ?? null,
  };
  const recognised = recognise(wanted, nameFacts(options, entryName), sample);
  if (!recognised.ok) return recognised;
  const { layout } = recognised.value;
  const name = formatName ?? layout.name;
  const reading = new PriceFileReading(options.path, {
    ...recognised.value,
    layout: { ...layout, name },
  });
  for (const line of sample) reading.add(line);
  return ok(reading);
}

/** The name in an archive says more than that of the archive: LEAN's tell symbol and day. */
function nameFacts({ path }: PriceFileOptions, entryName: string | null) {
  const outer = fileNameFacts(path);
  if (entryName === null) return outer;
  const inner = fileNameFacts(`${path}/${entryName}`);
  return inner.symbol === null ? { ...inner, symbol: outer.symbol } : inner;
}
