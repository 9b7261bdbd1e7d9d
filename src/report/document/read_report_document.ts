/** Reads a report's JSON file. Everything else than such a file is told in one sentence. Pure. */

import { brokerMs } from "../../models/time.ts";
import { err, ok, type Result } from "../../models/result.ts";
import type { TradingRecord } from "../figures/figures.ts";
import type { EquitySeries } from "../figures/equity_series.ts";
import type { PositionId } from "../../models/ticket.ts";
import type { PositionDetails } from "../trades/trades_of_deals.ts";
import type { PriceChart, ReportInput } from "../report.ts";
import { type ReportDocument, reportKind, reportSchema, reportVersion } from "./report_schema.ts";

export function readReportDocument(text: string): Result<ReportInput, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return err("it is not complete JSON. Export the report again");
  }
  const problem = problemOfHead(value);
  if (problem !== null) return err(problem);
  const parsed = reportSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join(".") ?? "";
    return err(`${where} is wrong (${issue?.message}). Export the report again`);
  }
  return inputOf(parsed.data);
}

function problemOfHead(value: unknown): string | null {
  const head = typeof value === "object" && value !== null ? value : {};
  if (!("kind" in head) || head.kind !== reportKind) {
    return 'it is not a report: its "kind" is not "' + reportKind +
      '". Make one with --format json';
  }
  const version = "version" in head ? head.version : undefined;
  if (version === reportVersion) return null;
  return `it was written by another version of the bridge (report version ${version}, this one ` +
    `reads ${reportVersion}). Update the bridge`;
}

function inputOf(document: ReportDocument): Result<ReportInput, string> {
  const { about, record, charts = [], refusals } = document;
  const { equity } = record;
  if (equity !== undefined && !areOfOneLength(Object.values(withoutUndefined(equity)))) {
    return err("the columns of record.equity differ in length. Export the report again");
  }
  for (const { symbol, columns, timeMs, open, high, low, close } of charts) {
    const all = [timeMs, open, high, low, close, ...columns.map(({ values }) => values)];
    if (!areOfOneLength(all)) {
      return err(`the columns of the chart of ${symbol} differ in length. Export the report again`);
    }
  }
  const { currency } = about;
  return ok({
    about: { ...about, currency: withoutUndefined(currency) },
    record: recordOf(record),
    charts: charts.map(chartOf),
    ...(refusals === undefined ? {} : { refusals }),
  });
}

function areOfOneLength(columns: readonly (readonly unknown[])[]): boolean {
  return columns.every(({ length }) => length === columns[0]?.length);
}

function recordOf(record: ReportDocument["record"]): TradingRecord {
  const { equity, details, ...rest } = record;
  return {
    ...withoutUndefined(rest),
    deposit: record.deposit,
    deals: record.deals.map((deal) => ({
      ...deal,
      stopLoss: deal.stopLoss ?? null,
      brokerMs: brokerMs(deal.brokerMs),
    })),
    ...(equity === undefined ? {} : { equity: equityOf(equity) }),
    ...(details === undefined ? {} : { details: detailsOf(details) }),
  };
}

function detailsOf(details: NonNullable<ReportDocument["record"]["details"]>): PositionDetails {
  const rows = Object.entries(details);
  return new Map(rows.map(([id, one]) => [id as PositionId, withoutUndefined(one)]));
}

/** Missing fields are not there, rather than there without a value. */
function withoutUndefined<T extends object>(
  value: T,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

type Column = readonly (number | null)[];

function numbers(column: Column): Float64Array {
  return Float64Array.from(column, (value) => value ?? NaN);
}

function equityOf(
  { timeMs, balance, equity, marginLevel }: NonNullable<ReportDocument["record"]["equity"]>,
): EquitySeries {
  return {
    timeMs: numbers(timeMs),
    balance: numbers(balance),
    equity: numbers(equity),
    ...(marginLevel === undefined ? {} : { marginLevel: numbers(marginLevel) }),
  };
}

function chartOf(chart: NonNullable<ReportDocument["charts"]>[number]): PriceChart {
  return {
    ...chart,
    timeMs: numbers(chart.timeMs),
    open: numbers(chart.open),
    high: numbers(chart.high),
    low: numbers(chart.low),
    close: numbers(chart.close),
    columns: chart.columns.map((one) => ({ ...one, values: numbers(one.values) })),
  };
}
