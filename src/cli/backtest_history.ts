/** The prices of a backtest from the catalogue, with the terms of its symbols. */

import {
  type HistoryCatalogue,
  type HistoryRange,
  openCatalogue,
} from "../history/catalogue/catalogue.ts";
import { type CatalogueFault, catalogueSentence } from "../history/catalogue/catalogue_fault.ts";
import type { HistoryBars, HistoryTicks } from "../history/catalogue/history_columns.ts";
import {
  type BarColumns,
  err,
  ok,
  type Result,
  type Timeframe,
  timeframeMs,
} from "../models/mod.ts";
import { countText } from "../models/figure_text.ts";
import type { PointTicks } from "../backtest/ticks/point_bars.ts";
import { marketSymbol } from "../simulation/market/instrument_catalog.ts";
import { paperSymbol } from "../simulation/paper/paper_symbols.ts";
import type { TradingSymbol } from "../simulation/trading/mod.ts";
import type { BacktestOptions, HistoryPrices } from "./backtest_arguments.ts";
import { type BacktestPrices, usualSymbol } from "./backtest_prices.ts";

/** All symbols together, which are held in memory: about 1.5 GB, in two processes. */
const rowsMax = 12_000_000;

/** The error is a sentence. */
export function historyPrices(
  options: BacktestOptions,
  { history, dir }: { readonly history: HistoryPrices; readonly dir: string },
): Result<BacktestPrices, string> {
  const { fromMs, toMs } = history;
  if (fromMs !== null && toMs !== null && fromMs >= toMs) {
    return err(`The time ends (${dayText(toMs)}) before it begins (${dayText(fromMs)})`);
  }
  const catalogue = openCatalogue(dir);
  const opened = rangesOf(catalogue, options, history);
  if (!opened.ok) return opened;
  const { ranges, timeframe } = opened.value;
  const ticks = options.model === "real" ? tickRanges(catalogue, history) : ok([]);
  if (!ticks.ok) return ticks;
  const rows = [...ranges, ...ticks.value].reduce((sum, { rowsAtMost }) => sum + rowsAtMost, 0);
  if (rows > rowsMax) {
    return err(
      `That is ${countText(rows, "row")} of history, and a backtest holds ` +
        `${countText(rowsMax, "row")} at most: choose fewer symbols or a shorter time`,
    );
  }
  const symbols: TradingSymbol[] = [];
  const bars: BarColumns[] = [];
  const recorded: PointTicks[] = [];
  for (const [at, range] of ranges.entries()) {
    const tickRange = ticks.value[at] ?? null;
    const digits = Math.max(range.digits, tickRange?.digits ?? 0);
    const terms = termsOf(catalogue, options, { history, range, digits });
    if (!terms.ok) return terms;
    symbols.push(terms.value);
    const read = barsOfRange(range, options.spreadPoints);
    if (!read.ok) return err(catalogueSentence(read.error));
    bars.push(read.value);
    if (tickRange === null) continue;
    const all = ticksOfRange(tickRange, digits);
    if (!all.ok) return err(catalogueSentence(all.error));
    recorded.push(all.value);
  }
  return ok({
    ...{ timeframe, symbols, bars, notes: [] },
    ...(recorded.length === 0 ? {} : { ticks: recorded }),
  });
}

function dayText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

type BarsRange = HistoryRange<HistoryBars>;
type TicksRange = HistoryRange<HistoryTicks>;

/** In bars of the smallest timeframe that all symbols have, and that the wanted one is made of. */
function rangesOf(
  catalogue: HistoryCatalogue,
  { timeframe: on }: BacktestOptions,
  { symbols, ...query }: HistoryPrices,
): Result<{ readonly ranges: readonly BarsRange[]; readonly timeframe: Timeframe }, string> {
  const [first = [], ...others] = symbols.map((symbol) =>
    catalogue.seriesOf(symbol, query.source).flatMap(({ timeframe }) =>
      timeframe !== null && (on === null || timeframeMs(on) % timeframeMs(timeframe) === 0)
        ? [timeframe]
        : []
    )
  );
  const common = first.filter((one) => others.every((all) => all.includes(one)));
  const [smallest] = common.sort((one, other) => timeframeMs(one) - timeframeMs(other));
  const timeframe = smallest ?? on ?? "M1";
  const ranges: BarsRange[] = [];
  for (const symbol of symbols) {
    const range = catalogue.bars({ ...query, symbol, timeframe });
    if (!range.ok) return err(catalogueSentence(range.error));
    ranges.push(range.value);
  }
  return ok({ ranges, timeframe });
}

