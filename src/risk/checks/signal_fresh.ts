/**
 * A signal is valid for the price at the close of its bar, so a late one is not traded. Its age is
 * measured by the broker's clock, independent of this computer's clock.
 */

import type { Refusal } from "../../models/mod.ts";
import { durationText, secondsText } from "../../models/figure_text.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

/** From this age on, the message uses minutes or longer units. */
const longMs = 600_000;

export function signalFresh({ policy, age, account }: RiskFacts): Refusal | null {
  const limit = policy.limits.maxSignalAgeMs;
  const { asOfBrokerMs } = age;
  const brokerNowMs = account?.brokerNowMs ?? null;
  const sinceMs = asOfBrokerMs === null || brokerNowMs === null ? 0 : brokerNowMs - asOfBrokerMs;
  const ageMs = Math.max(age.ageMs, sinceMs);
  if (ageMs <= limit) return null;
  const ageText = ageMs < longMs ? secondsText(ageMs) : durationText(ageMs);
  return {
    code: "signal_too_old",
    message: `The signal is ${ageText} old (limit ${secondsText(limit)}: MAX_SIGNAL_AGE)`,
  };
}
