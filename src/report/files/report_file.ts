/**
 * Reads what a report file holds: the bridge's own JSON, or a genuine report of MetaTrader's
 * tester. Pure: bytes in, report or sentence out.
 */

import { err, ok, type Result } from "../../models/result.ts";
import { readReportDocument } from "../document/read_report_document.ts";
import { importDifferences } from "../import/import_differences.ts";
import { reportText } from "../import/report_text.ts";
import { readTesterReport } from "../import/tester_report.ts";
import { type Report, reportOf } from "../report.ts";

/** A larger file is not read: text and deals take several times its size of memory. */
const bytesMax = 256 * 1024 * 1024;

/** `name` is shown to the trader, `bytes` are the whole file. */
export function readReportFile(name: string, bytes: Uint8Array): Result<Report, string> {
  if (bytes.length === 0) return err(`${name} is empty. Export the report again`);
  if (bytes.length > bytesMax) {
    return err(`${name} is larger than 256 MB. Split the test into shorter ones`);
  }
  const text = reportText(bytes);
  const report = text.ok ? reportOfText(text.value.replace(/^\ufeff/, "")) : text;
  return report.ok ? report : err(`${name} cannot be used: ${report.error}`);
}

function reportOfText(text: string): Result<Report, string> {
  if (/^\s*[[{]|^\s*null\s*$/.test(text)) {
    const read = readReportDocument(text);
    return read.ok ? ok(reportOf(read.value)) : read;
  }
  const read = readTesterReport(text);
  if (!read.ok) return read;
  const { input, printed } = read.value;
  const report = reportOf(input);
  const notes = [...input.about.notes, ...importDifferences(printed, report.printed)];
  return ok({ ...report, about: { ...report.about, notes } });
}
