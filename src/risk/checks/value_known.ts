/**
 * What a price change is worth must be known, or no volume can be computed. The terminal must also
 * be able to calculate the loss at the stop: without the rate for it, its value of a tick may be
 * wrong as well, and nothing would show it.
 */

import type { Refusal } from "../../models/mod.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";
import { hasValue } from "../sizing.ts";

export function valueKnown({ proposal, account, brokerCheck }: RiskFacts): Refusal | null {
  const instrument = account?.instruments.get(proposal.symbol);
  if (instrument === undefined) return null;
  const { reportedTickValue } = instrument;
  if (reportedTickValue !== undefined) {
    return {
      code: "value_unknown",
      message:
        `The terminal reports a tick value of ${reportedTickValue} for ${proposal.symbol}; ` +
        `the last plausible one was ${instrument.tickValue}`,
    };
  }
  if (hasValue(instrument)) {
    if (proposal.stopLoss === null || !brokerCheck?.ok) return null;
    if (brokerCheck.value.lossAtStop !== null) return null;
    return {
      code: "value_unknown",
      message: "The terminal cannot calculate the loss of this order at its stop",
    };
  }
  return {
    code: "value_unknown",
    message: `The terminal does not report a tick value for ${proposal.symbol} ` +
      `(tick size ${instrument.tickSize}, tick value ${instrument.tickValue})`,
  };
}
