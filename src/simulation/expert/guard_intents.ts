/** Names for the requests that a terminal makes by itself. */

import type { ExpertContext } from "./expert_context.ts";

/** A name that no earlier request has. */
export function guardIntent({ intents, broker }: ExpertContext): string {
  for (let request = 1;; request++) {
    const intent = `GUARD${Math.floor(broker.nowMs / 1_000)}N${request}`;
    if (intents.find(intent) === undefined) return intent;
  }
}
