/** A report as a JSON file: what it is made of, then what was worked out from it. Pure. */

import type { Report } from "../report.ts";
import { reportKind, reportVersion } from "./report_schema.ts";

export function jsonReport(report: Report): string {
  const { about, record, charts, refusals, figures, printed, list, groups, months, costs } = report;
  const { timeInMarketPct, mostPositions, mostLots } = report.exposure;
  const document = {
    kind: reportKind,
    version: reportVersion,
    about,
    figures,
    printed,
    exposure: { timeInMarketPct, mostPositions, mostLots },
    groups,
    months,
    costs,
    trades: list.trades,
    open: list.open,
    refusals,
    record,
    charts,
  };
  return `${JSON.stringify(document, plain)}\n`;
}

/** Columns become lists, maps become objects; what is no number becomes null. */
function plain(_key: string, value: unknown): unknown {
  if (value instanceof Float64Array) return Array.from(value);
  return value instanceof Map ? Object.fromEntries(value) : value;
}
