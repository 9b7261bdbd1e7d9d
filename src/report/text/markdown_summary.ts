/** A report as a short Markdown text for a chat. */

import { currencyDigits, currencyName } from "../../models/currency.ts";
import {
  countText,
  moneyText,
  numberText,
  percentText,
  plainMoneyText,
  signedMoneyText,
} from "../../models/figure_text.ts";
import { refusalsBy, refuserTexts } from "../groups/refusals.ts";
import type { Report } from "../report.ts";
import { brokerDayText } from "./broker_time_text.ts";
import { figureNotes } from "./figure_notes.ts";
import { markdownText } from "./markdown_text.ts";

export function markdownSummary(report: Report): string {
  const { about, figures, list } = report;
  const lines = [
    `**${markdownText(about.title)}**, ${brokerDayText(about.fromMs)} to ` +
    brokerDayText(about.toMs),
    "",
    ...about.warnings.map((warning) => `- **Warning: ${markdownText(warning)}**`),
    `- ${resultLine(report)}`,
    `- ${tradesLine(report)}`,
    ...(figures.trades > 0 ? [`- ${drawdownLine(report)}`, `- ${riskLine(report)}`] : []),
    `- ${costLine(report)}`,
    ...refusalLines(report),
    ...(list.open.length > 0
      ? [`- Still open at the end: ${countText(list.open.length, "position")}`]
      : []),
    ...[...about.notes, ...figureNotes(report)].map((note) => `- ${markdownText(note)}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** What the account gained, all costs included. */
function earnedOf({ figures: { deposit, finalBalance, flows } }: Report): number {
  return finalBalance - deposit - flows;
}

function resultLine(report: Report): string {
  const { about: { currency }, figures: { deposit, finalBalance } } = report;
  const earned = earnedOf(report);
  const percent = deposit > 0 ? ` (${percentText(earned / deposit * 100)})` : "";
  return `Result ${signedMoneyText(earned, currency)}${percent}: balance from ` +
    `${moneyText(deposit, currency)} to ${moneyText(finalBalance, currency)}`;
}

/**
 * Net of all costs, unlike MetaTrader's figures: those leave out what opening deals were charged,
 * and a strategy that loses no more than that would seem to earn.
 */
function tradesLine({ list, about: { currency } }: Report): string {
  const nets = list.trades.map(({ net }) => net);
  if (nets.length === 0) return "No trades";
  const won = nets.filter((net) => net >= 0);
  const [gained, total] = [won, nets].map((all) => all.reduce((sum, net) => sum + net, 0)) as [
    number,
    number,
  ];
  const factor = won.length === nets.length
    ? "nothing lost"
    : `profit factor ${(gained / (gained - total)).toFixed(2)}`;
  const wonPct = numberText(won.length / nets.length * 100, 1);
  return `${countText(nets.length, "trade")}, ${wonPct} % won, ${factor}, ` +
    `${signedMoneyText(total / nets.length, currency)} a trade`;
}

function drawdownLine(report: Report): string {
  const { figures, printed, about: { currency } } = report;
  const { equityDrawdowns, balanceDrawdowns, openingCosts } = figures;
  const { amount, percent } = (equityDrawdowns ?? balanceDrawdowns).maximal;
  const of = equityDrawdowns === null ? "balance" : "equity";
  const recovery = openingCosts !== 0 && amount > 0
    ? (earnedOf(report) / amount).toFixed(2)
    : printed.recoveryFactor;
  return `Largest drawdown of ${of} ${moneyText(amount, currency)} (${percentText(percent)})` +
    (recovery === null || equityDrawdowns === null ? "" : `, recovery factor ${recovery}`);
}

function riskLine({ figures: { runs }, printed, exposure }: Report): string {
  const sharpe = printed.sharpeRatio === null ? "" : `Sharpe ratio ${printed.sharpeRatio}, `;
  return `${sharpe}${
    sharpe === "" ? "L" : "l"
  }ongest run of losses ${runs.losses.longest.trades}, ` +
    `in the market ${numberText(exposure.timeInMarketPct, 1)} % of the time`;
}

function costLine({ about: { currency }, costs }: Report): string {
  const digits = currencyDigits(currency);
  const { commission, swap, spread, slippage } = costs;
  const taken = (amount: number) => plainMoneyText(0 - amount, digits);
  const within = [
    ...(spread === null ? [] : [`spread ${taken(spread)}`]),
    ...(slippage === null ? [] : [`slippage ${taken(slippage)}`]),
  ].join(" and ");
  return `Costs: commission ${taken(commission)}, swap ${moneyText(0 - swap, currency)}` +
    (within === "" ? "" : `; within the prices: ${within} ${currencyName(currency)}`).trimEnd();
}

/** Reasons that are named; the page has all of them. */
const reasonsNamed = 3;

function refusalLines({ refusals = [] }: Report): string[] {
  return refusalsBy(refusals).map(({ by, count, reasons }) => {
    const named = reasons.slice(0, reasonsNamed).map((one) =>
      `${markdownText(one.reason)}, ${countText(one.count, "time")}`
    );
    const others = reasons.length - named.length;
    if (others > 0) named.push(countText(others, "other reason"));
    const what = by === "order" ? "action" : "order";
    return `- ${refuserTexts[by]}: ${countText(count, what)} (${named.join("; ")})`;
  });
}
