/**
 * The daily loss is counted from the start of the broker's day: while the day is uncertain, nothing
 * is opened.
 */

import type { Refusal } from "../../models/mod.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function dayCertain({ account }: RiskFacts): Refusal | null {
  const problem = account?.dayProblem ?? null;
  return problem === null ? null : {
    code: "broker_day_uncertain",
    message: `The broker's day is not certain: ${problem}`,
  };
}
