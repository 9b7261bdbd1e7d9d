/** Shown where there is no account to show, with the reason. */

import { status } from "../state/bridge.ts";
import { lastRisk } from "../state/risk.ts";
import { Trouble } from "./trouble.tsx";

export function NoAccount() {
  const { value, problem } = lastRisk.value;
  if (problem !== null) return <Trouble problem={problem} />;
  if (value === null) return <p class="empty">Loading...</p>;
  return (
    <p class="empty">
      {status.value?.terminals.length === 0
        ? "No terminal has connected yet."
        : "No account connected yet."}
    </p>
  );
}
