/** A signal is an opinion about the price of its moment: one that is late, or from the future, is not acted on. */

import type { Refusal } from "../../models/mod.ts";
import { secondsText } from "../../models/figure_text.ts";
import type { RiskFacts } from "../risk_facts.ts";

/** Clocks of two workers of one machine differ by less; more means that the clock was set back. */
const futureMaxMs = 5_000;

export function signalFresh({ policy, proposal, nowMs }: RiskFacts): Refusal | null {
  const limit = policy.limits.maxSignalAgeMs;
  const ageMs = nowMs - proposal.createdMs;
  if (ageMs <= limit && ageMs >= -futureMaxMs) return null;
  return {
    code: "signal_too_old",
    message: ageMs < 0
      ? `The signal is dated ${
        secondsText(-ageMs)
      } in the future: was this computer's clock set back?`
      : `The signal is ${secondsText(ageMs)} old (limit ${secondsText(limit)}: MAX_SIGNAL_AGE)`,
  };
}
