/**
 * Reads a genuine report of MetaTrader's tester, saved as HTML in any language, into deals and the
 * figures as they are printed. Pure.
 */

import { brokerMs, dayMs } from "../../models/time.ts";
import { err, ok, type Result } from "../../models/result.ts";
import type { DealReason } from "../../models/mod.ts";
import type { Drawdowns } from "../figures/drawdown.ts";
import { type ReportAbout, type ReportInput } from "../report.ts";
import { exactMoney } from "../trades/exact_money.ts";
import type { ReportDeal } from "../trades/report_deal.ts";
import { dealRows, type ImportedDeal } from "./deal_rows.ts";
import { dealWords } from "./deal_words.ts";
import { htmlRows } from "./html_rows.ts";
import { pairedPositions } from "./paired_positions.ts";
import { leadingNumber, printedNumber, printedTime } from "./printed_number.ts";
import { type ImportedFigures, type PrintedResults, printedResults } from "./printed_results.ts";

export interface ImportedReport {
  readonly input: ReportInput;
  readonly printed: ImportedFigures;
}

const howToSave = "In MetaTrader's tester, open the tab Backtest, right-click, Report, HTML";

export function readTesterReport(html: string): Result<ImportedReport, string> {
  if (!/<html\b/i.test(html)) {
    return err(`it is neither a report of the bridge nor one of MetaTrader's tester. ${howToSave}`);
  }
  if (!/<\/html>\s*$/i.test(html)) {
    return err(`it ends in the middle: the file is not complete. ${howToSave}`);
  }
  const rows = htmlRows(html);
  const results = printedResults(rows);
  const deals = dealRows(rows);
  if (deals.length === 0) {
    return err(
      results === null
        ? `it is an HTML page, but no report of MetaTrader's tester. ${howToSave}`
        : `it has figures but no table of deals, so that nothing can be worked out. ${howToSave}`,
    );
  }
  return ok(importedReport(deals, results));
}

function importedReport(
  rows: readonly ImportedDeal[],
  results: PrintedResults | null,
): ImportedReport {
  const [first] = rows;
  const isDeposit = first!.symbol === "" && first!.profit > 0;
  const rest = isDeposit ? rows.slice(1) : rows;
  const deposit = isDeposit ? first!.profit : printedNumber(results?.deposit ?? "") ?? 0;
  const printed = results?.figures ?? new Map();
  return {
    input: {
      about: aboutOf(rows, results),
      record: { deposit, deals: dealsOf(rest), ...equityOf(printed) },
    },
    printed,
  };
}

/** Equity is not in the deals: what the report says of it is taken. */
function equityOf(printed: ImportedFigures) {
  const margin = leadingNumber(printed.get("marginLevel") ?? "");
  const absolute = printedNumber(printed.get("equityDrawdownAbsolute") ?? "");
  const [amount, percent] = pairOf(printed.get("equityDrawdownMaximal") ?? "");
  const [relativePercent, relativeAmount] = pairOf(printed.get("equityDrawdownRelative") ?? "");
  const isKnown = absolute !== null && amount !== null && percent !== null &&
    relativeAmount !== null && relativePercent !== null;
  const equityDrawdowns: Drawdowns | null = !isKnown ? null : {
    absolute,
    maximal: { amount, percent },
    relative: { amount: relativeAmount, percent: relativePercent },
  };
  return {
    ...(margin === null ? {} : { lowestMarginLevel: margin }),
    ...(equityDrawdowns === null ? {} : { equityDrawdowns }),
  };
}

/** Both numbers of `369.60 (8.83%)`. */
function pairOf(text: string): readonly [number | null, number | null] {
  const [before = "", within = ""] = text.split("(");
  return [leadingNumber(before), leadingNumber(within.replace(")", ""))];
}

function aboutOf(rows: readonly ImportedDeal[], results: PrintedResults | null): ReportAbout {
  const period = /^(\S+) \((\S+) - (\S+)\)$/.exec(results?.period ?? "");
  const [timeframe = "", from = "", to = ""] = period?.slice(1) ?? [];
  const symbol = results?.symbol ?? rows.find((row) => row.symbol !== "")?.symbol ?? "";
  const expert = results?.expert ?? "Account history";
  const lastMs = rows.at(-1)!.atMs;
  return {
    title: `${expert} on ${symbol} ${timeframe}`.trim(),
    currency: currencyOf(results?.currency ?? ""),
    fromMs: printedTime(`${from} 00:00:00`) ?? rows[0]!.atMs,
    toMs: Math.max(lastMs, (printedTime(`${to} 00:00:00`) ?? lastMs - dayMs) + dayMs),
    facts: results?.facts ?? [],
    warnings: [],
    notes: balanceNotes(rows),
  };
}

/** In the mode "profit in pips" there is no currency. */
function currencyOf(text: string): ReportAbout["currency"] {
  return /^[A-Z]{3,8}$/.test(text) ? { currency: text } : { currency: "", currencyDigits: 2 };
}

function dealsOf(rows: readonly ImportedDeal[]): ReportDeal[] {
  const trades = rows.filter(({ symbol }) => symbol !== "");
  const words = dealWords(trades);
  const isBuy = ({ type }: ImportedDeal) => type === words.buy;
  const positions = pairedPositions(
    trades.map((row) => ({ ...row, isBuy: isBuy(row), entry: words.entryOf(row) })),
  );
  const positionOf = new Map(trades.map((row, i) => [row, positions[i]!]));
  return rows.map((row) => ({
    position: positionOf.get(row) ?? null,
    symbol: row.symbol === "" ? null : row.symbol,
    type: row.symbol === "" ? "balance" : isBuy(row) ? "buy" : "sell",
    entry: row.symbol === "" ? "in" : words.entryOf(row),
    volumeLots: row.volume,
    price: row.price,
    profit: row.profit,
    swap: row.swap,
    commission: row.commission,
    fee: row.fee,
    reason: reasonOf(row.comment),
    comment: row.comment,
    brokerMs: brokerMs(row.atMs),
  }));
}

function reasonOf(comment: string): DealReason {
  const [, word] = /^(sl|tp|so)\b/i.exec(comment) ?? [];
  return word === undefined ? "expert" : word.toLowerCase() as DealReason;
}

/** The first place where the printed balances do not follow from the amounts. */
function balanceNotes(rows: readonly ImportedDeal[]): string[] {
  const wrong = rows.find((row, i) => {
    const { profit, swap, commission, fee } = row;
    const before = rows[i - 1]?.balance;
    return before !== undefined &&
      Math.abs(exactMoney(before + profit + swap + commission + fee) - row.balance) > 0.011;
  });
  return wrong === undefined ? [] : [
    `The balance after deal ${wrong.deal} does not follow from the one before: a deal is missing, ` +
    "or the file was changed.",
  ];
}
