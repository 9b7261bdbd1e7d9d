/** Loads the series of a strategy with columns: its own bars are given, the others are read. */

import {
  type BarColumns,
  type BrokerMs,
  err,
  ok,
  type Result,
  type TerminalId,
  timeframeMs,
} from "../../../src/models/mod.ts";
import { storeTimeoutMs } from "../../../src/database/store_timeouts.ts";
import type { Peer } from "../../../src/runtime/actor.ts";
import type { SeriesGiven } from "../../../src/strategy/decisions/decision_side.ts";
import {
  builtBars,
  type FurtherSeries,
  lastClosedOpenMs,
  sourceBarsNeeded,
} from "../../../src/strategy/decisions/further_series.ts";
import { seriesId } from "../../../src/strategy/runner/runner_messages.ts";
import type { DatabaseProtocol } from "../../database/protocol.ts";
import type { AnalysisError } from "../protocol.ts";
import type { WatchedSeries } from "./watched_series.ts";

export interface FurtherBarsWanted {
  readonly series: WatchedSeries;
  /** Exactly the bars that the strategy needs; it decides on the last one. */
  readonly bars: BarColumns;
  readonly further: readonly FurtherSeries[];
  /** When the last bar closed. */
  readonly nowMs: BrokerMs;
}

export interface FurtherBarsOptions {
  readonly database: Peer<DatabaseProtocol>;
  seriesOf(id: string): WatchedSeries | undefined;
}

/** The first further series whose last closed bar is not in the store yet; null for none. */
export function seriesBehind(
  { series, further, nowMs }: Omit<FurtherBarsWanted, "bars">,
  seriesOf: FurtherBarsOptions["seriesOf"],
): FurtherSeries | null {
  return further.find((one) => {
    const source = seriesOf(seriesId(series.terminal, one.source));
    return source === undefined || source.progress.lastMs < lastClosedOpenMs(one, nowMs);
  }) ?? null;
}

/** The error of a series that nothing is known of is a sentence, as its code says. */
export async function givenSeries(
  { series, bars, further, nowMs }: FurtherBarsWanted,
  { database, seriesOf }: FurtherBarsOptions,
): Promise<Result<readonly SeriesGiven[], AnalysisError>> {
  const { terminal, key, progress } = series;
  const given: SeriesGiven[] = [{ ...key, name: "bars", digits: progress.digits, bars }];
  for (const one of further) {
    const source = seriesOf(seriesId(terminal, one.source));
    if (source === undefined) {
      const message = `no bar of ${one.source.symbol} ${one.source.timeframe} has come yet`;
      return err({ code: "series_missing", message });
    }
    const read = await builtOf(one, { database, terminal, nowMs, length: bars.close.length });
    if (!read.ok) return read;
    const { name, key } = one;
    given.push({ ...key, name, digits: source.progress.digits, bars: read.value });
  }
  return ok(given);
}

async function builtOf(
  one: FurtherSeries,
  { database, terminal, nowMs, length }: {
    readonly database: Peer<DatabaseProtocol>;
    readonly terminal: TerminalId;
    readonly nowMs: BrokerMs;
    readonly length: number;
  },
): Promise<Result<BarColumns, AnalysisError>> {
  const limit = sourceBarsNeeded(one, length);
  const toBrokerMs = nowMs - timeframeMs(one.source.timeframe) as BrokerMs;
  const wanted = { terminal, ...one.source, toBrokerMs, limit };
  const answer = await database.ask("load_bars", wanted, { timeoutMs: storeTimeoutMs });
  if (!answer.ok) return answer;
  const isCut = answer.value.close.length === limit;
  return ok(builtBars(one, answer.value, { nowMs, isCut }));
}
