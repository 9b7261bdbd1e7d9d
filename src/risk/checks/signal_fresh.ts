/**
 * A signal is an opinion about the price of its moment, the close of its bar: one that is late is not acted on. Its age is counted
 * by the broker's clock, whatever the clock of this computer does.
 */

import { durationText, type Refusal } from "../../models/mod.ts";
import type { RiskFacts } from "../risk_facts.ts";

export function signalFresh({ policy, age, account }: RiskFacts): Refusal | null {
  const limit = policy.limits.maxSignalAgeMs;
  const { asOfBrokerMs } = age;
  const brokerNowMs = account?.brokerNowMs ?? null;
  const sinceMs = asOfBrokerMs === null || brokerNowMs === null ? 0 : brokerNowMs - asOfBrokerMs;
  const ageMs = Math.max(age.ageMs, sinceMs);
  if (ageMs <= limit) return null;
  return {
    code: "signal_too_old",
    message: `It is ${durationText(ageMs)} old, MAX_SIGNAL_AGE allows ${durationText(limit)}`,
  };
}
