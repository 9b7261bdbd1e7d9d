/** Reads what a report file holds, whatever its form. Pure: bytes in, report or sentence out. */

import { err, ok, type Result } from "../../models/result.ts";
import { readReportDocument } from "../document/read_report_document.ts";
import { type Report, reportOf } from "../report.ts";

/** `name` is shown to the trader, `bytes` are the whole file. */
export function readReportFile(name: string, bytes: Uint8Array): Result<Report, string> {
  if (bytes.length === 0) return err(`${name} is empty. Export the report again`);
  const read = readReportDocument(new TextDecoder().decode(bytes));
  return read.ok ? ok(reportOf(read.value)) : err(`${name} cannot be used: ${read.error}`);
}
