/** What a price change is worth must be known, or no volume can be computed. */

import type { Refusal } from "../../models/mod.ts";
import type { RiskFacts } from "../risk_facts.ts";
import { hasValue } from "../sizing.ts";

export function valueKnown({ proposal, account }: RiskFacts): Refusal | null {
  const instrument = account?.instruments.get(proposal.symbol);
  if (instrument === undefined) return null;
  const { reportedTickValue } = instrument;
  if (reportedTickValue !== undefined) {
    return {
      code: "value_unknown",
      message: `The terminal reports the value of a tick of ${proposal.symbol} as ` +
        `${reportedTickValue}, the last sound one was ${instrument.tickValue}`,
    };
  }
  if (hasValue(instrument)) return null;
  return {
    code: "value_unknown",
    message: `The terminal does not report the value of a tick of ${proposal.symbol} ` +
      `(tick size ${instrument.tickSize}, tick value ${instrument.tickValue})`,
  };
}
