/** The tables of the page: groups, costs, refusals, trades and what the report is about. */

import { countText, durationText, numberText, plainMoneyText } from "../../models/figure_text.ts";
import type { EarnedBy } from "../groups/group_tally.ts";
import { htmlText } from "../plots/html_text.ts";
import { refuserTexts } from "../groups/refusals.ts";
import type { Report } from "../report.ts";
import { brokerTimeText } from "../text/broker_time_text.ts";
import type { ReportTrade } from "../trades/trade.ts";
import { moneyDigits } from "./money_pictures.ts";

/** More rows make the page slow: the CSV has all of them. */
const tradesMax = 1_000;

interface Column {
  readonly title: string;
  /** Numbers stand at the right. */
  readonly isNumber?: boolean;
}

interface Cell {
  readonly text: string;
  readonly tone?: "good" | "bad";
}

function table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  const side = (i: number) => columns[i]!.isNumber ? "number" : "";
  const head = columns.map(({ title }, i) => `<th scope="col" class="${side(i)}">${title}</th>`);
  const body = rows.map((cells) =>
    `<tr>${
      cells.map(({ text, tone }, i) =>
        `<td class="${side(i)} ${tone ?? ""}">${htmlText(text)}</td>`
      )
        .join("")
    }</tr>`
  );
  return `<div class="wide"><table><thead><tr>${head.join("")}</tr></thead>` +
    `<tbody>${body.join("")}</tbody></table></div>`;
}

function money(amount: number, digits: number): Cell {
  const text = plainMoneyText(amount, digits);
  return amount < 0 ? { text, tone: "bad" } : { text };
}

export function groupTables(report: Report): string {
  const { bySymbol, byStrategy, bySide, byReason } = report.groups;
  const strategies = byStrategy.map((one) => ({ ...one, group: one.group ?? "no strategy" }));
  return [
    ["Symbol", bySymbol],
    ...(byStrategy.some(({ group }) => group !== null) ? [["Strategy", strategies] as const] : []),
    ["Side", bySide],
    ["Closed by", byReason.map((one) => ({ ...one, group: reasonTexts[one.group] ?? one.group }))],
  ].map(([title, rows]) => groupTable(report, title as string, rows as EarnedBy<string>[])).join(
    "",
  );
}

const reasonTexts: Readonly<Record<string, string>> = {
  sl: "stop loss",
  tp: "take profit",
  so: "stop out",
  expert: "strategy",
};

function groupTable(report: Report, title: string, rows: readonly EarnedBy<string>[]): string {
  const digits = moneyDigits(report);
  const columns = [
    { title },
    { title: "Trades", isNumber: true },
    { title: "Won", isNumber: true },
    { title: "Net", isNumber: true },
  ];
  return table(
    columns,
    rows.map(({ group, trades, wins, net }) => [
      { text: group },
      { text: countText(trades, "trade").split(" ")[0]! },
      { text: `${numberText(wins / trades * 100, 1)} %` },
      money(net, digits),
    ]),
  );
}

export function costTable(report: Report): string {
  const digits = moneyDigits(report);
  const { commission, swap, spread, slippage } = report.costs;
  const unknown = { text: "not known" };
  const columns = [{ title: "Cost" }, { title: report.about.currency.currency, isNumber: true }];
  return table(columns, [
    [{ text: "Commission and fees" }, money(-commission, digits)],
    [{ text: "Swap" }, money(-swap, digits)],
    [{ text: "Spread (within the prices)" }, spread === null ? unknown : money(-spread, digits)],
    [
      { text: "Slippage (within the prices)" },
      slippage === null ? unknown : money(-slippage, digits),
    ],
  ]);
}

/** Empty when nothing was refused. */
export function refusalTable({ refusals = [] }: Report): string {
  if (refusals.length === 0) return "";
  const rows = refusals.toSorted((one, other) => other.count - one.count);
  return table(
    [{ title: "" }, { title: "Action" }, { title: "Reason" }, { title: "Orders", isNumber: true }],
    rows.map(({ by, action, reason, count }) => [
      { text: refuserTexts[by] },
      { text: action },
      { text: reason },
      { text: String(count) },
    ]),
  );
}

export function factTable({ about: { facts } }: Report): string {
  if (facts.length === 0) return "";
  return table(
    [{ title: "Setting" }, { title: "Value" }],
    facts.map(({ name, value }) => [{ text: name }, { text: value }]),
  );
}

const tradeColumns: readonly Column[] = [
  { title: "Opened" },
  { title: "Closed" },
  { title: "Symbol" },
  { title: "Side" },
  { title: "Lots", isNumber: true },
  { title: "Entry", isNumber: true },
  { title: "Exit", isNumber: true },
  { title: "Lasted", isNumber: true },
  { title: "R", isNumber: true },
  { title: "Net", isNumber: true },
  { title: "Closed by" },
];

export function tradeTable(report: Report): string {
  const { trades } = report.list;
  const shown = trades.slice(-tradesMax);
  const digits = moneyDigits(report);
  const note = shown.length < trades.length
    ? `<p class="note">These are the last ${shown.length} of ${trades.length} trades. The CSV has ` +
      `all of them (<code>--format csv</code>).</p>`
    : "";
  return note + table(tradeColumns, shown.map((trade) => tradeCells(trade, digits)));
}

function tradeCells(trade: ReportTrade, digits: number): Cell[] {
  const { openMs, openPrice, durationMs, r } = trade;
  return [
    { text: openMs === null ? "-" : brokerTimeText(openMs) },
    { text: brokerTimeText(trade.closeMs) },
    { text: trade.symbol },
    { text: trade.isPartial ? `${trade.side}, part` : trade.side },
    { text: String(trade.lots) },
    { text: openPrice === null ? "-" : String(Number(openPrice.toFixed(8))) },
    { text: String(trade.closePrice) },
    { text: durationMs === null ? "-" : durationText(durationMs) },
    { text: r === null ? "-" : r.toFixed(2) },
    money(trade.net, digits),
    { text: reasonTexts[trade.reason] ?? trade.reason },
  ];
}
