/** Watches the bars of a backtest while they are read, for what a trader must know of them. */

import type { PagedPrices, SymbolPrices } from "../../backtest/run/paged_prices.ts";
import { PriceHoles } from "../../backtest/run/price_holes.ts";
import type { HistoryHole } from "../../history/fetch/session_holes.ts";
import { countText } from "../../models/figure_text.ts";
import { minuteMs } from "../../models/time.ts";
import { type Timeframe, timeframeMs } from "../../models/timeframe.ts";
import { type FilledSpreads, SpreadFill, usualSpread } from "../../backtest/ticks/spread_fill.ts";
import type { BacktestOptions } from "../arguments/backtest_arguments.ts";
import { factsOf } from "./symbol_facts.ts";
import type { PriceFindings } from "./price_findings.ts";

/** The spreads of a symbol, filled where there are none; null where spreads are fixed. */
export function spreadFillOf(
  symbol: string,
  { spreadPoints, envFile }: Pick<BacktestOptions, "spreadPoints" | "envFile">,
): SpreadFill | null {
  if (spreadPoints !== null) return null;
  const facts = factsOf(symbol, envFile);
  const given = facts.ok ? facts.value?.spreadPoints ?? 0 : 0;
  return new SpreadFill(given > 0 ? () => given : usualSpread(symbol));
}

/** What is watched of a symbol. */
export interface WatchedSymbol {
  readonly name: string;
  readonly digits: number;
  readonly fill: SpreadFill | null;
}

export interface WatchedPrices {
  readonly source: PagedPrices;
  /** Complete when all bars have been read. */
  findings(): readonly PriceFindings[];
}

export function watchedPrices(
  source: PagedPrices,
  symbols: readonly WatchedSymbol[],
  timeframe: Timeframe,
): WatchedPrices {
  const holes = symbols.map(() => new PriceHoles(timeframeMs(timeframe) / minuteMs));
  return {
    source: {
      ...source,
      symbols: source.symbols.map((prices, at) => observed(prices, holes[at]!)),
    },
    findings: () =>
      symbols.map((symbol, at) => {
        const spread = symbol.fill === null ? null : spreadText(symbol, symbol.fill.found());
        const hole = holeText({ symbol: symbol.name, timeframe }, holes[at]!.holes());
        const isLarge = hole !== null && isNoticed(holes[at]!, source);
        return {
          warnings: [...(spread === null ? [] : [spread]), ...(isLarge ? [hole] : [])],
          notes: hole === null || isLarge ? [] : [hole],
        };
      }),
  };
}

/** Takes the bars when they are read for the first time. */
function observed(prices: SymbolPrices, holes: PriceHoles): SymbolPrices {
  let isRead = false;
  return {
    ...prices,
    *bars() {
      const isFirst = !isRead;
      isRead = true;
      for (const block of prices.bars()) {
        if (isFirst && block.ok) holes.add(block.value.rows);
        yield block;
      }
    },
  };
}

/** With this share of the time missing, a result is about less than it says. */
const noticedShare = 0.01;

function isNoticed(holes: PriceHoles, { firstMs, lastMs }: PagedPrices): boolean {
  const missing = holes.holes().reduce((sum, { openMinutes }) => sum + openMinutes, 0);
  return missing >= noticedShare * holes.usualMinutes(firstMs, lastMs);
}

const holesNamed = 3;

function holeText(
  { symbol, timeframe }: { readonly symbol: string; readonly timeframe: Timeframe },
  holes: readonly HistoryHole[],
): string | null {
  if (holes.length === 0) return null;
  const barsIn = ({ openMinutes }: HistoryHole) =>
    Math.round(openMinutes * minuteMs / timeframeMs(timeframe));
  const named = holes.toSorted((one, other) => other.openMinutes - one.openMinutes)
    .slice(0, holesNamed)
    .sort((one, other) => one.fromMs - other.fromMs)
    .map((hole) => {
      const bars = countText(barsIn(hole), `${timeframe} bar`);
      return `from ${timeText(hole.fromMs)} to ${timeText(hole.toMs)} (${bars} missing)`;
    });
  const others = holes.length - named.length;
  const more = others > 0 ? `, and in ${countText(others, "shorter gap")}` : "";
  return `${symbol} has no prices ${named.join(", ")}${more}. ` +
    "Averages run across, and positions stay open over it";
}

function timeText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace("T", " ");
}

function spreadText(
  { name, digits }: WatchedSymbol,
  { months, monthsWithout, taken }: FilledSpreads,
): string | null {
  if (monthsWithout === 0) return null;
  const where = monthsWithout === months
    ? `The prices of ${name} hold no spread`
    : `The prices of ${name} hold no spread in ${monthsWithout} of ${months} months`;
  if (taken === null) {
    return `${where}, and no typical one is known: trading costs no spread here, which no broker ` +
      "offers. Give that of your broker with --spread, in points";
  }
  const { least, most } = taken;
  const points = least === most ? countText(least, "point") : `${least} to ${most} points`;
  const price = (most / 10 ** digits).toFixed(digits);
  return `${where}: a typical one was taken, ${points} (${
    least === most ? "" : "up to "
  }${price}). ` +
    "Give that of your broker with --spread, in points, or 0 to trade without";
}
