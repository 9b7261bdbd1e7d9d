/** The figures as MetaTrader prints them, but with commas between thousands. */

import { plainMoneyText } from "../../models/figure_text.ts";
import type { Fall } from "./drawdown.ts";
import type { FigureName } from "./figure_table.ts";
import type { Figures } from "./figures.ts";
import type { Run } from "./runs.ts";

/** Null: the figure is not known, or has no meaning for these trades. */
export type PrintedFigures = Readonly<Record<FigureName, string | null>>;

/** `digits` are the decimals of the account's currency. */
export function printedFigures(figures: Figures, digits: number): PrintedFigures {
  const money = (amount: number | null) => amount === null ? null : plainMoneyText(amount, digits);
  return {
    ...drawdownTexts(figures, digits),
    ...tradeTexts(figures, digits),
    ...runTexts(figures, digits),
    ...heldTexts(figures),
    netProfit: money(figures.net),
    grossProfit: money(figures.grossProfit),
    grossLoss: money(figures.grossLoss),
    profitFactor: decimals(figures.profitFactor, 2),
    expectedPayoff: money(figures.expectedPayoff),
    marginLevel: figures.marginLevel === null ? null : percent(figures.marginLevel),
    recoveryFactor: decimals(figures.recoveryFactor, 2),
    sharpeRatio: decimals(figures.sharpe, 2),
    zScore: figures.zScore === null
      ? null
      : `${decimals(figures.zScore.z, 2)} (${percent(figures.zScore.confidencePct)})`,
    ahpr: growthText(figures.ahpr),
    ghpr: growthText(figures.ghpr),
    lrCorrelation: decimals(figures.trend.correlation, 2),
    lrStandardError: money(figures.trend.standardError),
    correlationProfitsMfe: decimals(figures.excursions.profitAndBest, 2),
    correlationProfitsMae: decimals(figures.excursions.profitAndWorst, 2),
    correlationMfeMae: decimals(figures.excursions.bestAndWorst, 4),
  };
}

function drawdownTexts(
  { balanceDrawdowns: balance, equityDrawdowns: equity }: Figures,
  digits: number,
) {
  const money = (amount: number) => plainMoneyText(amount, digits);
  const maximal = ({ amount, percent: part }: Fall) => `${money(amount)} (${percent(part)})`;
  const relative = ({ amount, percent: part }: Fall) => `${percent(part)} (${money(amount)})`;
  return {
    balanceDrawdownAbsolute: money(balance.absolute),
    balanceDrawdownMaximal: maximal(balance.maximal),
    balanceDrawdownRelative: relative(balance.relative),
    equityDrawdownAbsolute: equity === null ? null : money(equity.absolute),
    equityDrawdownMaximal: equity === null ? null : maximal(equity.maximal),
    equityDrawdownRelative: equity === null ? null : relative(equity.relative),
  };
}

function tradeTexts(figures: Figures, digits: number) {
  const money = (amount: number) => plainMoneyText(amount, digits);
  const share = (part: number, whole: number) =>
    `${part} (${percent(whole > 0 ? part / whole * 100 : 0)})`;
  const wonShare = ({ trades, won }: { trades: number; won: number }) =>
    `${trades} (${percent(trades > 0 ? won / trades * 100 : 0)})`;
  return {
    totalTrades: String(figures.trades),
    totalDeals: String(figures.tradeDeals),
    shortTrades: wonShare(figures.short),
    longTrades: wonShare(figures.long),
    profitTrades: share(figures.won, figures.trades),
    lossTrades: share(figures.lost, figures.trades),
    largestProfit: money(figures.largestProfit),
    largestLoss: money(figures.largestLoss),
    averageProfit: money(figures.averageProfit ?? 0),
    averageLoss: money(figures.averageLoss ?? 0),
  };
}

function runTexts({ runs: { wins, losses } }: Figures, digits: number) {
  const byTrades = (run: Run) => `${run.trades} (${plainMoneyText(run.money, digits)})`;
  const byMoney = (run: Run) => `${plainMoneyText(run.money, digits)} (${run.trades})`;
  return {
    longestWins: byTrades(wins.longest),
    longestLosses: byTrades(losses.longest),
    largestWins: byMoney(wins.largest),
    largestLosses: byMoney(losses.largest),
    averageWins: String(wins.averageTrades ?? 0),
    averageLosses: String(losses.averageTrades ?? 0),
  };
}

function heldTexts({ holdingTimes: held }: Figures) {
  return {
    shortestHolding: held === null ? null : clockText(held.shortestMs),
    longestHolding: held === null ? null : clockText(held.longestMs),
    averageHolding: held === null ? null : clockText(held.averageMs),
  };
}

/** `92:03:40`: hours, minutes, seconds. */
function clockText(durationMs: number): string {
  const seconds = Math.floor(durationMs / 1_000);
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** `1.0022 (0.22%)`. */
function growthText(factor: number | null): string | null {
  return factor === null ? null : `${factor.toFixed(4)} (${percent((factor - 1) * 100)})`;
}

function decimals(value: number | null, count: number): string | null {
  return value === null ? null : value.toFixed(count).replace(/^-(0\.0*)$/, "$1");
}

function percent(value: number): string {
  return `${decimals(value, 2)}%`;
}
