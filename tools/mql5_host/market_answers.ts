/**
 * Answers about history: bars and ticks of a feed, as given by a terminal that has everything up to
 * now.
 */

import {
  type BrokerMs,
  brokerMs,
  type Timeframe,
  timeframeMs,
  timeframes,
} from "../../src/models/mod.ts";
import type { MarketFeed } from "../../src/simulation/feed.ts";
import type { TickColumns } from "../../src/models/mod.ts";
import type { Field } from "./lines.ts";

/** ERR_HISTORY_NOT_FOUND. */
const historyNotFound = 4401;

/** TERMINAL_MAXBARS: the number of bars that a terminal keeps for a series. */
export const barsMax = 100_000;

/** The most ticks in an answer to a question without a count. */
const ticksMax = 1_000_000;

/** The fields of MqlRates in order, time in seconds. */
type BarRow = readonly [number, number, number, number, number, number, number, number];

interface Series {
  readonly symbol: string;
  readonly timeframe: Timeframe;
}

/** The answer to `rates`, `ticks`, `bars` or `series`: an error (0: none), then values. */
export function answerMarket(
  feed: MarketFeed,
  nowMs: BrokerMs,
  [kind, symbol = "", ...rest]: readonly string[],
): readonly Field[] {
  const numbers = rest.map(Number);
  if (kind === "ticks") {
    const [fromMs = 0, toMs = 0, count = 0] = numbers;
    const limit = Math.min(count, ticksMax);
    const upTo = brokerMs(Math.min(toMs, nowMs));
    const { ticks } = feed.ticks({ symbol, fromMs: brokerMs(fromMs), skip: 0, limit }, upTo);
    return [0, ...tickFields(ticks)];
  }
  const timeframe = timeframes.find((one) => timeframeMs(one) === numbers[0]! * 1_000);
  if (timeframe === undefined || !feed.supports(timeframe)) return [historyNotFound, 0];
  const series = { symbol, timeframe };
  if (kind === "rates") {
    const how = rest[1] ?? "";
    return [0, ...barsChosen({ feed, nowMs, series }, how, numbers.slice(2)).flat()];
  }
  if (kind === "bars") {
    const [, fromS = 0, toS = 0] = numbers;
    return [0, barsBetween({ feed, nowMs, series }, fromS, toS).length];
  }
  return [0, seriesFact({ feed, nowMs, series }, numbers[1] ?? 0)];
}

/** The rows of a `ticks` line. */
export function tickFields(ticks: TickColumns): number[] {
  return Array.from(ticks.brokerMs, (time, at) => [
    time,
    ticks.bid[at]!,
    ticks.ask[at]!,
    ticks.last[at]!,
    ticks.volume[at]!,
    ticks.flags[at]!,
  ]).flat();
}

interface Look {
  readonly feed: MarketFeed;
  readonly nowMs: BrokerMs;
  readonly series: Series;
}

function barsChosen(look: Look, how: string, [first = 0, second = 0]: number[]): BarRow[] {
  if (how === "range") return barsBetween(look, first, second);
  if (how === "position") {
    const bars = newest(look, first + second);
    return bars.slice(Math.max(0, bars.length - first - second), bars.length - first);
  }
  const end = brokerMs(first * 1_000 + timeframeMs(look.series.timeframe));
  return newest({ ...look, nowMs: brokerMs(Math.min(end, look.nowMs)) }, second).slice(-second);
}

/** The newest bars, including the forming one. */
function newest(look: Look, count: number): BarRow[] {
  const { feed, nowMs, series } = look;
  const limit = Math.min(count, barsMax);
  return [...rowsOf(feed, { ...series, fromMs: brokerMs(0), limit }, nowMs), ...forming(look)];
}

function barsBetween(look: Look, fromS: number, toS: number): BarRow[] {
  const { feed, nowMs, series } = look;
  const fromMs = brokerMs(Math.max(fromS * 1_000, 1));
  const closed = rowsOf(feed, { ...series, fromMs, limit: barsMax }, nowMs);
  return [...closed, ...forming(look)].filter(([time]) => time >= fromS && time <= toS);
}

function rowsOf(
  feed: MarketFeed,
  query: Parameters<MarketFeed["bars"]>[0],
  nowMs: BrokerMs,
): BarRow[] {
  const { bars } = feed.bars(query, nowMs);
  return Array.from(bars.brokerMs, (time, at) => [
    time / 1_000,
    bars.open[at]!,
    bars.high[at]!,
    bars.low[at]!,
    bars.close[at]!,
    bars.tickVolume[at]!,
    bars.spreadPoints[at]!,
    bars.realVolume[at]!,
  ]);
}

/** The forming bar, built from its ticks; none before its first tick. */
function forming({ feed, nowMs, series: { symbol, timeframe } }: Look): BarRow[] {
  const openMs = brokerMs(nowMs - nowMs % timeframeMs(timeframe));
  const { ticks } = feed.ticks({ symbol, fromMs: openMs, skip: 0, limit: ticksMax }, nowMs);
  const { bid } = ticks;
  const close = bid.at(-1);
  if (close === undefined) return [];
  const high = bid.reduce((most, price) => Math.max(most, price));
  const low = bid.reduce((least, price) => Math.min(least, price));
  return [[openMs / 1_000, bid[0]!, high, low, close, bid.length, 0, 0]];
}

/**
 * The count for SERIES_BARS_COUNT (0), otherwise a first date, which is the same for all other
 * properties here.
 */
function seriesFact(look: Look, property: number): number {
  const { feed, nowMs, series } = look;
  if (property === 0) return newest(look, barsMax).length;
  return rowsOf(feed, { ...series, fromMs: brokerMs(1), limit: 1 }, nowMs)[0]?.[0] ?? 0;
}
