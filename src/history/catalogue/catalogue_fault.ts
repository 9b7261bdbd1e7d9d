/** Why the catalogue of past prices cannot give or take rows, as values and as sentences. */

import { assertNever } from "../../models/assert_never.ts";
import { utcOffsetText } from "../../models/figure_text.ts";
import {
  type HistoryClock,
  type HistorySeries,
  seriesText,
  ticksFolder,
} from "./history_series.ts";

export type CatalogueFault =
  /** Nothing of the symbol and timeframe is stored, in the time that was asked for. */
  | {
    readonly code: "history_missing";
    readonly wanted: Omit<HistorySeries, "source">;
    readonly dir: string;
  }
  /** Several sources have it, and none was named. */
  | {
    readonly code: "history_ambiguous";
    readonly wanted: Omit<HistorySeries, "source">;
    readonly sources: readonly string[];
  }
  | { readonly code: "history_file_damaged"; readonly path: string; readonly detail: string }
  /** A newer program has written it. */
  | { readonly code: "history_file_newer"; readonly path: string; readonly format: number }
  | {
    readonly code: "history_clock_differs";
    readonly series: HistorySeries;
    readonly stored: HistoryClock;
    readonly given: HistoryClock;
  }
  | { readonly code: "history_digits"; readonly series: HistorySeries; readonly digits: number }
  /** Another program writes to the catalogue. */
  | { readonly code: "history_busy"; readonly dir: string }
  | { readonly code: "history_unwritable"; readonly path: string; readonly detail: string }
  | { readonly code: "history_unreadable"; readonly path: string; readonly detail: string };

export function catalogueSentence(fault: CatalogueFault): string {
  switch (fault.code) {
    case "history_missing":
      return `There are no ${wantedText(fault.wanted)} in ${fault.dir} for this time. ` +
        "mt5-bridge history list shows what there is; history fetch and history import add more";
    case "history_ambiguous":
      return `Several sources have ${wantedText(fault.wanted)}: ${
        fault.sources.join(", ")
      }. Choose one with --source`;
    case "history_file_damaged":
      return `The history file ${fault.path} is damaged (${fault.detail}) and is not used. ` +
        "Delete it, then fetch or import its time again";
    case "history_file_newer":
      return `The history file ${fault.path} was written by a newer version of the bridge ` +
        `(format ${fault.format}). Use that version`;
    case "history_clock_differs":
      return `${seriesText(fault.series)} is stored in ${
        clockText(fault.stored)
      }, and these rows ` +
        `are in ${clockText(fault.given)}. Give them another --source, or the right --zone`;
    case "history_digits":
      return `The prices of ${seriesText(fault.series)} are too large for ${fault.digits} ` +
        "decimals. Import them with fewer, such as --digits 2";
    case "history_busy":
      return `Another program is writing to ${fault.dir}. Wait until it has finished`;
    case "history_unwritable":
      return `${fault.path} cannot be written (${fault.detail}). ` +
        "Check the free space and the rights of the folder; what was stored before is unharmed";
    case "history_unreadable":
      return `${fault.path} cannot be read (${fault.detail}). Check the rights of the folder`;
    default:
      return assertNever(fault);
  }
}

function wantedText({ symbol, timeframe }: Omit<HistorySeries, "source">): string {
  return timeframe === null ? `${ticksFolder} of ${symbol}` : `${timeframe} bars of ${symbol}`;
}

/** `broker time`, `UTC`, `UTC+2`. */
export function clockText(clock: HistoryClock): string {
  if (clock.kind === "broker") return "broker time";
  return clock.offsetMs === 0 ? "UTC" : utcOffsetText(clock.offsetMs);
}
