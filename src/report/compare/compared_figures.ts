/** Two reports side by side: each figure with its difference, and where their trades part. Pure. */

import { currencyDigits } from "../../models/currency.ts";
import { countText, plainMoneyText } from "../../models/figure_text.ts";
import { figureNames, figureTable } from "../figures/figure_table.ts";
import type { Report } from "../report.ts";
import { brokerTimeText } from "../text/broker_time_text.ts";
import type { ReportTrade } from "../trades/trade.ts";

export interface ComparedFigure {
  readonly label: string;
  readonly meaning: string;
  readonly first: string | null;
  readonly second: string | null;
  /** The second less the first; empty when they are equal or one is not known. */
  readonly difference: string;
}

export interface Comparison {
  readonly figures: readonly ComparedFigure[];
  /** Sentences: what makes the two hard to compare, and where their trades part. */
  readonly notes: readonly string[];
}

export function compareReports(one: Report, other: Report): Comparison {
  const figures = [...costRows(one, other), ...figureRows(one, other)];
  return { figures, notes: [...settingNotes(one, other), tradeNote(one, other)] };
}

function figureRows(one: Report, other: Report): ComparedFigure[] {
  return figureNames.map((name) => {
    const { label, meaning } = figureTable[name];
    const [first, second] = [one.printed[name], other.printed[name]];
    return { label, meaning, first, second, difference: differenceOf(first, second) };
  });
}

/** What the balance came to, and what trading has cost. */
function costRows(one: Report, other: Report): ComparedFigure[] {
  const row = (label: string, meaning: string, value: (report: Report) => number | null) => {
    const [first, second] = [one, other].map((report) => {
      const amount = value(report);
      return amount === null ? null : plainMoneyText(amount, currencyDigits(report.about.currency));
    }) as [string | null, string | null];
    return { label, meaning, first, second, difference: differenceOf(first, second) };
  };
  return [
    row("Final balance", "After the last deal", ({ figures }) => figures.finalBalance),
    row("Commission paid", "With fees", ({ costs }) => costs.commission),
    row("Swap paid", "Negative when it was earned", ({ costs }) => costs.swap),
    row("Spread paid", "Within the prices", ({ costs }) => costs.spread),
    row("Slippage paid", "Within the prices", ({ costs }) => costs.slippage),
  ];
}

/** The first number in each counts: `369.60 (8.83%)` and `400.00 (9.00%)` differ by `+30.40`. */
function differenceOf(first: string | null, second: string | null): string {
  if (first === null || second === null || first === second) return "";
  const [from, to] = [first, second].map((text) => text.split(/[ (%]/)[0]!.replaceAll(",", ""));
  if (from!.includes(":")) return signed(secondsOf(to!) - secondsOf(from!), 0, " s");
  const decimals = /\.(\d+)/.exec(from!)?.[1]?.length ?? 0;
  const difference = Number(to) - Number(from);
  return Number.isFinite(difference) && Number(difference.toFixed(decimals)) !== 0
    ? signed(difference, decimals, first.split(/[ (]/)[0]!.endsWith("%") ? "%" : "")
    : "";
}

function signed(value: number, decimals: number, unit: string): string {
  return `${value > 0 ? "+" : ""}${plainMoneyText(value, decimals)}${unit}`;
}

function secondsOf(clock: string): number {
  return clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

function settingNotes(one: Report, other: Report): string[] {
  const [{ about: first, record: { deposit } }, { about: second, record }] = [one, other];
  return [
    ...(first.currency.currency === second.currency.currency ? [] : [
      `The accounts are in ${first.currency.currency || "pips"} and ` +
      `${second.currency.currency || "pips"}: amounts cannot be compared.`,
    ]),
    ...(deposit === record.deposit ? [] : ["The deposits differ: compare percents, not amounts."]),
    ...(first.fromMs === second.fromMs && first.toMs === second.toMs
      ? []
      : ["The reports cover different times."]),
  ];
}

/** Less than this is the crumbs of two ways to add money. */
const sameMoney = 0.005;

function tradeNote({ list: one }: Report, { list: other }: Report): string {
  const at = one.trades.findIndex((trade, i) => !isSameTrade(trade, other.trades[i]));
  if (at === -1 && one.trades.length === other.trades.length) {
    return one.trades.length === 0
      ? "Neither has a trade."
      : `All ${countText(one.trades.length, "trade")} are the same.`;
  }
  const same = at === -1 ? one.trades.length : at;
  const [first, second] = [one.trades[same], other.trades[same]];
  const start = same === 0
    ? "The trades differ from the first one on: the first report has"
    : `The first ${countText(same, "trade")} are the same. Then the first report has`;
  return `${start} ${tradeText(first)}, the second ${tradeText(second)}.`;
}

function isSameTrade(one: ReportTrade, other: ReportTrade | undefined): boolean {
  return other !== undefined && one.symbol === other.symbol && one.side === other.side &&
    one.lots === other.lots && one.openMs === other.openMs && one.closeMs === other.closeMs &&
    one.closePrice === other.closePrice && Math.abs(one.net - other.net) < sameMoney;
}

function tradeText(trade: ReportTrade | undefined): string {
  if (trade === undefined) return "no more trades";
  const { symbol, side, lots, closeMs, closePrice, net } = trade;
  return `${side} ${lots} ${symbol}, closed ${brokerTimeText(closeMs)} at ${closePrice} for ` +
    plainMoneyText(net, 2);
}
