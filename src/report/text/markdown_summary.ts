/** A report as a short Markdown text for a chat. */

import { currencyDigits } from "../../models/currency.ts";
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

function resultLine({ about: { currency }, figures }: Report): string {
  const { deposit, finalBalance, flows } = figures;
  const earned = finalBalance - deposit - flows;
  const percent = deposit > 0 ? ` (${percentText(earned / deposit * 100)})` : "";
  return `Result ${signedMoneyText(earned, currency)}${percent}: balance from ` +
    `${moneyText(deposit, currency)} to ${moneyText(finalBalance, currency)}`;
}

function tradesLine({ figures, about: { currency } }: Report): string {
  const { trades, won, profitFactor, expectedPayoff } = figures;
  if (trades === 0) return "No trades";
  const factor = profitFactor === null
    ? "nothing lost"
    : `profit factor ${profitFactor.toFixed(2)}`;
  return `${countText(trades, "trade")}, ${numberText(won / trades * 100, 1)} % won, ${factor}, ` +
    `${signedMoneyText(expectedPayoff ?? 0, currency)} a trade`;
}

function drawdownLine({ figures, printed, about: { currency } }: Report): string {
  const { equityDrawdowns, balanceDrawdowns } = figures;
  const { amount, percent } = (equityDrawdowns ?? balanceDrawdowns).maximal;
  const of = equityDrawdowns === null ? "balance" : "equity";
  const recovery = printed.recoveryFactor === null
    ? ""
    : `, recovery factor ${printed.recoveryFactor}`;
  return `Largest drawdown of ${of} ${moneyText(amount, currency)} (${
    percentText(percent)
  })${recovery}`;
}

function riskLine({ figures: { runs }, printed, exposure }: Report): string {
  const sharpe = printed.sharpeRatio === null ? "" : `Sharpe ratio ${printed.sharpeRatio}, `;
  return `${sharpe}${
    sharpe === "" ? "L" : "l"
  }ongest run of losses ${runs.losses.longest.trades}, ` +
    `in the market ${numberText(exposure.timeInMarketPct, 1)} % of the time`;
}

function costLine({ about: { currency }, figures: { costs } }: Report): string {
  const digits = currencyDigits(currency);
  return `Commission ${plainMoneyText(costs.commission + costs.fee, digits)}, swap ` +
    moneyText(costs.swap, currency);
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
