/** The findings as lines for the console. */

import { countText } from "../../models/figure_text.ts";
import type { Finding } from "./finding.ts";

const marks = {
  ok: "[ ok ]",
  unchecked: "[ -- ]",
  warning: "[WARN]",
  failure: "[FAIL]",
} as const;
const titleWidth = 16;

/** `linesOf` makes lines of a title and a text, such as by wrapping it. */
export function reportLines(
  findings: readonly Finding[],
  linesOf = (title: string, text: string): readonly string[] => [`${title}${text}`],
): string[] {
  const lines = findings.flatMap(({ state, title, detail, remedy }) => [
    ...linesOf(`  ${marks[state]} ${title.padEnd(titleWidth)} `, detail),
    ...(remedy === null ? [] : linesOf(" ".repeat(10 + titleWidth), remedy)),
  ]);
  return ["", ...lines, "", `  ${summary(findings)}`];
}

/** `1 of 9 checks failed, 2 warnings`. */
function summary(findings: readonly Finding[]): string {
  const count = (state: Finding["state"]) => findings.filter((one) => one.state === state).length;
  const [failed, warnings, unchecked] = [count("failure"), count("warning"), count("unchecked")];
  const checked = findings.length - unchecked;
  const verdict = failed > 0
    ? `${failed} of ${countText(checked, "check")} failed`
    : warnings > 0
    ? "No check failed"
    : `All ${countText(checked, "check")} passed`;
  return [
    verdict,
    ...(warnings > 0 ? [countText(warnings, "warning")] : []),
    ...(unchecked > 0 ? [`${unchecked} not checked`] : []),
  ].join(", ");
}
