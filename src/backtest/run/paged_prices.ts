/**
 * The prices of a backtest, read block by block and as often as needed, so that years of many
 * symbols take the memory of a month of them.
 */

import type { BarColumns, Result, Timeframe } from "../../models/mod.ts";
import type { PointBars, PointTicks } from "../ticks/point_bars.ts";

/** Rows of one symbol, oldest first. */
export interface PriceBlock<Rows> {
  readonly rows: Rows;
  /** The next block has nothing before this minute since 1970, in broker time. */
  readonly untilMinute: number;
}

/** Blocks that can be read; one that cannot is the last. The error is a sentence. */
export type PriceBlocks<Rows> = Iterable<Result<PriceBlock<Rows>, string>>;

/** Prices of one symbol; each call reads from the beginning. */
export interface SymbolPrices {
  /** The bars that are played. */
  bars(): PriceBlocks<PointBars>;
  /** Recorded ticks, in the points of the bars; null without. */
  readonly ticks: (() => PriceBlocks<PointTicks>) | null;
  /** What a strategy sees: bars of this timeframe, in portions. */
  series(timeframe: Timeframe): Iterable<Result<BarColumns, string>>;
}

/** All symbols, by their index in the plan. */
export interface PagedPrices {
  readonly symbols: readonly SymbolPrices[];
  /** Open times of the first and the last bar of all. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Bars of all symbols together; never fewer than there are. */
  readonly barsAtMost: number;
}
