/** The prices of a backtest from the catalogue, with the terms of its symbols. */

import {
  type HistoryCatalogue,
  type HistoryRange,
  openCatalogue,
} from "../../history/catalogue/catalogue.ts";
import { catalogueSentence } from "../../history/catalogue/catalogue_fault.ts";
import type { HistoryBars, HistoryTicks } from "../../history/catalogue/history_columns.ts";
import { err, ok, type Result, type Timeframe, timeframeMs } from "../../models/mod.ts";
import { countText } from "../../models/figure_text.ts";
import { marketSymbol } from "../../simulation/market/instrument_catalog.ts";
import { paperSymbol } from "../../simulation/paper/paper_symbols.ts";
import type { TradingSymbol } from "../../simulation/trading/mod.ts";
import type { BacktestOptions, HistoryPrices } from "../arguments/backtest_arguments.ts";
import { type CataloguePrices, catalogueSource } from "./catalogue_source.ts";
import { inCurrency, rateNotes } from "../prices/account_rates.ts";
import { allFindings } from "../prices/price_findings.ts";
import { spreadFillOf, watchedPrices } from "../prices/watched_prices.ts";
import type { BacktestPrices } from "./backtest_prices.ts";
import { usualSymbol } from "../prices/symbol_terms.ts";

/** The bars of the series that strategies look at are held in memory: about 1.5 GB. */
const heldBarsMax = 22_000_000;

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
  const tooMany = heldBarsProblem(ranges, { played: timeframe, on: options.timeframe });
  if (tooMany !== null) return err(tooMany);
  const symbols: TradingSymbol[] = [];
  const sources: CataloguePrices[] = [];
  for (const [at, range] of ranges.entries()) {
    const tickRange = ticks.value[at] ?? null;
    const digits = Math.max(range.digits, tickRange?.digits ?? 0);
    const terms = termsOf(catalogue, options, { history, range, digits });
    if (!terms.ok) return terms;
    symbols.push(terms.value);
    const { spreadPoints } = options;
    const fill = spreadFillOf(range.series.symbol, options);
    sources.push({ range, tickRange, digits, spreadPoints, fill });
  }
  const source = catalogueSource(sources);
  if (!source.ok) return source;
  const named = sources.map(({ range, digits, fill }) => ({
    name: range.series.symbol,
    digits,
    fill,
  }));
  const watched = watchedPrices(source.value, named, timeframe);
  return ok({
    ...{ timeframe, symbols, source: watched.source },
    findings: () =>
      allFindings([
        ...watched.findings(),
        { warnings: [], notes: rateNotes(symbols, options.currency) },
      ]),
  });
}

/** What of the longer bars must be in memory is known before anything is read. */
export function heldBarsProblem(
  ranges: readonly Pick<BarsRange, "rowsAtMost">[],
  { played, on }: { readonly played: Timeframe; readonly on: Timeframe | null },
): string | null {
  const rows = ranges.reduce((sum, { rowsAtMost }) => sum + rowsAtMost, 0);
  const held = Math.ceil(rows * timeframeMs(played) / timeframeMs(on ?? played));
  if (held <= heldBarsMax) return null;
  return `The strategies look at ${countText(held, "bar")} of ${on ?? played}, and a backtest ` +
    `holds ${countText(heldBarsMax, "bar")} of what they look at: choose fewer symbols, a ` +
    "shorter time, or longer bars with --on; the bars that are played have no limit";
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
  const usual = () => usualSymbol({ symbol, digits }, options);
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
  const own = paperSymbol({ ...instrument, sessions, calcMode, tradeMode: "full" });
  const terms = inCurrency(own, options.currency);
  const { commissionPerLot: perLot } = options;
  return ok({
    ...terms,
    digits,
    ...(perLot === null ? {} : { commission: { perLot, percent: 0 } }),
  });
}
