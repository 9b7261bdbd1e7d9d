/**
 * Writes to the catalogue: one program at a time, one whole file after the other, so that whatever
 * ends it, each file is the old one or the new one.
 */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type FolderLock, tryLockFolder } from "../../database/folder_lock.ts";
import { err, ok, type Result } from "../../models/result.ts";
import { whenFree } from "../../runtime/held_file.ts";
import type { CatalogueFault } from "./catalogue_fault.ts";
import {
  entriesOf,
  filesOf,
  readSeriesFile,
  readSeriesHeader,
  systemMessage,
  writeWhole,
} from "./catalogue_files.ts";
import { type ColumnFile, columnFileBytes, type FileFacts } from "./column_file.ts";
import {
  cutRows,
  firstAtOrAfter,
  type HistoryRows,
  timeAt,
  withMoreDigits,
} from "./history_columns.ts";
import {
  type HistoryClock,
  type HistorySeries,
  periodOf,
  sameClock,
  seriesFolder,
} from "./history_series.ts";
import {
  type ConflictPolicy,
  type MergeCounts,
  mergeRows,
  nothingMerged,
  sumOfCounts,
} from "./merge_rows.ts";
import { type HistoryTerms, writeSymbolTerms } from "./symbol_terms.ts";

const lockFile = "catalogue.lock";

export interface AddedRows {
  readonly series: HistorySeries;
  readonly digits: number;
  readonly clock: HistoryClock;
  /** Where the rows are from, for people. */
  readonly origin: string;
  readonly rows: HistoryRows;
}

/** Made by `open`. */
export class CatalogueWriter implements Disposable {
  readonly dir: string;
  readonly #lock: FolderLock;
  /** The clock of each series that this program has written to, by folder. */
  readonly #clocks = new Map<string, HistoryClock>();

  constructor(dir: string, lock: FolderLock) {
    this.dir = dir;
    this.#lock = lock;
  }

  static open(dir: string): Result<CatalogueWriter, CatalogueFault> {
    try {
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      const lock = tryLockFolder(dir, lockFile);
      return lock === null
        ? err({ code: "history_busy", dir })
        : ok(new CatalogueWriter(dir, lock));
    } catch (error) {
      return err({ code: "history_unwritable", path: dir, detail: systemMessage(error) });
    }
  }

  [Symbol.dispose](): void {
    this.#lock.release();
  }

  /** The rows are sorted; files before one that cannot be written stay written. */
  add(added: AddedRows, policy: ConflictPolicy): Result<MergeCounts, CatalogueFault> {
    const { series, rows } = added;
    const folder = seriesFolder(this.dir, series);
    const checked = this.#checkClock(folder, added);
    if (!checked.ok) return checked;
    let counts = nothingMerged;
    for (let from = 0; from < rows.length;) {
      const period = periodOf(series, timeAt(rows, from));
      const to = firstAtOrAfter(rows, period.toMs);
      const part = { ...added, rows: cutRows(rows, from, to) };
      const merged = this.#addTo(join(folder, period.name), part, policy);
      if (!merged.ok) return merged;
      counts = sumOfCounts(counts, merged.value);
      from = to;
    }
    return ok(counts);
  }

  /** Replaces the terms of the same source and symbol. */
  addSymbols(facts: readonly HistoryTerms[]): Result<null, CatalogueFault> {
    return writeSymbolTerms(this.dir, facts);
  }

  /** Removes the series; the number of its files. */
  remove(series: HistorySeries): Result<number, CatalogueFault> {
    const folder = seriesFolder(this.dir, series);
    const files = filesOf(folder, series);
    try {
      for (const { path } of files) whenFree(() => Deno.removeSync(path));
      // Files of other programs stay, and then their folder does.
      if (entriesOf(folder).length === 0) Deno.removeSync(folder);
    } catch (error) {
      return err({ code: "history_unwritable", path: folder, detail: systemMessage(error) });
    }
    return ok(files.length);
  }

  #checkClock(folder: string, { series, clock }: AddedRows): Result<null, CatalogueFault> {
    let stored = this.#clocks.get(folder);
    if (stored === undefined) {
      const [file] = filesOf(folder, series);
      const header = file === undefined ? null : readSeriesHeader(file.path, series);
      if (header?.ok === false) return header;
      stored = header?.value.clock ?? clock;
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
      } catch (error) {
        return err({ code: "history_unwritable", path: folder, detail: systemMessage(error) });
      }
      this.#clocks.set(folder, stored);
    }
    return sameClock(stored, clock)
      ? ok(null)
      : err({ code: "history_clock_differs", series, stored, given: clock });
  }

  /** Rows of one file. */
  #addTo(
    path: string,
    added: AddedRows,
    policy: ConflictPolicy,
  ): Result<MergeCounts, CatalogueFault> {
    const { series } = added;
    const stored = storedFile(path, series);
    if (!stored.ok) return stored;
    const header = stored.value?.header;
    const digits = Math.max(added.digits, header?.digits ?? 0);
    const before = stored.value?.rows ?? cutRows(added.rows, 0, 0);
    const one = withMoreDigits(before, digits - (header?.digits ?? digits));
    const other = withMoreDigits(added.rows, digits - added.digits);
    if (one === null || other === null) return err({ code: "history_digits", series, digits });
    const { rows, counts, isChanged } = mergeRows({ stored: one, added: other }, policy);
    if (!isChanged) return ok(counts);
    const facts: FileFacts = {
      series,
      digits,
      clock: added.clock,
      origins: [...(header?.origins ?? []), added.origin.slice(0, 200)],
    };
    const written = writeWhole(path, columnFileBytes(facts, rows).bytes);
    return written.ok ? ok(counts) : written;
  }
}

function storedFile(
  path: string,
  series: HistorySeries,
): Result<ColumnFile | null, CatalogueFault> {
  try {
    Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return ok(null);
  }
  return readSeriesFile(path, series);
}
