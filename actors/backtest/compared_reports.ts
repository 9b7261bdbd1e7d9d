/**
 * Two reports side by side, by the program's own command, because working out all figures of many
 * trades would keep this thread busy for seconds.
 */

import { err, ok, type Result } from "../../src/models/mod.ts";
import type { OwnProgram } from "../../src/runtime/own_program.ts";

const timeoutMs = 60_000;

/** Writes a page to `out`; the error is a sentence. */
export async function compareInProcess(
  { path, args }: OwnProgram,
  { one, other, out }: { readonly one: string; readonly other: string; readonly out: string },
): Promise<Result<null, string>> {
  const { success, stdout, signal } = await new Deno.Command(path, {
    args: [...args, "report", one, "--compare", other, "--format", "html", "--out", out],
    stdin: "null",
    stderr: "null",
    signal: AbortSignal.timeout(timeoutMs),
  }).output();
  if (success) return ok(null);
  if (signal !== null) return err("Comparing the reports took longer than a minute");
  return err(new TextDecoder().decode(stdout).trim().split("\n")[0] ?? "");
}
