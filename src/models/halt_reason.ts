/** Why trading is halted, in the same words in the log, in a status and on the page. */

import type { Halt } from "./halt.ts";

type Cause = Pick<Halt, "cause" | "reason">;

/** A short phrase for use in a sentence: `daily loss limit`, `manual halt (from the dashboard)`. */
export function haltCauseText({ cause, reason }: Cause): string {
  switch (cause) {
    case "daily_loss":
      return "daily loss limit";
    case "drawdown":
      return "drawdown limit";
    case "group_loss":
      return "daily loss limit of its account group";
    case "command":
      return `manual halt (${withoutStop(reason)})`;
    case "terminal":
      return withoutStop(reason);
  }
}

/** A whole sentence, with the figures of a broken limit. */
export function haltReason(halt: Cause): string {
  return halt.cause === "command"
    ? `Manual halt (${withoutStop(halt.reason)}).`
    : `${withoutStop(halt.reason)}.`;
}

/** A person's reason becomes part of a longer sentence. */
function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, "");
}
