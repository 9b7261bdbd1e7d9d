/** The state of every account in the groups of this one must be known. */

import type { Refusal } from "../../models/mod.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function accountGroupKnown({ groups = [] }: RiskFacts): Refusal | null {
  const unknown = groups.find(({ trouble }) => trouble !== null);
  return unknown === undefined ? null : {
    code: "account_group_unknown",
    message: `The limits of the account group ${unknown.group} cannot be checked: ` +
      `${unknown.trouble}`,
  };
}
