/** Rows of a Parquet file as cells, some thousand at a time: memory does not depend on its size. */

import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import {
  type AsyncBuffer,
  type Compressors,
  parquetMetadataAsync,
  parquetReadObjects,
} from "hyparquet";
import type { CellLine } from "./recognise.ts";
import { UnusableFileError } from "./unusable_file.ts";

/** The rows that are made cells at a time. */
const rowsAtOnce = 20_000;
/** A group of rows is held in memory, about 100 bytes a row. */
const groupRowsMax = 4_000_000;
const columnsMax = 100;

/** The kinds of packing that the library does not unpack itself, with a bound of their own. */
const compressors: Compressors = {
  GZIP: (bytes, length) => gunzipSync(bytes, { maxOutputLength: length }),
  BROTLI: (bytes, length) => brotliDecompressSync(bytes, { maxOutputLength: length }),
  ZSTD: (bytes, length) => zstdDecompressSync(bytes, { maxOutputLength: length }),
};

export function isParquet(start: Uint8Array): boolean {
  return new TextDecoder().decode(start.subarray(0, 4)) === "PAR1";
}

/** The rows behind a header row. */
export async function* parquetRows(file: AsyncBuffer): AsyncGenerator<CellLine[]> {
  try {
    const metadata = await parquetMetadataAsync(file);
    const columns = metadata.schema.filter(({ num_children }) => num_children === undefined);
    if (columns.length > columnsMax) throw new UnusableFileError("it has more than 100 columns");
    // A damaged footer may lack what the library's types promise.
    if (columns.some(({ name }) => typeof name !== "string")) {
      throw new UnusableFileError("its Parquet data has a column without a name");
    }
    if (metadata.row_groups.some(({ num_rows }) => !(Number(num_rows) <= groupRowsMax))) {
      throw new UnusableFileError("it has too many rows in one group: write it with smaller ones");
    }
    const names = columns.map(({ name }) => name);
    const isLocal = columns.map(({ logical_type: type }) =>
      type?.type === "TIMESTAMP" && type.isAdjustedToUTC === false
    );
    yield [{ line: 0, cells: names }];
    let from = 0;
    for (const { num_rows } of metadata.row_groups) {
      const to = from + Number(num_rows);
      const group: unknown[][] = [];
      // One after the other: when several fail at once, the library leaves all but one unhandled.
      for (const name of names) {
        const given = { file, metadata, compressors, rowStart: from, rowEnd: to };
        const rows = await parquetReadObjects({ ...given, columns: [name] });
        group.push(rows.map((row) => row[name]));
      }
      for (let at = 0; at < to - from; at += rowsAtOnce) {
        yield linesOf(group, { from, at, isLocal });
      }
      from = to;
    }
  } catch (error) {
    if (error instanceof UnusableFileError || !(error instanceof Error)) throw error;
    // The library throws errors of all classes for damaged files.
    throw new UnusableFileError(`its Parquet data cannot be read: ${error.message}`);
  }
}

function linesOf(
  group: readonly (readonly unknown[])[],
  { from, at, isLocal }: {
    readonly from: number;
    readonly at: number;
    readonly isLocal: readonly boolean[];
  },
): CellLine[] {
  const count = Math.min(rowsAtOnce, (group[0]?.length ?? 0) - at);
  return Array.from({ length: count }, (_, row) => ({
    line: from + at + row + 1,
    cells: group.map((column, place) => cellOf(column[at + row], isLocal[place]!)),
  }));
}

function cellOf(value: unknown, isLocal: boolean): string {
  if (value === null || value === undefined) return "";
  if (!(value instanceof Date)) return String(value);
  const text = Number.isNaN(value.getTime()) ? "no time" : value.toISOString();
  return isLocal ? text.replace("Z", "") : text;
}