function tickRanges(
  catalogue: HistoryCatalogue,
  { symbols, ...query }: HistoryPrices,
): Result<readonly TicksRange[], string> {
  const ranges: TicksRange[] = [];
  for (const symbol of symbols) {
    const range = catalogue.ticks({ ...query, symbol });
    if (!range.ok) return err(catalogueSentence(range.error));
    ranges.push(range.value);
  }
  return ok(ranges);
}

/** As they were read from the terminal, in the points of the prices. */
function termsOf(
  catalogue: HistoryCatalogue,
  options: BacktestOptions,
  { history, range, digits }: {
    readonly history: HistoryPrices;
    readonly range: BarsRange;
    readonly digits: number;
  },
): Result<TradingSymbol, string> {
  const { symbol, source } = range.series;
  const usual = () => ok(usualSymbol({ symbol, digits }, options));
  if (history.terms === "usual") return usual();
  const known = catalogue.symbols();
  if (!known.ok) return err(catalogueSentence(known.error));
  const found = known.value.find((one) =>
    one.source === source && one.instrument.symbol === symbol
  );
  if (found === undefined) {
    if (history.terms === "own_or_usual") return usual();
    return err(
      `The terms of ${symbol} at ${source} are not known: contract, steps, swap. ` +
        "mt5-bridge history fetch stores them; --terms usual takes those of a typical broker",
    );
  }
  const { instrument } = found;
  const { calcMode } = marketSymbol(symbol, { suffix: "", accountCurrency: "USD" }).wire;
  // Only the broker's clock tells when its sessions are.
  const sessions = range.clock.kind === "broker" ? instrument.sessions : [];
  const terms = paperSymbol({ ...instrument, sessions, calcMode, tradeMode: "full" });
  const { commissionPerLot: perLot } = options;
  return ok({
    ...terms,
    digits,
    ...(perLot === null ? {} : { commission: { perLot, percent: 0 } }),
  });
}

function barsOfRange(
  range: BarsRange,
  spreadPoints: number | null,
): Result<BarColumns, CatalogueFault> {
  const length = range.rowsAtMost;
  const column = () => new Float64Array(length);
  const bars = {
    ...{ brokerMs: column(), open: column(), high: column(), low: column(), close: column() },
    ...{ tickVolume: column(), realVolume: column(), spreadPoints: column() },
  };
  const scale = 10 ** range.digits;
  let count = 0;
  for (const block of range.blocks()) {
    if (!block.ok) return block;
    const { open, high, low, close, minute, tickVolume, spread, realVolume } = block.value;
    for (let at = 0; at < block.value.length; at++, count++) {
      bars.brokerMs[count] = minute[at]! * 60_000;
      bars.open[count] = open[at]! / scale;
      bars.high[count] = high[at]! / scale;
      bars.low[count] = low[at]! / scale;
      bars.close[count] = close[at]! / scale;
      bars.tickVolume[count] = tickVolume[at]!;
      bars.realVolume[count] = realVolume?.[at] ?? 0;
      bars.spreadPoints[count] = spreadPoints ?? spread[at]!;
    }
  }
  return ok(
    Object.fromEntries(
      Object.entries(bars).map(([name, values]) => [name, values.subarray(0, count)]),
    ) as unknown as BarColumns,
  );
}

/** A crossed quote counts as a spread of 0. */
function ticksOfRange(range: TicksRange, digits: number): Result<PointTicks, CatalogueFault> {
  const length = range.rowsAtMost;
  const ticks = {
    brokerMs: new Float64Array(length),
    bid: new Int32Array(length),
    ask: new Int32Array(length),
  };
  const scale = 10 ** (digits - range.digits);
  let count = 0;
  for (const block of range.blocks()) {
    if (!block.ok) return block;
    const { brokerMs, bid, ask } = block.value;
    for (let at = 0; at < block.value.length; at++, count++) {
      ticks.brokerMs[count] = brokerMs[at]!;
      ticks.bid[count] = bid[at]! * scale;
      ticks.ask[count] = Math.max(bid[at]!, ask[at]!) * scale;
    }
  }
  return ok({
    length: count,
    brokerMs: ticks.brokerMs.subarray(0, count),
    bid: ticks.bid.subarray(0, count),
    ask: ticks.ask.subarray(0, count),
  });
}
