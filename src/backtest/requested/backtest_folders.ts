/**
 * The folder of requested backtests: a folder for each, named by its number, with what was asked
 * for, its state, and its report. Each file is written as a whole.
 */

import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../../history/catalogue/catalogue_files.ts";
import { err, ok, type Result } from "../../models/result.ts";
import { type RequestedBacktest, requestedBacktest } from "./requested_backtest.ts";

/** Why a folder of backtests cannot be used; the text is a sentence. */
export interface BacktestFolderFault {
  readonly code: "backtest_folder_failed";
  readonly detail: string;
}

const stateFile = "backtest.json";

/** The reports of a finished backtest. */
export const reportFiles = { html: "report.html", json: "report.json" } as const;

/**
 * A larger report stays a file: it would keep the thread that sends it from everything else for
 * seconds. Tens of thousands of trades fit.
 */
const servedBytesMax = 20_000_000;

export type ReportFault =
  | { readonly code: "no_report"; readonly id: string }
  | { readonly code: "report_too_large"; readonly path: string };

export class BacktestFolders {
  readonly path: string;

  constructor(dataDir: string) {
    this.path = join(dataDir, "backtests");
  }

  folderOf(id: string): string {
    return join(this.path, id);
  }

  /** All that can be read, oldest first; `unreadable` names the folders that cannot. */
  read(): { readonly backtests: readonly RequestedBacktest[]; readonly unreadable: string[] } {
    const backtests: RequestedBacktest[] = [];
    const unreadable: string[] = [];
    for (const id of this.#ids()) {
      const one = this.#readOne(id);
      if (one === null) unreadable.push(this.folderOf(id));
      else backtests.push(one);
    }
    return { backtests: backtests.sort((a, b) => Number(a.id) - Number(b.id)), unreadable };
  }

  write(backtest: RequestedBacktest): Result<null, BacktestFolderFault> {
    const folder = this.folderOf(backtest.id);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      return err(faultOf(error));
    }
    const bytes = new TextEncoder().encode(`${JSON.stringify(backtest, null, 2)}\n`);
    const written = writeWhole(join(folder, stateFile), bytes);
    if (written.ok) return ok(null);
    const detail = `${folder} cannot be written`;
    return err({ code: "backtest_folder_failed", detail });
  }

  /** The path of a report that is there and not too large to be served. */
  reportPath(id: string, kind: keyof typeof reportFiles): Result<string, ReportFault> {
    const path = join(this.folderOf(id), reportFiles[kind]);
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    if (size === undefined) return err({ code: "no_report", id });
    return size > servedBytesMax ? err({ code: "report_too_large", path }) : ok(path);
  }

  remove(id: string): Result<null, BacktestFolderFault> {
    try {
      rmSync(this.folderOf(id), { recursive: true, force: true });
      return ok(null);
    } catch (error) {
      return err(faultOf(error));
    }
  }

  #ids(): string[] {
    try {
      return readdirSync(this.path).filter((name) => /^[1-9]\d{0,8}$/.test(name));
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  #readOne(id: string): RequestedBacktest | null {
    const text = textOrNull(join(this.folderOf(id), stateFile));
    if (text === null) return null;
    const parsed = requestedBacktest.safeParse(jsonOrNull(text));
    return parsed.success && parsed.data.id === id ? parsed.data : null;
  }
}

function textOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

function faultOf(error: unknown): BacktestFolderFault {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return { code: "backtest_folder_failed", detail: message };
}
