/** Reads every file of the catalogue wholly and says which cannot be used. */

import { openCatalogue } from "./catalogue.ts";
import type { CatalogueFault } from "./catalogue_fault.ts";
import { filesOf, readSeriesFile, wholeFile } from "./catalogue_files.ts";
import { deepDamage } from "./column_file.ts";
import { seriesFolder } from "./history_series.ts";

export interface CheckedFile {
  readonly path: string;
  readonly rows: number;
  /** Null: it is sound. */
  readonly fault: CatalogueFault | null;
}

export function* checkedFiles(dir: string): Generator<CheckedFile> {
  for (const { series } of openCatalogue(dir).list()) {
    for (const { path, period } of filesOf(seriesFolder(dir, series), series)) {
      const file = readSeriesFile(path, series);
      if (!file.ok) {
        yield { path, rows: 0, fault: file.error };
        continue;
      }
      const { header: { rows, firstMs, lastMs } } = file.value;
      const isOfPeriod = firstMs >= period.fromMs && lastMs < period.toMs;
      const detail = isOfPeriod ? deepFault(path) : "its rows are of another time than its name";
      const fault = detail === null
        ? null
        : { code: "history_file_damaged", path, detail } as const;
      yield { path, rows, fault };
    }
  }
}

function deepFault(path: string): string | null {
  const damage = deepDamage(wholeFile(path) ?? new Uint8Array());
  if (damage === null) return null;
  return damage.kind === "damaged" ? damage.detail : "it was replaced meanwhile";
}
