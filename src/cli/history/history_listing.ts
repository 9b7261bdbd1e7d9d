/** `history list` and `history check`: what there is, and whether every file of it is sound. */

import { openCatalogue, type SeriesSummary } from "../../history/catalogue/catalogue.ts";
import { catalogueSentence, clockText } from "../../history/catalogue/catalogue_fault.ts";
import { checkedFiles } from "../../history/catalogue/catalogue_check.ts";
import { ticksFolder } from "../../history/catalogue/history_series.ts";
import { seriesDocument } from "../../history/requested/series_document.ts";
import { countText, numberText } from "../../models/figure_text.ts";
import type { ExitReason } from "../process/exit_codes.ts";

export interface ListingOptions {
  readonly asJson: boolean;
  readonly say: (lines: readonly string[]) => void;
  /** For a check: how many rows were read so far. */
  readonly onProgress?: (rows: number) => void;
}

export function listHistory(dir: string, { asJson, say }: ListingOptions): ExitReason {
  const series = openCatalogue(dir).list();
  if (asJson) say([JSON.stringify(series.map(seriesDocument), null, 2)]);
  else if (series.length === 0) {
    say([`There is no history in ${dir}. mt5-bridge history fetch and history import add some`]);
  } else {
    say(table(series.map(row)));
    say(series.flatMap(({ faults }) => faults.map(catalogueSentence)));
  }
  return series.some(({ faults }) => faults.length > 0) ? "history_failed" : "ok";
}

export function checkHistory(
  dir: string,
  { asJson, say, onProgress = () => {} }: ListingOptions,
): ExitReason {
  let files = 0;
  let rows = 0;
  const faults: string[] = [];
  for (const checked of checkedFiles(dir)) {
    files++;
    rows += checked.rows;
    onProgress(rows);
    if (checked.fault !== null) faults.push(catalogueSentence(checked.fault));
  }
  if (asJson) say([JSON.stringify({ files, rows, faults }, null, 2)]);
  else {
    say([
      ...faults,
      `Checked ${countText(files, "file")} with ${countText(rows, "row")}: ` +
      (faults.length === 0 ? "all are sound" : `${faults.length} cannot be used`),
    ]);
  }
  return faults.length === 0 ? "ok" : "history_failed";
}

const titles = ["Source", "Symbol", "Bars", "From", "To", "Rows", "Size", "Times"] as const;

function row({ series, headers, bytes }: SeriesSummary): string[] {
  const rows = headers.reduce((sum, header) => sum + header.rows, 0);
  const [first, last] = [headers[0], headers.at(-1)];
  return [
    series.source,
    series.symbol,
    series.timeframe ?? ticksFolder,
    first === undefined ? "" : dayText(first.firstMs),
    last === undefined ? "" : dayText(last.lastMs),
    rows.toLocaleString("en"),
    bytes < 100_000 ? `${numberText(bytes / 1_000, 0)} kB` : `${numberText(bytes / 1e6, 1)} MB`,
    first === undefined ? "" : clockText(first.clock),
  ];
}

function table(rows: readonly (readonly string[])[]): string[] {
  const all = [titles, ...rows];
  const widths = titles.map((_, at) => Math.max(...all.map((cells) => cells[at]!.length)));
  return all.map((cells) => cells.map((cell, at) => cell.padEnd(widths[at]!)).join("  ").trimEnd());
}

function dayText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
