/** The exit codes as the table of docs/commands.md. */

import { type ExitCode, exitCodes } from "../src/cli/process/exit_codes.ts";
import { markdownTable } from "./markdown_table.ts";

export function exitCodesMarkdown(): string {
  const codes: readonly ExitCode[] = Object.values(exitCodes);
  const rows = codes.map(({ code, meaning, isRestartUseful }) => [
    String(code),
    meaning,
    isRestartUseful ? "yes" : "no",
  ]);
  return `${markdownTable(["code", "meaning", "start again?"], rows)}\n`;
}
