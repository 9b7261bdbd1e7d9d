/** `report`: reads a report file and shows it in another form. */

import type { Result } from "../models/mod.ts";
import { err, ok } from "../models/mod.ts";
import { jsonReport } from "../report/document/json_report.ts";
import { readReportFile } from "../report/files/report_file.ts";
import type { Report } from "../report/report.ts";
import { csvTrades } from "../report/text/csv_trades.ts";
import { markdownSummary } from "../report/text/markdown_summary.ts";
import { assertNever } from "../models/mod.ts";
import type { ExitReason } from "./exit_codes.ts";
import type { ReportFormat, ReportOptions } from "./report_arguments.ts";

export async function reportCommand(
  options: ReportOptions,
  say: (lines: readonly string[]) => void,
): Promise<ExitReason> {
  const report = await reportAt(options.file);
  if (!report.ok) {
    say([report.error]);
    return "report_failed";
  }
  const text = textOf(report.value, options.format);
  if (options.out === null) {
    say(text.trimEnd().split("\n"));
    return "ok";
  }
  const written = await write(options.out, text);
  say([written.ok ? `The report is in ${options.out}` : written.error]);
  return written.ok ? "ok" : "report_failed";
}

async function reportAt(path: string): Promise<Result<Report, string>> {
  try {
    return readReportFile(path, await Deno.readFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return err(`There is no file ${path}. Check the name`);
    }
    if (!(error instanceof Error)) throw error;
    return err(`${path} cannot be read: ${error.message}`);
  }
}

async function write(path: string, text: string): Promise<Result<null, string>> {
  try {
    await Deno.writeTextFile(path, text);
    return ok(null);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return err(`${path} cannot be written: ${error.message}. Choose another file with --out`);
  }
}

function textOf(report: Report, format: ReportFormat): string {
  switch (format) {
    case "json":
      return jsonReport(report);
    case "csv":
      return csvTrades(report.list.trades);
    case "md":
      return markdownSummary(report);
    default:
      return assertNever(format);
  }
}
