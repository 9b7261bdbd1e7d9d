/**
 * A signal is an opinion about the price of its moment, the close of its bar: one that is late is
 * not acted on. Its age is counted by the broker's clock, whatever the clock of this computer does.
 */

import type { Refusal } from "../../models/mod.ts";
import { durationText, secondsText } from "../../models/figure_text.ts";
import type { RiskFacts } from "../risk_facts.ts";

/** From here on nobody counts in seconds. */
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
