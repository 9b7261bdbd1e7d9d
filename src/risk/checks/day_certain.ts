/**
 * The losses of a day are counted from its beginning: while nobody is sure which day it is, nothing
 * is opened.
 */

import type { Refusal } from "../../models/mod.ts";
import type { RiskFacts } from "../risk_facts.ts";

export function dayCertain({ account }: RiskFacts): Refusal | null {
  const problem = account?.dayProblem ?? null;
  return problem === null ? null : {
    code: "broker_day_uncertain",
    message: `The broker's day is not certain: ${problem}`,
  };
}
