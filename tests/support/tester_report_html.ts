/**
 * Renders reports in the layout of MetaTrader's tester: UTF-16 with a byte order mark, three
 * figures in a row, a table of orders, one of deals with the deposit first and sums at the end.
 */

import { figureNames, figureTable } from "../../src/report/figures/figure_table.ts";
import type { TesterDeal, TesterReport } from "./tester_reports.ts";

/** How a terminal in another language writes the same report. */
export interface ReportLanguage {
  readonly label: (english: string) => string;
  readonly word: (english: string) => string;
  readonly thousands: string;
}

export const english: ReportLanguage = {
  label: (text) => text,
  word: (text) => text,
  thousands: " ",
};

/** Letters of another alphabet, one for each of ours; thousands apart by a no-break space. */
export const foreign: ReportLanguage = {
  label: (text) =>
    text.replace(/[a-z]/gi, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x3d0)),
  word: (text) => text,
  thousands: "\u00a0",
};

/** As `foreign`, with the words for types and directions in it, too. */
export const wholly: ReportLanguage = { ...foreign, word: foreign.label, thousands: "\u202f" };

const valuesByRow = [3, 3, 3, 3, 3, 3, 2, 3, 3, 2, 2, 2, 2, 2, 3, 3];

export function testerReportHtml(report: TesterReport, language = english): string {
  const { stats, deals } = report;
  const label = (text: string) => `${language.label(text)}:`;
  const setting = (name: string, value: string) =>
    `<tr align="left"><td nowrap colspan="3" align="right">${name === "" ? "" : label(name)}</td>` +
    `<td nowrap colspan="10" align="left"><b>${value}</b></td></tr>`;
  const title = (text: string) =>
    `<tr align="center"><td colspan="13"><div style="font: 10pt Tahoma"><b>${
      language.label(text)
    }` +
    `</b></div></td></tr>`;
  const values = (names: readonly string[]) =>
    `<tr align="right">${
      names.map((name) =>
        `<td nowrap colspan="3">${label(name)}</td><td nowrap><b>${
          spaced(stats[name]!, language)
        }</b></td>`
      ).join("\r\n")
    }</tr>`;
  return `<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN">\r\n<html>\r\n<head><title>x</title>` +
    `<style type="text/css">\r\n<!--\r\ntd { font: 8pt Tahoma,Arial; }\r\n//-->\r\n</style></head>` +
    `<body><div align="center"><table cellspacing="1" cellpadding="3" border="0">\r\n` +
    title("Strategy Tester Report") +
    `<tr align="center"><td colspan="13"><b>Broker (Build 4424)</b></td></tr>` +
    title("Settings") + setting("Expert", "Sample &amp; Co") + setting("Symbol", stats.Symbol!) +
    setting("Period", stats.Period!) + setting("Inputs", "fast=12") + setting("", "slow=50") +
    setting("Company", "Broker Ltd") + setting("Currency", stats.Currency!) +
    setting("Initial Deposit", spaced(stats["Initial Deposit"]!, language)) +
    setting("Leverage", stats.Leverage!) + title("Results") + values(["History Quality"]) +
    values(["Bars", "Ticks", "Symbols"]) + figureRows(values) +
    `<tr><td colspan="13"><img src="x.png" border="0"></td></tr></table><table>` + orders(title) +
    title("Deals") + heads(language) +
    depositRow(deals[0]!, stats["Initial Deposit"]!, language) +
    deals.map((deal, i) => dealRow(deal, { number: i + 2, symbol: stats.Symbol!, language })).join(
      "\r\n",
    ) +
    `<tr align="right"><td colspan="8"></td><td><b>0.00</b></td><td><b>0.00</b></td></tr>` +
    `</table></div></body>\r\n</html>\r\n`;
}

/** The figures in MetaTrader's order, with the result of OnTester among them. */
function figureRows(values: (names: readonly string[]) => string): string {
  const names = figureNames.map((name) => figureTable[name].label as string);
  names.splice(names.indexOf("GHPR"), 0, "OnTester result");
  let next = 0;
  return valuesByRow.map((count) => values(names.slice(next, next += count))).join("\r\n");
}

function orders(title: (text: string) => string): string {
  const cells = ["2024.01.02 01:35:00", "2", "XAUUSD", "buy", "0.10 / 0.10", "1.1", "", ""];
  return title("Orders") +
    `<tr bgcolor="#FFFFFF" align="right">${
      [...cells, "2024.01.02 01:35:00", "filled", ""].map((text) => `<td>${text}</td>`).join("")
    }</tr>`;
}

function heads({ label }: ReportLanguage): string {
  const names = ["Time", "Deal", "Symbol", "Type", "Direction", "Volume", "Price", "Order"];
  return `<tr align="center" bgcolor="#E5F0FC">${
    [...names, "Commission", "Swap", "Profit", "Balance", "Comment"]
      .map((name) => `<td nowrap><b>${label(name)}</b></td>`).join("")
  }</tr>`;
}

function depositRow({ time }: TesterDeal, deposit: string, language: ReportLanguage): string {
  const amount = spaced(deposit, language);
  const cells = [time, "1", "", language.word("balance"), "", "", "", "", "0.00", "0.00"];
  return cellsHtml([...cells, amount, amount, ""]);
}

interface RowContext {
  readonly number: number;
  readonly symbol: string;
  readonly language: ReportLanguage;
}

function dealRow(deal: TesterDeal, { number, symbol, language }: RowContext): string {
  const money = (amount: number) => spaced(amount.toFixed(2), language);
  const { time, type, direction, volume, price, commission, swap, profit, balance } = deal;
  const cells = [time, String(number), symbol, language.word(type), language.word(direction)];
  return cellsHtml([
    ...cells,
    String(volume),
    price,
    String(number),
    money(commission),
    money(swap),
    money(profit),
    money(balance),
    "",
  ]);
}

function cellsHtml(cells: readonly string[]): string {
  return `<tr bgcolor="#F7F7F7" align="right">${
    cells.map((text) => `<td>${text}</td>`).join("")
  }</tr>`;
}

/** Thousands apart as the language has them. */
function spaced(text: string, { thousands }: ReportLanguage): string {
  return text.replaceAll(/\d{4,}(?=\.)/g, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, " "))
    .replaceAll(/(?<=\d) (?=\d{3})/g, thousands);
}

/** As MetaTrader saves it. */
export function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(2 + 2 * text.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfeff, true);
  for (let i = 0; i < text.length; i++) view.setUint16(2 + 2 * i, text.charCodeAt(i), true);
  return bytes;
}
