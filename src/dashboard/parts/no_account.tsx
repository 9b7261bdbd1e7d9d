/** Shown where there is no account to show, with the reason. */

import { status } from "../state/bridge.ts";
import { lastRisk } from "../state/risk.ts";
import { ProblemNote } from "./problem_note.tsx";

export function NoAccount() {
  const { value, problem } = lastRisk.value;
  if (problem !== null) return <ProblemNote problem={problem} />;
  if (value === null) return <p class="empty">Loading...</p>;
  return (
    <p class="empty">
      {status.value?.terminals.length === 0
        ? "No terminal has connected yet."
        : "No account connected yet."}
    </p>
  );
}
