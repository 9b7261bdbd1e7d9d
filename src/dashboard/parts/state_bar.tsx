/** Trading mode and connection in a few words, shown on every view. */

import { status } from "../state/bridge.ts";
import { risk } from "../state/risk.ts";
import { connection, safety } from "../state/verdicts.ts";
import { Badge } from "./badge.tsx";

const modeTones = { safety: "plain", paper: "warn", live: "bad" } as const;

export function StateBar() {
  const known = status.value;
  if (known === null) return <div class="state" />;
  const safe = safety(known, risk.value);
  const connected = connection(known);
  return (
    <div class="state" role="status">
      <Badge tone={modeTones[known.mode]}>{known.demo ? `Demo, ${known.mode}` : known.mode}</Badge>
      <Badge tone={safe.tone}>{safe.word}</Badge>
      <Badge tone={connected.tone}>{connected.word}</Badge>
    </div>
  );
}
