/** The findings as lines for the console. */

import type { Finding } from "./finding.ts";

const marks = { ok: "[ ok ]", warning: "[WARN]", failure: "[FAIL]" } as const;
const titleWidth = 16;

export function reportLines(findings: readonly Finding[]): string[] {
  const lines = findings.flatMap(({ state, title, detail, remedy }) => [
    `  ${marks[state]} ${title.padEnd(titleWidth)} ${detail}`,
    ...(remedy === null ? [] : [`${" ".repeat(10 + titleWidth)}${remedy}`]),
  ]);
  const count = (state: Finding["state"]) => findings.filter((one) => one.state === state).length;
  const summary = `${findings.length} checks, ${count("warning")} warnings, ${
    count("failure")
  } failures`;
  return ["", ...lines, "", `  ${summary}`];
}
