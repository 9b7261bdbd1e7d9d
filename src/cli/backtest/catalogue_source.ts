/** Ranges of the catalogue as the prices of a backtest: read file by file, never held whole. */

import { longerColumns } from "../../backtest/run/longer_columns.ts";
import type { PagedPrices, PriceBlock, SymbolPrices } from "../../backtest/run/paged_prices.ts";
import type { PointBars, PointTicks } from "../../backtest/ticks/point_bars.ts";
import type { HistoryRange } from "../../history/catalogue/catalogue.ts";
import { catalogueSentence } from "../../history/catalogue/catalogue_fault.ts";
import {
  type HistoryBars,
  type HistoryRows,
  type HistoryTicks,
  timeAt,
  withMoreDigits,
} from "../../history/catalogue/history_columns.ts";
import { periodOf, seriesText } from "../../history/catalogue/history_series.ts";
import type { SpreadFill } from "../../backtest/ticks/spread_fill.ts";
import { err, ok, type Result, timeframeMs } from "../../models/mod.ts";
import { minuteMs } from "../../models/time.ts";

export interface CataloguePrices {
  readonly range: HistoryRange<HistoryBars>;
  /** Recorded ticks. */
  readonly tickRange: HistoryRange<HistoryTicks> | null;
  /** Decimals of the symbol; at least as many as the prices have. */
  readonly digits: number;
  /** In place of the spreads of the bars. */
  readonly spreadPoints: number | null;
  /** Fills the spreads of bars that have none; null with a fixed spread. */
  readonly fill: SpreadFill | null;
}

/** The error is a sentence. */
export function catalogueSource(all: readonly CataloguePrices[]): Result<PagedPrices, string> {
  let [firstMs, lastMs] = [Infinity, -Infinity];
  for (const { range } of all) {
    const edges = range.edges();
    if (!edges.ok) return err(catalogueSentence(edges.error));
    firstMs = Math.min(firstMs, edges.value.firstMs);
    lastMs = Math.max(lastMs, edges.value.lastMs);
  }
  return ok({
    symbols: all.map(symbolPrices),
    ...{ firstMs, lastMs },
    barsAtMost: all.reduce((sum, { range }) => sum + range.rowsAtMost, 0),
  });
}

function symbolPrices(prices: CataloguePrices): SymbolPrices {
  const { tickRange, digits, spreadPoints } = prices;
  const range = filledRange(prices);
  const tickDigits = digits - (tickRange?.digits ?? 0);
  return {
    bars: () => blocksOf(range, digits - range.digits, (bars) => pointBars(bars, spreadPoints)),
    ticks: tickRange === null ? null : () => blocksOf(tickRange, tickDigits, pointTicks),
    *series(timeframe) {
      const minutes = timeframeMs(timeframe) / minuteMs;
      const longer = { minutes, pointScale: 10 ** range.digits, spreadPoints };
      for (const portion of longerColumns(range.blocks(), longer)) {
        yield portion.ok ? portion : err(catalogueSentence(portion.error));
      }
    },
  };
}

/** Its bars with usual spreads where they have none. */
function filledRange({ range, fill }: CataloguePrices): HistoryRange<HistoryBars> {
  if (fill === null) return range;
  return {
    ...range,
    *blocks() {
      for (const block of range.blocks()) {
        yield block.ok ? ok(filledBlock(block.value, fill)) : block;
      }
    },
  };
}

function filledBlock(bars: HistoryBars, fill: SpreadFill): HistoryBars {
  const { length, minute, close } = bars;
  const rows = {
    length,
    minuteAt: (at: number) => minute[at]!,
    pricePointsAt: (at: number) => close[at]!,
  };
  return { ...bars, spread: fill.filled(bars.spread, rows) };
}

/** A file's rows end with the time that it covers. */
function* blocksOf<Read extends HistoryRows, Rows>(
  { series, blocks }: HistoryRange<Read>,
  moreDigits: number,
  rowsOf: (read: Read) => Rows,
): Generator<Result<PriceBlock<Rows>, string>> {
  for (const block of blocks()) {
    if (!block.ok) return yield err(catalogueSentence(block.error));
    const read = withMoreDigits(block.value, moreDigits);
    if (read === null) return yield err(`${seriesText(series)} has prices of more than 31 bits`);
    const { toMs } = periodOf(series, timeAt(read, 0));
    yield ok({ rows: rowsOf(read), untilMinute: toMs / minuteMs });
  }
}

function pointBars(
  { realVolume: _, ...bars }: HistoryBars,
  spreadPoints: number | null,
): PointBars {
  if (spreadPoints === null) return bars;
  return { ...bars, spread: new Int32Array(bars.length).fill(Math.floor(spreadPoints)) };
}

/** A crossed quote counts as a spread of 0. */
function pointTicks({ length, brokerMs, bid, ask }: HistoryTicks): PointTicks {
  const asks = ask.map((points, at) => Math.max(points, bid[at]!));
  return { length, brokerMs, bid, ask: asks };
}
