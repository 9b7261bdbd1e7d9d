/** The files of prices of a backtest, read, with what its symbols are. */

import type { PriceFile, PriceFileOptions } from "../../history/price_file/price_file.ts";
import { priceFileSentence } from "../../history/price_file/price_file_error.ts";
import { readPriceFile } from "../../history/price_file/read_price_file.ts";
import { heldPrices } from "../../backtest/run/held_prices.ts";
import type { PagedPrices } from "../../backtest/run/paged_prices.ts";
import { type BarColumns, err, ok, type Result, type Timeframe } from "../../models/mod.ts";
import { barsOfTicks } from "../../simulation/replay/bar_series.ts";
import {
  allFindings,
  orderNotes,
  type PriceFindings,
  refusedFindings,
  refusedProblem,
} from "../prices/price_findings.ts";
import { barsWithSpread, type SpreadFill } from "../../backtest/ticks/spread_fill.ts";
import { spreadFillOf, watchedPrices } from "../prices/watched_prices.ts";
import type { TradingSymbol } from "../../simulation/trading/mod.ts";
import { rateNotes } from "../prices/account_rates.ts";
import { usualSymbol } from "../prices/symbol_terms.ts";
import type { BacktestOptions } from "../arguments/backtest_arguments.ts";

/** Prices of all symbols, in bars of one timeframe. */
export interface BacktestPrices {
  readonly timeframe: Timeframe;
  readonly symbols: readonly TradingSymbol[];
  readonly source: PagedPrices;
  /** Complete when all prices have been read. */
  findings(): PriceFindings;
}

/** Reads all files; the error is a sentence. */
export async function backtestPrices(
  options: BacktestOptions,
): Promise<Result<BacktestPrices, string>> {
  const files: PriceFile[] = [];
  for (const request of options.prices) {
    const file = await readOne(request);
    if (!file.ok) return file;
    const problem = refusedProblem(file.value);
    if (problem !== null) return err(problem);
    files.push(file.value);
  }
  const [first] = files as [PriceFile, ...PriceFile[]];
  const timeframe = first.timeframe ?? "M1";
  const other = files.find((file) => (file.timeframe ?? "M1") !== timeframe);
  if (other !== undefined) {
    return err(
      `${first.path} has ${timeframe} bars and ${other.path} has ${other.timeframe ?? "ticks"}; ` +
        "a backtest needs one timeframe for all files",
    );
  }
  const twice = files.find(({ symbol }, at) =>
    files.findIndex((one) => one.symbol === symbol) < at
  );
  if (twice !== undefined) return err(`${twice.path} is a second file of ${twice.symbol}`);
  const terms: TradingSymbol[] = [];
  for (const file of files) {
    const one = usualSymbol(file, options);
    if (!one.ok) return one;
    terms.push(one.value);
  }
  const fills = files.map(({ symbol }) => spreadFillOf(symbol, options));
  const held = files.map((file, at) => {
    return { digits: file.digits, bars: filledBars(file, options, fills[at]!) };
  });
  const symbols = files.map(({ symbol: name, digits }, at) => ({ name, digits, fill: fills[at]! }));
  const watched = watchedPrices(heldPrices(held, { timeframe }), symbols, timeframe);
  return ok({
    timeframe,
    symbols: terms,
    source: watched.source,
    findings: () =>
      allFindings([
        ...watched.findings(),
        { warnings: [], notes: rateNotes(terms, options.currency) },
        ...files.flatMap((file) => [
          refusedFindings(file),
          { warnings: [], notes: orderNotes(file) },
        ]),
      ]),
  });
}

async function readOne(request: PriceFileOptions): Promise<Result<PriceFile, string>> {
  const read = await readPriceFile(request);
  if (!read.ok) return err(priceFileSentence(read.error));
  if (read.value.rowCount === 0) return err(`${request.path} has no prices`);
  return read;
}

/** With usual spreads where the file has none. */
function filledBars(
  file: PriceFile,
  options: BacktestOptions,
  fill: SpreadFill | null,
): BarColumns {
  const bars = barsOf(file, options);
  return fill === null ? bars : barsWithSpread(bars, file.digits, fill);
}

function barsOf({ rows, digits }: PriceFile, { spreadPoints }: BacktestOptions): BarColumns {
  const bars = rows.kind === "bars" ? rows.bars : barsOfTicks(rows.ticks, "M1", digits);
  if (spreadPoints === null) return bars;
  return { ...bars, spreadPoints: new Float64Array(bars.close.length).fill(spreadPoints) };
}
