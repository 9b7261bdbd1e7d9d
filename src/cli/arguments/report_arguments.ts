/** The arguments of `report`. Pure: it does not check whether files exist. */

import { err, ok, type Result } from "../../models/mod.ts";

export const reportFormats = ["html", "md", "json", "csv"] as const;
export type ReportFormat = typeof reportFormats[number];

export interface ReportOptions {
  readonly file: string;
  /** The report beside which it is shown; null for one report alone. */
  readonly compareWith: string | null;
  /** Null: the console. */
  readonly out: string | null;
  readonly format: ReportFormat;
}

export interface ReportArguments {
  readonly files: readonly string[];
  readonly compare: string | null;
  readonly out: string | null;
  readonly format: string | null;
}

export function reportOptions(given: ReportArguments): Result<ReportOptions, string> {
  const { files: [file, ...rest], compare } = given;
  if (file === undefined) return err("report needs a file: report FILE.json or report REPORT.html");
  if (rest.length > 0) {
    return err(
      `report takes one file, not "${given.files.join(" ")}"; for two, add --compare OTHER`,
    );
  }
  const format = formatOf(given);
  if (!format.ok) return format;
  if (compare !== null && (format.value === "json" || format.value === "csv")) {
    return err(`--compare makes html or md, not ${format.value}`);
  }
  const out = given.out ?? (format.value === "html" ? besides(file, compare) : null);
  if (out !== null && (out === file || out === compare)) {
    return err(`--out ${out} would overwrite a report it reads`);
  }
  return ok({ file, compareWith: compare, out, format: format.value });
}

/** As asked, or else as the name of the output file ends, or else HTML. */
function formatOf({ format, out }: ReportArguments): Result<ReportFormat, string> {
  const ending = /\.([a-z]+)$/i.exec(out ?? "")?.[1]?.toLowerCase();
  const wanted = format?.toLowerCase() ?? ending ?? "html";
  const found = reportFormats.find((one) => one === wanted);
  if (found !== undefined) return ok(found);
  if (format === null) return ok("html");
  return err(`--format takes ${reportFormats.join(", ")}, not "${format}"`);
}

/** `run.json` becomes `run.report.html`, which is no name of a report that is read. */
function besides(file: string, compare: string | null): string {
  return `${file.replace(/\.[a-z]+$/i, "")}.${compare === null ? "report" : "compared"}.html`;
}
