/** The exit codes as the table of the README. */

import { type ExitCode, exitCodes } from "./exit_codes.ts";

export function exitCodesMarkdown(): string {
  const codes: readonly ExitCode[] = Object.values(exitCodes);
  return [
    "| code | meaning | start again? |",
    "| --- | --- | --- |",
    ...codes.map(({ code, meaning, isRestartUseful }) =>
      `| ${code} | ${meaning} | ${isRestartUseful ? "yes" : "no"} |`
    ),
    "",
  ].join("\n");
}
