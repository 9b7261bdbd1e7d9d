/** `report`: reads a report file and shows it in another form. */

import type { Result } from "../../models/mod.ts";
import { err, ok } from "../../models/mod.ts";
import { jsonReport } from "../../report/document/json_report.ts";
import { readReportFile } from "../../report/files/report_file.ts";
import { compareHtml, compareMarkdown } from "../../report/compare/compare_text.ts";
import { htmlReport } from "../../report/page/html_report.ts";
import type { Report } from "../../report/report.ts";
import { csvTrades } from "../../report/text/csv_trades.ts";
import { markdownSummary } from "../../report/text/markdown_summary.ts";
import { assertNever } from "../../models/mod.ts";
import { replaceFile } from "../../runtime/whole_file.ts";
import type { ExitReason } from "../process/exit_codes.ts";
import type { ReportFormat, ReportOptions } from "../arguments/report_arguments.ts";

export async function reportCommand(
  options: ReportOptions,
  say: (lines: readonly string[]) => void,
): Promise<ExitReason> {
  const text = await reportedText(options);
  if (!text.ok) {
    say([text.error]);
    return "report_failed";
  }
  const { summary, content } = text.value;
  if (options.out === null) {
    say(linesOf(content));
    return "ok";
  }
  const written = writeReport(options.out, content);
  say(written.ok ? [...linesOf(summary), "", `The report is in ${options.out}`] : [written.error]);
  return written.ok ? "ok" : "report_failed";
}

interface ReportedText {
  readonly content: string;
  /** For the console, when the content goes to a file. */
  readonly summary: string;
}

async function reportedText(options: ReportOptions): Promise<Result<ReportedText, string>> {
  const report = await reportAt(options.file);
  if (!report.ok) return report;
  if (options.compareWith === null) {
    const summary = markdownSummary(report.value);
    return ok({ summary, content: reportContent(report.value, options.format) });
  }
  const other = await reportAt(options.compareWith);
  if (!other.ok) return other;
  const summary = compareMarkdown(report.value, other.value);
  const isPage = options.format === "html";
  return ok({ summary, content: isPage ? compareHtml(report.value, other.value) : summary });
}

export function linesOf(text: string): string[] {
  return text.trimEnd().split(/\r?\n/);
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

/** After an error, a report that was there before is as it was. */
export function writeReport(path: string, text: string): Result<null, string> {
  try {
    replaceFile(path, (write) => write(new TextEncoder().encode(text)));
    return ok(null);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return err(`${path} cannot be written: ${error.message}. Choose another file with --out`);
  }
}

export function reportContent(report: Report, format: ReportFormat): string {
  switch (format) {
    case "json":
      return jsonReport(report);
    case "csv":
      return csvTrades(report.list.trades);
    case "html":
      return htmlReport(report);
    case "md":
      return markdownSummary(report);
    default:
      return assertNever(format);
  }
}
