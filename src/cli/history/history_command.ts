/** `history`: lists, checks, imports, exports and removes past prices. */

import { hazardWords } from "../../database/folder_hazard.ts";
import { openCatalogue } from "../../history/catalogue/catalogue.ts";
import { catalogueSentence } from "../../history/catalogue/catalogue_fault.ts";
import { CatalogueWriter } from "../../history/catalogue/catalogue_writer.ts";
import { seriesText } from "../../history/catalogue/history_series.ts";
import { exportHistory } from "../../history/exports/export_history.ts";
import { countText } from "../../models/figure_text.ts";
import { assertNever, type Result } from "../../models/mod.ts";
import { dataFolderHazard } from "../settings/data_folder.ts";
import type { ExitReason } from "../process/exit_codes.ts";
import type {
  HistoryExport,
  HistoryPlace,
  HistoryRemoval,
  HistoryWish,
  NamedRange,
} from "../arguments/history_arguments.ts";
import type { Clock } from "../../runtime/clock.ts";
import { fetchHistory } from "./history_fetch.ts";
import { historyDir } from "../../history/requested/history_dir.ts";
import { importHistory } from "./history_import.ts";
import { checkHistory, listHistory } from "./history_listing.ts";
import { loadRunSettings, mistakeLines } from "../settings/load_run_settings.ts";

type Say = (lines: readonly string[]) => void;

export async function historyCommand(
  wish: HistoryWish,
  place: HistoryPlace,
  { clock, say }: { readonly clock: Clock; readonly say: Say },
): Promise<ExitReason> {
  const loaded = loadRunSettings({ ...place, symbols: null });
  if (!loaded.ok) {
    say(mistakeLines(loaded.error, place));
    return "configuration";
  }
  const { dataDir } = loaded.value.settings.store;
  const dir = historyDir(dataDir);
  switch (wish.action) {
    case "list":
      return listHistory(dir, { asJson: wish.asJson, say });
    case "check":
      return checkHistory(dir, { asJson: wish.asJson, say });
    case "import":
      warnOfFolder(dir, say);
      return await importHistory(dir, wish, say);
    case "fetch":
      warnOfFolder(dir, say);
      return await fetchHistory(wish, { dataDir, dir, clock, say });
    case "export":
      return exportRange(dir, wish, say);
    case "remove":
      return removeSeries(dir, wish, say);
    default:
      return assertNever(wish);
  }
}

/** Files are only ever replaced whole, so a program that copies them does no harm but in time. */
function warnOfFolder(dir: string, say: Say): void {
  const hazard = dataFolderHazard(dir);
  if (hazard === null) return;
  const { problem, remedy } = hazardWords(hazard, dir);
  say([`${problem}. ${remedy}`]);
}

function rangeOf(dir: string, { timeframe, ...query }: NamedRange) {
  const catalogue = openCatalogue(dir);
  return timeframe === null ? catalogue.ticks(query) : catalogue.bars({ ...query, timeframe });
}

function exportRange(dir: string, wish: HistoryExport, say: Say): ExitReason {
  const range = rangeOf(dir, wish);
  if (!range.ok) return failed(catalogueSentence(range.error), say);
  const written = exportHistory(range.value, wish.format, wish.out);
  if (!written.ok) return failed(written.error, say);
  say([
    `${countText(written.value, "row")} of ${seriesText(range.value.series)} are in ${wish.out}`,
  ]);
  return "ok";
}

function removeSeries(dir: string, wish: HistoryRemoval, say: Say): ExitReason {
  const range = rangeOf(dir, { ...wish, fromMs: null, toMs: null });
  const named = { symbol: wish.symbol, timeframe: wish.timeframe };
  // A damaged file must not keep its series from being removed.
  const series = range.ok
    ? range.value.series
    : wish.source === null
    ? null
    : { ...named, source: wish.source };
  if (series === null || (!range.ok && range.error.code === "history_missing")) {
    return failed(range.ok ? "" : catalogueSentence(range.error), say);
  }
  const writer = CatalogueWriter.open(dir);
  if (!writer.ok) return failed(catalogueSentence(writer.error), say);
  using opened = writer.value;
  const removed: Result<number, Parameters<typeof catalogueSentence>[0]> = opened.remove(series);
  if (!removed.ok) return failed(catalogueSentence(removed.error), say);
  say([`${seriesText(series)} is removed: ${countText(removed.value, "file")}`]);
  return "ok";
}

function failed(sentence: string, say: Say): ExitReason {
  say([sentence]);
  return "history_failed";
}
