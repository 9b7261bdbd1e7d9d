/** Trading mode and connection in a few words, shown on every view. */

import { connectionAnswer, safetyAnswer } from "../state/answers.ts";
import { status } from "../state/bridge.ts";
import { Badge } from "./badge.tsx";

const modeTones = { safety: "plain", paper: "warn", live: "bad" } as const;

export function StateBar() {
  const known = status.value;
  if (known === null) return <div class="state" />;
  const safe = safetyAnswer.value;
  const connected = connectionAnswer.value;
  return (
    <div class="state" role="status">
      <Badge tone={modeTones[known.mode]}>{known.demo ? `Demo, ${known.mode}` : known.mode}</Badge>
      <Badge tone={safe.tone}>{badgeWord("Trading", safe.word)}</Badge>
      <Badge tone={connected.tone}>{badgeWord("Connection", connected.word)}</Badge>
    </div>
  );
}

/** Two badges that only say `Unknown` would not show what is unknown. */
function badgeWord(what: string, word: string): string {
  return word === "Unknown" ? `${what} unknown` : word;
}
