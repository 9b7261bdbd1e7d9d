/**
 * Answers about history: bars and ticks of a feed, as given by a terminal that has everything up to
 * now, or that has not loaded yet what it missed while it was not connected to its broker.
 */

import {
  type BrokerMs,
  brokerMs,
  type Timeframe,
  timeframeMs,
  timeframes,
} from "../../src/models/mod.ts";
import type { MarketFeed } from "../../src/simulation/market/feed.ts";
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

/** A period that the terminal has not loaded yet. */
export interface HistoryGap {
  readonly fromMs: BrokerMs;
  readonly toMs: BrokerMs;
}

/** What the terminal has. */
export interface KnownHistory {
  readonly feed: MarketFeed;
  readonly nowMs: BrokerMs;
  readonly gap: HistoryGap | null;
}

interface Series {
  readonly symbol: string;
  readonly timeframe: Timeframe;
}

/** The answer to `rates`, `ticks`, `bars` or `series`: an error (0: none), then values. */
export function answerMarket(
  known: KnownHistory,
  [kind, symbol = "", ...rest]: readonly string[],
): readonly Field[] {
  const { feed, nowMs } = known;
  const numbers = rest.map(Number);
  if (kind === "ticks") {
    const [fromMs = 0, toMs = 0, count = 0] = numbers;
    const limit = Math.min(count, ticksMax);
    const upTo = brokerMs(Math.min(toMs, nowMs));
    const { ticks } = feed.ticks({ symbol, fromMs: brokerMs(fromMs), skip: 0, limit }, upTo);
    return [0, ...tickFields(ticks, known.gap)];
  }
  const timeframe = timeframes.find((one) => timeframeMs(one) === numbers[0]! * 1_000);
  if (timeframe === undefined || !feed.supports(timeframe)) return [historyNotFound, 0];
  const series = { symbol, timeframe };
  if (kind === "rates") {
    const how = rest[1] ?? "";
    return [0, ...barsChosen({ ...known, series }, how, numbers.slice(2)).flat()];
  }
  if (kind === "bars") {
    const [, fromS = 0, toS = 0] = numbers;
    return [0, barsBetween({ ...known, series }, fromS, toS).length];
  }
  return [0, seriesFact({ ...known, series }, numbers[1] ?? 0)];
}

/** The rows of a `ticks` line, without those in the gap. */
export function tickFields(ticks: TickColumns, gap: HistoryGap | null = null): number[] {
  return Array.from(ticks.brokerMs, (time, at) =>
    isIn(gap, time) ? [] : [
      time,
      ticks.bid[at]!,
      ticks.ask[at]!,
      ticks.last[at]!,
      ticks.volume[at]!,
      ticks.flags[at]!,
    ]).flat();
}

function isIn(gap: HistoryGap | null, time: number): boolean {
  return gap !== null && time > gap.fromMs && time <= gap.toMs;
}

interface Look extends KnownHistory {
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
  const limit = Math.min(count, barsMax);
  return [...rowsOf(look, { ...look.series, fromMs: brokerMs(0), limit }), ...forming(look)];
}

function barsBetween(look: Look, fromS: number, toS: number): BarRow[] {
  const fromMs = brokerMs(Math.max(fromS * 1_000, 1));
  const closed = rowsOf(look, { ...look.series, fromMs, limit: barsMax });
  return [...closed, ...forming(look)].filter(([time]) => time >= fromS && time <= toS);
}

function rowsOf(look: Look, query: Parameters<MarketFeed["bars"]>[0]): BarRow[] {
  const { feed, nowMs, gap, series } = look;
  const { bars } = feed.bars(query, nowMs);
  const rows = Array.from(bars.brokerMs, (time, at): BarRow => [
    time / 1_000,
    bars.open[at]!,
    bars.high[at]!,
    bars.low[at]!,
    bars.close[at]!,
    bars.tickVolume[at]!,
    bars.spreadPoints[at]!,
    bars.realVolume[at]!,
  ]);
  if (gap === null) return rows;
  const lengthMs = timeframeMs(series.timeframe);
  return rows.flatMap((row) => {
    const openMs = row[0] * 1_000;
    const isWhole = openMs > gap.toMs || openMs + lengthMs <= gap.fromMs;
    return isWhole ? [row] : built(look, brokerMs(openMs), brokerMs(openMs + lengthMs - 1));
  });
}

/** The forming bar; none before its first tick. */
function forming(look: Look): BarRow[] {
  const { nowMs, series: { timeframe } } = look;
  return built(look, brokerMs(nowMs - nowMs % timeframeMs(timeframe)), nowMs);
}

/** A bar built from the ticks that the terminal has; none without ticks. */
function built(
  { feed, gap, series: { symbol } }: Look,
  openMs: BrokerMs,
  toMs: BrokerMs,
): BarRow[] {
  const { ticks } = feed.ticks({ symbol, fromMs: openMs, skip: 0, limit: ticksMax }, toMs);
  const bid = ticks.bid.filter((_, at) => !isIn(gap, ticks.brokerMs[at]!));
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
  if (property === 0) return newest(look, barsMax).length;
  return rowsOf(look, { ...look.series, fromMs: brokerMs(1), limit: 1 })[0]?.[0] ?? 0;
}
