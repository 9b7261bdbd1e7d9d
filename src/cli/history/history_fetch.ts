/** `history fetch`: past prices from the terminal of a running bridge into the catalogue. */

import { openCatalogue } from "../../history/catalogue/catalogue.ts";
import { catalogueSentence } from "../../history/catalogue/catalogue_fault.ts";
import { CatalogueWriter } from "../../history/catalogue/catalogue_writer.ts";
import { seriesText } from "../../history/catalogue/history_series.ts";
import { type FetchProgress, fetchSeries } from "../../history/fetch/fetch_series.ts";
import { HoleFinder, SessionMinutes } from "../../history/fetch/session_holes.ts";
import type { HistoryInstrument } from "../../history/catalogue/symbol_terms.ts";
import { countText, durationText } from "../../models/figure_text.ts";
import { timeframeMs } from "../../models/mod.ts";
import { minuteMs } from "../../models/time.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { ExitReason } from "../process/exit_codes.ts";
import { bridgeHistory } from "./bridge_history.ts";
import type { HistoryFetch } from "../arguments/history_arguments.ts";

export interface FetchSurroundings {
  readonly dataDir: string;
  /** The folder of the catalogue. */
  readonly dir: string;
  readonly clock: Clock;
  readonly say: (lines: readonly string[]) => void;
  /** Instead of lines in a console. */
  readonly onProgress?: (progress: FetchProgress) => void;
}

export async function fetchHistory(
  wish: HistoryFetch,
  surroundings: FetchSurroundings,
): Promise<ExitReason> {
  const { dir, clock, say } = surroundings;
  const bridge = await bridgeHistory(wish, surroundings);
  if (!bridge.ok) return failed(bridge.error, say);
  const { instrument, source, nowMs } = bridge.value;
  const opened = CatalogueWriter.open(dir);
  if (!opened.ok) return failed(catalogueSentence(opened.error), say);
  using writer = opened.value;
  const readAt = new Date(clock.nowMs()).toISOString();
  const terms = writer.addSymbols([{ source: bridge.value.server, readAt, instrument }]);
  if (!terms.ok) return failed(catalogueSentence(terms.error), say);
  const { symbol, timeframe } = wish;
  const series = { source: bridge.value.server, symbol, timeframe };
  const toMs = Math.min(wish.toMs ?? Infinity, nowMs);
  const fetched = await fetchSeries(
    { series, digits: instrument.digits, fromMs: wish.fromMs, toMs },
    { source, writer, progress: surroundings.onProgress ?? progressLines(toMs, surroundings) },
  );
  if (!fetched.ok) {
    return failed(`${fetched.error}. What was fetched is stored; the same command goes on`, say);
  }
  const { added, doubled, conflicting } = fetched.value;
  const refused = bridge.value.refused();
  say([
    `${seriesText(series)} is fetched: ${countText(added, "new row")}` +
    (doubled === 0 ? "" : `, ${countText(doubled, "row")} stored before`) +
    (conflicting === 0 ? "" : `, ${countText(conflicting, "row")} in place of other figures`) +
    (refused === 0 ? "" : `, ${countText(refused, "row")} left out because they make no sense`),
    ...holeLines(dir, { ...wish, source: bridge.value.server }, instrument),
  ]);
  return "ok";
}

/** At most a line in two seconds. */
const progressMs = 2_000;

function progressLines(toMs: number, { clock, say }: FetchSurroundings) {
  const startMs = clock.steadyMs();
  let saidMs = -Infinity;
  let firstReachedMs: number | null = null;
  return ({ rows, reachedMs }: FetchProgress) => {
    const nowMs = clock.steadyMs();
    firstReachedMs ??= reachedMs;
    if (nowMs - saidMs < progressMs) return;
    saidMs = nowMs;
    const seconds = Math.max(0.001, (nowMs - startMs) / 1_000);
    const share = (reachedMs - firstReachedMs) / Math.max(1, toMs - firstReachedMs);
    const left = share > 0.001
      ? `, about ${durationText((nowMs - startMs) * (1 - share) / share)} left`
      : "";
    say([
      `  ${countText(rows, "row")} to ${timeText(reachedMs)} (${
        countText(Math.round(rows / seconds), "row")
      } a second${left})`,
    ]);
  };
}

/** An hour at least: a quiet night has minutes without a quote. */
const holeMinutesLeast = 60;

function holeLines(
  dir: string,
  wish: HistoryFetch & { readonly source: string },
  { sessions }: HistoryInstrument,
): string[] {
  const { symbol, source, timeframe, fromMs, toMs } = wish;
  if (timeframe === null) return [];
  const range = openCatalogue(dir).bars({ symbol, source, timeframe, fromMs, toMs });
  if (!range.ok) return [catalogueSentence(range.error)];
  const barMs = timeframeMs(timeframe);
  const finder = new HoleFinder({
    sessions: new SessionMinutes(sessions),
    barMs,
    leastMinutes: Math.max(holeMinutesLeast, 2 * barMs / minuteMs),
  });
  for (const block of range.value.blocks()) {
    if (!block.ok) return [catalogueSentence(block.error)];
    for (const minute of block.value.minute) finder.bar(minute * minuteMs);
  }
  if (finder.count === 0) return ["No holes within the symbol's sessions"];
  return [
    `${countText(finder.count, "hole")} of an hour or more within the symbol's sessions ` +
    "(holidays are among them), the longest:",
    ...finder.longest.map(({ fromMs, toMs, openMinutes }) =>
      `  ${timeText(fromMs)} to ${timeText(toMs)} (${durationText(openMinutes * minuteMs)} open)`
    ),
  ];
}

function timeText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace("T", " ");
}

function failed(sentence: string, say: FetchSurroundings["say"]): ExitReason {
  say([sentence]);
  return "history_failed";
}
