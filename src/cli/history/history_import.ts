/** `history import`: files and folders into the catalogue, each with a summary. */

import { catalogueSentence } from "../../history/catalogue/catalogue_fault.ts";
import { CatalogueWriter } from "../../history/catalogue/catalogue_writer.ts";
import { seriesText } from "../../history/catalogue/history_series.ts";
import {
  type MergeCounts,
  nothingMerged,
  sumOfCounts,
} from "../../history/catalogue/merge_rows.ts";
import { filesBelow, TooManyFilesError } from "../../history/imports/files_below.ts";
import {
  type ImportedFile,
  importFile,
  type ImportWishes,
} from "../../history/imports/import_file.ts";
import { countText } from "../../models/figure_text.ts";
import type { ExitReason } from "../process/exit_codes.ts";
import type { HistoryImport } from "../arguments/history_arguments.ts";

type Say = (lines: readonly string[]) => void;

/** With more files than this, those that were imported without a note are only counted. */
const filesShown = 20;

export async function importHistory(
  dir: string,
  wish: HistoryImport,
  say: Say,
): Promise<ExitReason> {
  const writer = CatalogueWriter.open(dir);
  if (!writer.ok) {
    say([catalogueSentence(writer.error)]);
    return "history_failed";
  }
  using opened = writer.value;
  const { replaces, keepsCrossed, symbol, timeframe, zone, source, digits } = wish;
  const policy = replaces ? "replace" : "keep";
  const wishes: ImportWishes = {
    ...{ symbol, timeframe, zone, source, digits, keepsCrossed },
    policy,
  };
  const summary = new ImportSummary(wishes, say);
  try {
    for (const path of wish.files.flatMap(filesBelow)) {
      const progress = (rows: number) =>
        rows % 1_000_000 === 0 && say([`${path}: ${countText(rows, "row")} so far`]);
      for await (const file of importFile(path, wishes, { writer: opened, progress })) {
        summary.add(file);
      }
    }
  } catch (error) {
    if (!(error instanceof TooManyFilesError)) throw error;
    say([error.message]);
    return "history_failed";
  }
  return summary.end();
}

class ImportSummary {
  readonly #wishes: ImportWishes;
  readonly #say: Say;
  #files = 0;
  #failed = 0;
  #rows = 0;
  #counts: MergeCounts = nothingMerged;

  constructor(wishes: ImportWishes, say: Say) {
    this.#wishes = wishes;
    this.#say = say;
  }

  add(file: ImportedFile): void {
    this.#files++;
    this.#rows += file.rows;
    this.#counts = sumOfCounts(this.#counts, file.counts);
    if (file.fault !== null) this.#failed++;
    const isShown = this.#files <= filesShown || file.fault !== null;
    if (isShown) this.#say([...this.#storedLines(file), ...faultLines(file)]);
  }

  end(): ExitReason {
    if (this.#files === 0) {
      this.#say(["There is no file with prices in the folder"]);
      return "history_failed";
    }
    if (this.#files > 1) {
      const failed = this.#failed === 0 ? "" : `, ${this.#failed} of them not completely`;
      this.#say([
        `${countText(this.#files, "file")}${failed}: ${countText(this.#rows, "row")} read, ` +
        this.#countsText(this.#counts),
      ]);
    }
    return this.#failed === 0 ? "ok" : "history_failed";
  }

  #storedLines({ path, series, layoutName, rows, counts, notes }: ImportedFile): string[] {
    if (series === null) return [];
    return [
      `${path} (${layoutName}): ${countText(rows, "row")} read, ${this.#countsText(counts)}; ` +
      `stored as ${seriesText(series)}`,
      ...notes.map((note) => `  ${note}`),
    ];
  }

  #countsText({ added, doubled, conflicting }: MergeCounts): string {
    const parts = [`${countText(added, "new one")}`];
    if (doubled > 0) parts.push(`${countText(doubled, "row")} stored before`);
    if (conflicting > 0) {
      const what = this.#wishes.policy === "keep"
        ? "with other figures than the stored ones, which stay (--on-conflict replace takes these)"
        : "in place of stored ones with other figures";
      parts.push(`${countText(conflicting, "row")} ${what}`);
    }
    return parts.join(", ");
  }
}

function faultLines({ series, rows, fault }: ImportedFile): string[] {
  if (fault === null) return [];
  return [series === null ? fault : `  ${fault} (after ${countText(rows, "row")})`];
}
