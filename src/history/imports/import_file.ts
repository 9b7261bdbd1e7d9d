/**
 * Imports one file, or each file of an archive, into the catalogue, part by part, so that its size
 * does not matter. What was stored before a fault stays; importing again doubles nothing.
 */

import { countText } from "../../models/figure_text.ts";
import type { CatalogueWriter } from "../catalogue/catalogue_writer.ts";
import { type CatalogueFault, catalogueSentence } from "../catalogue/catalogue_fault.ts";
import type { HistorySeries } from "../catalogue/history_series.ts";
import {
  type ConflictPolicy,
  type MergeCounts,
  nothingMerged,
  sumOfCounts,
} from "../catalogue/merge_rows.ts";
import { type FileBytes, openAllFileBytes } from "../price_file/file_bytes.ts";
import type { PriceFile, PriceFileOptions } from "../price_file/price_file.ts";
import { priceFileSentence } from "../price_file/price_file_error.ts";
import { type NotedFile, priceFileNotes } from "../price_file/price_file_notes.ts";
import { fileError, priceFileParts } from "../price_file/read_price_file.ts";
import { withPart } from "./noted_parts.ts";
import { pointRows, storedClock, uncrossedTicks } from "./point_rows.ts";

/** The rows held in memory at a time: about 100 MB. */
const usualRowsPerPart = 1_000_000;

export interface ImportWishes extends Omit<PriceFileOptions, "path"> {
  readonly source: string;
  readonly policy: ConflictPolicy;
  /** Quotes whose bid is above their ask are stored as well. */
  readonly keepsCrossed: boolean;
}

/** What became of one file, or of one in an archive. */
export interface ImportedFile {
  /** With the name in the archive. */
  readonly path: string;
  /** Null when nothing of it could be read. */
  readonly series: HistorySeries | null;
  readonly layoutName: string;
  readonly rows: number;
  readonly counts: MergeCounts;
  readonly notes: readonly string[];
  /** Why the rest of it was not imported; null: all of it was. */
  readonly fault: string | null;
}

export interface ImportContext {
  readonly writer: CatalogueWriter;
  /** Is told the rows so far of the file that is being read. */
  readonly progress: (rows: number) => void;
  readonly rowsPerPart?: number;
}

export async function* importFile(
  path: string,
  wishes: ImportWishes,
  context: ImportContext,
): AsyncGenerator<ImportedFile> {
  let files: FileBytes[];
  try {
    files = await openAllFileBytes(path);
  } catch (error) {
    return yield failed(path, priceFileSentence(fileError(path, error)));
  }
  if (files.length === 0) yield failed(path, `The archive ${path} has no file with prices in it`);
  for (const bytes of files) {
    yield await new FileImport(path, wishes, { ...context, bytes }).run();
  }
}

function failed(path: string, fault: string): ImportedFile {
  const nothing = { series: null, layoutName: "", rows: 0, counts: nothingMerged, notes: [] };
  return { path, ...nothing, fault };
}

interface Parts extends ImportContext {
  readonly bytes: FileBytes;
}

class FileImport {
  readonly #path: string;
  readonly #name: string;
  readonly #wishes: ImportWishes;
  readonly #parts: Parts;
  #noted: NotedFile | null = null;
  #series: HistorySeries | null = null;
  #rows = 0;
  #counts = nothingMerged;
  #crossed = 0;
  #firstCrossedMs: number | null = null;

  constructor(path: string, wishes: ImportWishes, parts: Parts) {
    const { entryName } = parts.bytes;
    this.#path = path;
    this.#name = entryName === null ? path : `${path} (${entryName})`;
    this.#wishes = wishes;
    this.#parts = parts;
  }

  async run(): Promise<ImportedFile> {
    const options = { ...this.#wishes, path: this.#path };
    const { bytes, progress, rowsPerPart = usualRowsPerPart } = this.#parts;
    for await (const part of priceFileParts(options, bytes, rowsPerPart)) {
      if (!part.ok) return this.#result(priceFileSentence(part.error));
      const fault = this.#store(part.value);
      if (fault !== null) return this.#result(fault);
      progress(this.#rows);
    }
    return this.#result(null);
  }

  /** Why the part cannot be stored. */
  #store(file: PriceFile): string | null {
    const stored = storedClock(file);
    if (stored === null) {
      return `Nothing tells the zone of the times in ${this.#name}. Add --zone with UTC, broker, ` +
        "an offset such as +02:00, or a name such as America/New_York";
    }
    const { writer } = this.#parts;
    const { source, policy } = this.#wishes;
    const series = { source, symbol: file.symbol, timeframe: file.timeframe };
    const digits = this.#wishes.digits ?? file.digits;
    const rows = pointRows(this.#kept(file), { digits, shiftMs: stored.shiftMs });
    const inFile = (fault: CatalogueFault) => `${this.#name}: ${catalogueSentence(fault)}`;
    if (rows === null) return inFile({ code: "history_digits", series, digits });
    const { clock } = stored;
    const added = writer.add({ series, digits, clock, origin: file.layoutName, rows }, policy);
    if (!added.ok) return inFile(added.error);
    this.#noted = withPart(this.#noted, file);
    this.#series = series;
    this.#rows += file.rowCount;
    this.#counts = sumOfCounts(this.#counts, added.value);
    return null;
  }

  #kept({ rows }: PriceFile): PriceFile["rows"] {
    if (rows.kind === "bars" || this.#wishes.keepsCrossed) return rows;
    const { ticks, crossed, firstMs } = uncrossedTicks(rows.ticks);
    this.#crossed += crossed;
    this.#firstCrossedMs ??= firstMs;
    return { kind: "ticks", ticks };
  }

  #result(fault: string | null): ImportedFile {
    const noted = this.#noted;
    return {
      path: this.#name,
      series: this.#series,
      layoutName: noted?.layoutName ?? "",
      rows: this.#rows,
      counts: this.#counts,
      notes: [...(noted === null ? [] : priceFileNotes(noted)), ...this.#crossedNote()],
      fault,
    };
  }

  #crossedNote(): string[] {
    if (this.#firstCrossedMs === null) return [];
    const first = new Date(this.#firstCrossedMs).toISOString().slice(0, -1).replace("T", " ");
    return [
      `Quotes left out because their bid is above their ask: ${
        countText(this.#crossed, "row")
      } (the first at ${first}); --crossed keep stores them`,
    ];
  }
}
