/** The trades as a CSV file for spreadsheets: commas, points for decimals, times of the broker. */

import type { ReportTrade } from "../trades/trade.ts";
import { exactMoney } from "../trades/exact_money.ts";
import { brokerTimeText } from "./broker_time_text.ts";

type Cell = string | number | boolean | null;

const columns: readonly (readonly [name: string, cell: (trade: ReportTrade) => Cell])[] = [
  ["position", ({ position }) => position],
  ["symbol", ({ symbol }) => symbol],
  ["side", ({ side }) => side],
  ["lots", ({ lots }) => lots],
  ["open_time", ({ openMs }) => openMs === null ? null : brokerTimeText(openMs)],
  ["open_price", ({ openPrice }) => openPrice === null ? null : exactMoney(openPrice)],
  ["close_time", ({ closeMs }) => brokerTimeText(closeMs)],
  ["close_price", ({ closePrice }) => closePrice],
  ["duration_s", ({ durationMs }) => durationMs === null ? null : durationMs / 1_000],
  ["profit", ({ profit }) => profit],
  ["swap", ({ swap }) => swap],
  ["commission", ({ commission }) => commission],
  ["net", ({ net }) => net],
  ["r", ({ r }) => r === null ? null : Number(r.toFixed(4))],
  ["mfe", ({ bestProfit }) => bestProfit],
  ["mae", ({ worstProfit }) => worstProfit],
  ["spread_cost", ({ spreadCost }) => spreadCost],
  ["slippage_cost", ({ slippageCost }) => slippageCost],
  ["partial", ({ isPartial }) => isPartial],
  ["reversal", ({ isReversal }) => isReversal],
  ["closed_by", ({ reason }) => reason],
  ["strategy", ({ strategy }) => strategy],
  ["comment", ({ comment }) => comment],
];

export function csvTrades(trades: readonly ReportTrade[]): string {
  const lines = [
    columns.map(([name]) => name),
    ...trades.map((trade) => columns.map(([, cell]) => cellText(cell(trade)))),
  ];
  return lines.map((cells) => `${cells.join(",")}\r\n`).join("");
}

/** Text that a spreadsheet would take for a formula gets an apostrophe before it. */
function cellText(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
