/** Findings about the self-tests of terminals: what their scripts have found. Pure. */

import type { StatusDocument } from "../../http/status_document.ts";
import { countText } from "../../models/figure_text.ts";
import { assumptionNamed, assumptions } from "../../models/terminal_check.ts";
import { failed, type Finding, passed, unchecked, warned } from "./finding.ts";

type Check = StatusDocument["checks"][number];
type Status = Pick<StatusDocument, "checks" | "terminals" | "demo">;

const run = "drag the script MT5BridgeCheck from the Navigator onto a chart";

/** For each terminal that is connected or has been tested; a simulated one needs no test. */
export function checkFindings({ checks, terminals, demo }: Status): Finding[] {
  const untested = terminals.filter(({ terminal }) =>
    !demo && checks.every((check) => check.terminal !== terminal)
  );
  return [
    ...checks.flatMap((check) => [...failures(check), summary(check, terminals)]),
    ...untested.map(({ terminal }) =>
      unchecked(subject, `${terminal} has not been tested`, `In MetaTrader, ${run}`)
    ),
  ];
}

const subject = { code: "terminal_check", title: "Self-test" };

/**
 * A test of another build of the terminal says little about the present one, and one by an older
 * script, or one that was cut short, says nothing of what it did not check.
 */
function summary({ terminal, build, checkedMs, results }: Check, terminals: Status["terminals"]) {
  const failed = results.filter(({ result }) => result === "fail").length;
  const tested = results.filter(({ result }) => result !== "unchecked").length;
  const at = new Date(checkedMs).toISOString().slice(0, 16).replace("T", " ");
  const when = `${at} UTC, build ${build}`;
  const counts = failed === 0
    ? `${countText(tested, "check")} passed`
    : `${failed} of ${countText(tested, "check")} failed`;
  const detail = `${terminal}: ${counts} (${when})`;
  const now = terminals.find((one) => one.terminal === terminal)?.build ?? build;
  if (now !== build) {
    return warned(subject, `${detail}; build ${now} is running`, `In MetaTrader, ${run} again`);
  }
  if (failed > 0) return warned(subject, detail, `Fix what failed, then ${run} again`);
  const made = new Set(results.map(({ assumption }) => assumption));
  const missing = Object.keys(assumptions).filter((name) => !made.has(name)).length;
  if (missing === 0) return passed(subject, detail);
  const lacks = `${detail}; ${countText(missing, "check")} of this version did not run`;
  return warned(subject, lacks, `Run: mt5-bridge install-ea; then ${run} again`);
}

function failures({ terminal, results }: Check): Finding[] {
  return results.filter(({ result }) => result === "fail").map(({ assumption, detail }) => {
    const known = assumptionNamed(assumption);
    const about = { code: `terminal_check_${assumption}`, title: known?.title ?? assumption };
    const judge = known?.isVital === true ? failed : warned;
    return judge(about, `${terminal}: ${detail}`, known?.failure ?? "Install the bridge's script");
  });
}
