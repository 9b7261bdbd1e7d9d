/**
 * Compiles programs with MetaEditor. The exit code of MetaEditor is
 * not reliable (it can be 1 after success), so its log is read: without a line `Result: 0 errors`
 * nothing was compiled.
 */

import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "../../models/mod.ts";
import { decodeText } from "./utf16_text.ts";

export type CompileError =
  | { readonly code: "metaeditor_missing"; readonly path: string }
  | { readonly code: "metaeditor_not_started"; readonly path: string; readonly detail: string }
  /** It wrote no result in time. */
  | { readonly code: "no_result"; readonly logPath: string }
  | {
    readonly code: "compile_errors";
    readonly errors: readonly string[];
    readonly logPath: string;
  };

export interface Compiled {
  readonly warningCount: number;
  /** The warning lines of the log. */
  readonly warnings: readonly string[];
  readonly path: string;
}

export interface CompileJob {
  /** The path of `metaeditor64.exe`. */
  readonly editor: string;
  /** The folder `MQL5` of a terminal, or one like it. */
  readonly mql5: string;
  /** Path of the program's source in it. */
  readonly source: string;
}

/**
 * MetaEditor needs a few seconds for this program; its first start after an update can take a
 * minute.
 */
const compileMs = 120_000;

export async function compileProgram(
  { editor, mql5, source: path }: CompileJob,
): Promise<Result<Compiled, CompileError>> {
  if (!existsSync(editor)) return err({ code: "metaeditor_missing", path: editor });
  const source = join(mql5, path);
  const program = source.replace(/mq5$/, "ex5");
  const logPath = source.replace(/mq5$/, "log");
  for (const old of [program, logPath]) rmSync(old, { force: true });
  const started = await run(editor, [`/compile:${source}`, `/include:${mql5}`, `/log:${logPath}`]);
  if (!started.ok) {
    return err({ code: "metaeditor_not_started", path: editor, detail: started.error });
  }
  const result = existsSync(logPath) ? readResult(decodeText(readFileSync(logPath))) : null;
  if (result === null) return err({ code: "no_result", logPath });
  if (result.errors.length > 0 || result.errorCount > 0 || !existsSync(program)) {
    return err({ code: "compile_errors", errors: result.errors, logPath });
  }
  const { warningCount, warnings } = result;
  return ok({ warningCount, warnings, path: program });
}

async function run(program: string, args: readonly string[]): Promise<Result<null, string>> {
  try {
    const signal = AbortSignal.timeout(compileMs);
    await new Deno.Command(program, {
      args: [...args],
      stdin: "null",
      stdout: "null",
      stderr: "null",
      signal,
    }).output();
    return ok(null);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) {
      return err(error.message);
    }
    throw error;
  }
}

export interface CompileLog {
  readonly errorCount: number;
  readonly warningCount: number;
  /** The error lines of the log. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Parses a compiler log; null when its last line is missing. */
export function readResult(log: string): CompileLog | null {
  const lines = log.split(/\r?\n/);
  const last = lines.findLast((line) => /^\s*Result:?\s/i.test(line));
  const counts = /(\d+)\s+error.*?(\d+)\s+warning/i.exec(last ?? "");
  if (counts === null) return null;
  return {
    errorCount: Number(counts[1]),
    warningCount: Number(counts[2]),
    errors: linesWith(lines, /:\s*(?:fatal )?error\s+\d*/i),
    warnings: linesWith(lines, /:\s*warning\s+\d*/i),
  };
}

function linesWith(lines: readonly string[], pattern: RegExp): string[] {
  return lines.filter((line) => pattern.test(line)).map((line) => line.trim());
}
