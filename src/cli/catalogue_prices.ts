/** Prices of a backtest from the catalogue of past prices, with the terms of their broker. */

import { openCatalogue } from "../history/catalogue/catalogue.ts";
import { catalogueSentence } from "../history/catalogue/catalogue_fault.ts";
import type { HistoryBars } from "../history/catalogue/history_columns.ts";
import type { HistoryInstrument } from "../history/catalogue/symbol_terms.ts";
import { type BarColumns, err, ok, type Result, type Timeframe } from "../models/mod.ts";
import { dayMs, minuteMs } from "../models/time.ts";
import { timeframeMs } from "../models/timeframe.ts";
import { marketSymbol } from "../simulation/market/instrument_catalog.ts";
import { type TradingSymbol, tradingSymbol } from "../simulation/trading/mod.ts";
import type { BacktestPrices } from "./backtest_prices.ts";

export interface CatalogueWish {
  readonly dir: string;
  readonly symbols: readonly string[];
  /** The bars that the strategies see: smaller ones are played where there are some. */
  readonly timeframe: Timeframe;
  /** Days of the broker, as 2026-01-31; `to` is not included. */
  readonly from: string | null;
  readonly to: string | null;
  readonly currency: string;
  readonly commissionPerLot: number;
  /** Null: the stored ones. */
  readonly spreadPoints: number | null;
}

/** The error is a sentence. */
export function cataloguePrices(wish: CatalogueWish): Result<BacktestPrices, string> {
  const timeframe = playedTimeframe(wish);
  const terms = openCatalogue(wish.dir).symbols();
  if (!terms.ok) return err(catalogueSentence(terms.error));
  const symbols: TradingSymbol[] = [];
  const bars: BarColumns[] = [];
  for (const symbol of wish.symbols) {
    const read = storedBars(wish, symbol, timeframe);
    if (!read.ok) return read;
    const { source, digits } = read.value;
    const own = terms.value.find((one) =>
      one.source === source && String(one.instrument.symbol) === symbol
    );
    symbols.push(symbolOf(own?.instrument ?? null, { ...wish, symbol, digits }));
    bars.push(read.value.bars);
  }
  return ok({ timeframe, symbols, bars, notes: [] });
}

/** The smallest timeframe that all symbols have and that the wanted one can be built of. */
function playedTimeframe({ dir, symbols, timeframe }: CatalogueWish): Timeframe {
  const catalogue = openCatalogue(dir);
  const wantedMs = timeframeMs(timeframe);
  const ofEach = symbols.map((symbol) =>
    catalogue.seriesOf(symbol).flatMap((series) =>
      series.timeframe !== null && wantedMs % timeframeMs(series.timeframe) === 0
        ? [series.timeframe]
        : []
    )
  );
  const common = (ofEach[0] ?? []).filter((one) => ofEach.every((all) => all.includes(one)));
  return common.sort((one, other) => timeframeMs(one) - timeframeMs(other))[0] ?? timeframe;
}

interface StoredBars {
  readonly source: string;
  readonly digits: number;
  readonly bars: BarColumns;
}

function storedBars(
  { dir, from, to, spreadPoints }: CatalogueWish,
  symbol: string,
  timeframe: Timeframe,
): Result<StoredBars, string> {
  const fromMs = from === null ? null : Date.parse(from);
  const toMs = to === null ? null : Date.parse(to);
  if (fromMs !== null && toMs !== null && fromMs + dayMs > toMs) {
    return err(`The time ends (${to}) before its first day (${from}) is over`);
  }
  const range = openCatalogue(dir).bars({ symbol, timeframe, fromMs, toMs });
  if (!range.ok) return err(catalogueSentence(range.error));
  const { digits, rowsAtMost, series } = range.value;
  const columns = new BarTable(rowsAtMost, digits);
  for (const block of range.value.blocks()) {
    if (!block.ok) return err(catalogueSentence(block.error));
    columns.add(block.value);
  }
  const bars = columns.bars();
  if (bars.brokerMs.length === 0) {
    return err(`There are no ${timeframe} bars of ${symbol} in ${dir} for this time`);
  }
  const spreads = spreadPoints === null ? bars.spreadPoints : bars.spreadPoints.fill(spreadPoints);
  return ok({ source: series.source, digits, bars: { ...bars, spreadPoints: spreads } });
}

/** Columns of prices, filled from blocks of whole points. */
class BarTable {
  readonly #scale: number;
  readonly #columns: BarColumns;
  #length = 0;

  constructor(rows: number, digits: number) {
    this.#scale = 10 ** digits;
    const column = () => new Float64Array(rows);
    this.#columns = {
      ...{ brokerMs: column(), open: column(), high: column(), low: column(), close: column() },
      ...{ tickVolume: column(), realVolume: column(), spreadPoints: column() },
    };
  }

  add(block: HistoryBars): void {
    const { brokerMs, open, high, low, close, tickVolume, realVolume, spreadPoints } =
      this.#columns;
    for (let row = 0; row < block.length; row++) {
      const at = this.#length++;
      brokerMs[at] = block.minute[row]! * minuteMs;
      open[at] = block.open[row]! / this.#scale;
      high[at] = block.high[row]! / this.#scale;
      low[at] = block.low[row]! / this.#scale;
      close[at] = block.close[row]! / this.#scale;
      tickVolume[at] = block.tickVolume[row]!;
      realVolume[at] = block.realVolume?.[row] ?? 0;
      spreadPoints[at] = block.spread[row]!;
    }
  }

  bars(): BarColumns {
    const own = (column: Float64Array) => column.slice(0, this.#length);
    const { brokerMs, open, high, low, close, tickVolume, realVolume, spreadPoints } =
      this.#columns;
    return {
      ...{ brokerMs: own(brokerMs), open: own(open), high: own(high), low: own(low) },
      ...{ close: own(close), tickVolume: own(tickVolume), realVolume: own(realVolume) },
      spreadPoints: own(spreadPoints),
    };
  }
}

/** The terms that were stored with the prices; without any, those of a typical broker. */
function symbolOf(
  instrument: HistoryInstrument | null,
  { symbol, digits, currency, commissionPerLot }: CatalogueWish & {
    readonly symbol: string;
    readonly digits: number;
  },
): TradingSymbol {
  const commission = { perLot: commissionPerLot, percent: 0 };
  const { wire } = marketSymbol(symbol, { suffix: "", accountCurrency: currency });
  if (instrument === null) {
    const tickSize = Number((10 ** -digits).toFixed(digits));
    const tickValue = Number((wire.tickValue * tickSize / wire.tickSize).toPrecision(6));
    return tradingSymbol({ ...wire, digits, tickSize, tickValue, sessions: [] }, { commission });
  }
  const { contractSize, profitCurrency } = instrument;
  const tickSize = Number(Math.max(instrument.tickSize, 10 ** -digits).toFixed(digits));
  const share = tickSize * contractSize / (wire.tickSize * wire.contractSize);
  const tickValue = profitCurrency === currency ? tickSize * contractSize : wire.tickValue * share;
  return tradingSymbol({
    ...wire,
    ...{ digits, tickSize, contractSize, profitCurrency, sessions: [] },
    tickValue: Number(tickValue.toPrecision(6)),
    volumeMin: instrument.volumeMinLots,
    volumeMax: instrument.volumeMaxLots,
    volumeStep: instrument.volumeStepLots,
    stopsLevel: instrument.stopsLevelPoints,
    freezeLevel: instrument.freezeLevelPoints,
    baseCurrency: instrument.baseCurrency,
    marginCurrency: instrument.marginCurrency,
  }, { commission });
}
