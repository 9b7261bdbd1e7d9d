/** The first figures at a glance, and all figures of MetaTrader's report. */

import {
  countText,
  moneyText,
  numberText,
  percentText,
  signedMoneyText,
} from "../../models/figure_text.ts";
import { type FigureName, figureNames, figureTable } from "../figures/figure_table.ts";
import { htmlText } from "../plots/html_text.ts";
import type { Report } from "../report.ts";

interface Tile {
  readonly name: string;
  readonly value: string;
  readonly more: string;
  readonly tone?: "good" | "bad";
}

export function tiles(report: Report): string {
  const { figures, printed, exposure, about: { currency } } = report;
  const { deposit, finalBalance, flows, trades, won, runs } = figures;
  const earned = finalBalance - deposit - flows;
  const falls = figures.equityDrawdowns ?? figures.balanceDrawdowns;
  const of = figures.equityDrawdowns === null ? "balance" : "equity";
  const all: Tile[] = [
    {
      name: "Result",
      value: signedMoneyText(earned, currency),
      more: deposit > 0 ? `${percentText(earned / deposit * 100)} of the deposit` : "",
      tone: earned < 0 ? "bad" : "good",
    },
    {
      name: "Profit factor",
      value: printed.profitFactor ?? "-",
      more: printed.profitFactor === null ? "nothing was lost" : "profit for each unit lost",
    },
    {
      name: "Largest drawdown",
      value: percentText(falls.maximal.percent),
      more: `${moneyText(falls.maximal.amount, currency)} of ${of}`,
    },
    {
      name: "Trades",
      value: countText(trades, "trade").split(" ")[0]!,
      more: trades > 0 ? `${numberText(won / trades * 100, 1)} % won` : "none",
    },
    {
      name: "Per trade",
      value: signedMoneyText(figures.expectedPayoff ?? 0, currency),
      more: `longest run of losses ${runs.losses.longest.trades}`,
    },
    {
      name: "In the market",
      value: `${numberText(exposure.timeInMarketPct, 1)} %`,
      more: `${countText(exposure.mostPositions, "position")} at most`,
    },
  ];
  return `<div class="tiles">${all.map(tileHtml).join("")}</div>`;
}

function tileHtml({ name, value, more, tone }: Tile): string {
  return `<div class="tile"><h3>${htmlText(name)}</h3><p class="value ${tone ?? ""}">` +
    `${htmlText(value)}</p><p class="more">${htmlText(more)}</p></div>`;
}

/** What these figures are, in the order in which a trader reads them. */
const figureGroups: readonly (readonly [title: string, count: number])[] = [
  ["Profit, drawdown and ratios", figureNames.indexOf("totalTrades")],
  ["Trades", figureNames.indexOf("correlationProfitsMfe") - figureNames.indexOf("totalTrades")],
  [
    "Excursions and holding times",
    figureNames.length - figureNames.indexOf("correlationProfitsMfe"),
  ],
];

export function figureLists({ printed }: Report): string {
  let next = 0;
  return figureGroups.map(([title, count]) => {
    const rows = figureNames.slice(next, next + count).map((name) =>
      figureRow(name, printed[name])
    );
    next += count;
    return `<h3>${title}</h3><dl class="figures">${rows.join("")}</dl>`;
  }).join("");
}

function figureRow(name: FigureName, value: string | null): string {
  const { label, meaning } = figureTable[name];
  return `<div title="${htmlText(meaning)}"><dt>${htmlText(label)}</dt>` +
    `<dd>${value === null ? "-" : htmlText(value)}</dd></div>`;
}
