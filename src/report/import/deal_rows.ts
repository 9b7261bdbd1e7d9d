/**
 * The rows of the table of deals, found by what stands in their columns: time, deal, symbol, type,
 * direction, volume, price, order, commission, (fee,) swap, profit, balance, comment. Headings are
 * not read, because they are in the language of the terminal. Pure.
 */

import type { HtmlRow } from "./html_rows.ts";
import { printedNumber, printedTime } from "./printed_number.ts";

export interface ImportedDeal {
  readonly atMs: number;
  readonly deal: string;
  readonly symbol: string;
  /** The words of the report, which may be in any language. */
  readonly type: string;
  readonly direction: string;
  readonly volume: number;
  readonly price: number;
  readonly commission: number;
  readonly fee: number;
  readonly swap: number;
  readonly profit: number;
  readonly balance: number;
  readonly comment: string;
}

const columns = 13;
const columnsWithFee = 14;

export function dealRows(rows: readonly HtmlRow[]): ImportedDeal[] {
  return rows.flatMap((row) => dealRow(row) ?? []);
}

/** Null when the row is none of a deal. */
function dealRow(row: HtmlRow): ImportedDeal | null {
  const texts = row.map(({ text }) => text);
  if (texts.length !== columns && texts.length !== columnsWithFee) return null;
  const [time = "", deal = "", symbol = "", type = "", direction = ""] = texts;
  const atMs = printedTime(time);
  if (atMs === null || !/^\d+$/.test(deal) || (texts[7] !== "" && !/^\d+$/.test(texts[7]!))) {
    return null;
  }
  const numbers = texts.slice(8, -1).map(amount);
  const [volume, price] = [amount(texts[5]!), amount(texts[6]!)];
  const [commission, fee, swap, profit, balance] = texts.length === columns
    ? [numbers[0]!, 0, ...numbers.slice(1)]
    : numbers;
  const all = [volume, price, commission, fee, swap, profit, balance];
  if (all.some((one) => one === null || one === undefined)) return null;
  return {
    atMs,
    deal,
    symbol,
    type: type.toLowerCase(),
    direction: direction.toLowerCase(),
    volume: volume!,
    price: price!,
    commission: commission!,
    fee: fee!,
    swap: swap!,
    profit: profit!,
    balance: balance!,
    comment: texts.at(-1)!,
  };
}

/** An empty cell is nothing; null when the text is no number. */
function amount(text: string): number | null {
  return text === "" ? 0 : printedNumber(text);
}
