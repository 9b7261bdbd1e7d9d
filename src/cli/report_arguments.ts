/** The arguments of `report`. Pure: it does not check whether files exist. */

import { err, ok, type Result } from "../models/mod.ts";

const reportFormats = ["md", "json", "csv"] as const;
export type ReportFormat = typeof reportFormats[number];

export interface ReportOptions {
  readonly file: string;
  /** Null: the console. */
  readonly out: string | null;
  readonly format: ReportFormat;
}

export interface ReportArguments {
  readonly files: readonly string[];
  readonly out: string | null;
  readonly format: string | null;
}

export function reportOptions(given: ReportArguments): Result<ReportOptions, string> {
  const [file, ...rest] = given.files;
  if (file === undefined) return err("report needs a file: report FILE.json");
  if (rest.length > 0) {
    return err(`report takes one file, not "${given.files.join(" ")}"`);
  }
  const format = formatOf(given);
  if (!format.ok) return format;
  return ok({ file, out: given.out, format: format.value });
}

/** As asked, or else as the name of the output file ends, or else Markdown. */
function formatOf({ format, out }: ReportArguments): Result<ReportFormat, string> {
  const ending = /\.([a-z]+)$/i.exec(out ?? "")?.[1]?.toLowerCase();
  const wanted = format?.toLowerCase() ?? ending ?? "md";
  const found = reportFormats.find((one) => one === wanted);
  if (found !== undefined) return ok(found);
  if (format === null) return ok("md");
  return err(`--format takes ${reportFormats.join(", ")}, not "${format}"`);
}
