/**
 * The further series of a strategy with columns, built from the bars that the bridge keeps: of the
 * wanted symbol, those of the longest kept timeframe that divides the wanted one.
 */

import {
  type BarColumns,
  barOpenMs,
  type BrokerMs,
  err,
  mapBarColumns,
  ok,
  type Result,
  type SeriesKey,
  timeframeMs,
  type WantedSymbol,
} from "../../models/mod.ts";
import { longerBars } from "../../simulation/replay/bar_series.ts";
import type { SeriesWanted } from "../contract/column_strategy.ts";

/** A further series, and the kept series that it is built from. */
export interface FurtherSeries {
  /** What the strategy calls it. */
  readonly name: string;
  readonly key: SeriesKey;
  readonly source: SeriesKey;
}

/** Kept bars that are read for one further series; bounds the time of a decision. */
const maxSourceBars = 20_000;

/** `kept`: the symbols of the terminal. The error is a sentence for the trader. */
export function furtherSeries(
  own: SeriesKey,
  wanted: Readonly<Record<string, SeriesWanted>>,
  kept: readonly WantedSymbol[],
): Result<readonly FurtherSeries[], string> {
  const found: FurtherSeries[] = [];
  for (const [name, { symbol = own.symbol, timeframe = own.timeframe }] of Object.entries(wanted)) {
    const ofSymbol = kept.filter((one) => one.symbol === symbol);
    if (ofSymbol.length === 0) {
      return err(
        `it looks at ${symbol}, which is in none of the lists of symbols (FOREX_PAIRS, CRYPTO_PAIRS, METALS_SYMBOLS ...); add it`,
      );
    }
    const [source] = ofSymbol
      .filter((one) => timeframeMs(timeframe) % timeframeMs(one.timeframe) === 0)
      .toSorted((one, other) => timeframeMs(other.timeframe) - timeframeMs(one.timeframe));
    if (source === undefined) {
      const has = ofSymbol.map((one) => one.timeframe).join(", ");
      return err(`it looks at ${symbol} ${timeframe}, which cannot be built of ${has} bars`);
    }
    found.push({
      name,
      key: { symbol: source.symbol, timeframe },
      source: { symbol: source.symbol, timeframe: source.timeframe },
    });
  }
  return ok(found);
}

/** How many source bars make so many bars of the series. */
export function sourceBarsNeeded({ key, source }: FurtherSeries, bars: number): number {
  const ratio = timeframeMs(key.timeframe) / timeframeMs(source.timeframe);
  return Math.min(maxSourceBars, (bars + 1) * ratio);
}

/** The open time of the last source bar that is closed at `nowMs`, if the market was open. */
export function lastClosedOpenMs({ source }: FurtherSeries, nowMs: BrokerMs): BrokerMs {
  return barOpenMs(nowMs, source.timeframe) - timeframeMs(source.timeframe) as BrokerMs;
}

/**
 * The bars of the series that were closed at `nowMs`. `isCut`: there are source bars before the
 * given ones, so that the first bar may lack a part.
 */
export function builtBars(
  { key, source }: FurtherSeries,
  bars: BarColumns,
  { nowMs, isCut }: { readonly nowMs: BrokerMs; readonly isCut: boolean },
): BarColumns {
  if (key.timeframe === source.timeframe) return bars;
  const built = longerBars(bars, key.timeframe);
  const lengthMs = timeframeMs(key.timeframe);
  const isPart = isCut && built.brokerMs[0] !== bars.brokerMs[0];
  const closed = built.brokerMs.filter((openMs) => openMs + lengthMs <= nowMs).length;
  return mapBarColumns(built, (column) => column.slice(isPart ? 1 : 0, closed));
}
