/** Writes a range of the catalogue as CSV or Parquet, block by block, for pandas and DuckDB. */

import { err, ok, type Result } from "../../models/result.ts";
import { assertNever } from "../../models/assert_never.ts";
import { replaceFile, type WriteBytes } from "../../runtime/whole_file.ts";
import type { HistoryRange } from "../catalogue/catalogue.ts";
import { catalogueSentence } from "../catalogue/catalogue_fault.ts";
import { systemMessage } from "../catalogue/catalogue_files.ts";
import type { HistoryRows } from "../catalogue/history_columns.ts";
import type { ExportFormat } from "./export_format.ts";
import { csvHeader, csvLines } from "./csv_rows.ts";
import { parquetColumns, parquetValues } from "./parquet_rows.ts";
import { ParquetWriter } from "./parquet_bytes.ts";

/** The number of rows; or a sentence about what went wrong, and then there is no file. */
export function exportHistory(
  range: HistoryRange<HistoryRows>,
  format: ExportFormat,
  path: string,
): Result<number, string> {
  try {
    let rows = 0;
    replaceFile(path, (write) => {
      rows = writeAll(range, encoderOf(range, format), write);
    });
    return ok(rows);
  } catch (error) {
    if (error instanceof UnreadableRows) return err(error.message);
    return err(
      `${path} cannot be written (${systemMessage(error)}). Choose another file with --out`,
    );
  }
}

/** A block of the catalogue that cannot be read ends the export. */
class UnreadableRows extends Error {}

function writeAll(
  range: HistoryRange<HistoryRows>,
  encoder: Encoder,
  write: WriteBytes,
): number {
  write(encoder.start());
  let count = 0;
  for (const block of range.blocks()) {
    if (!block.ok) throw new UnreadableRows(catalogueSentence(block.error));
    count += block.value.length;
    write(encoder.block(block.value));
  }
  write(encoder.end());
  return count;
}

interface Encoder {
  start(): Uint8Array;
  block(rows: HistoryRows): Uint8Array;
  end(): Uint8Array;
}

function encoderOf(range: HistoryRange<HistoryRows>, format: ExportFormat): Encoder {
  const kind = range.series.timeframe === null ? "ticks" : "bars";
  switch (format) {
    case "csv": {
      const text = new TextEncoder();
      return {
        start: () => text.encode(csvHeader(kind)),
        block: (rows) => text.encode(csvLines(rows, range)),
        end: () => new Uint8Array(),
      };
    }
    case "parquet": {
      const writer = new ParquetWriter(parquetColumns(kind, range.clock));
      return {
        start: () => writer.start(),
        block: (rows) => writer.group(rows.length, parquetValues(rows, range)),
        end: () => writer.end(),
      };
    }
    default:
      return assertNever(format);
  }
}
