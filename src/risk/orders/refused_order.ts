/** Log fields of a refused proposal, for both risk and trade. */

import { type OrderProposal, type Refusal, refusalsText, traceOrigin } from "../../models/mod.ts";

/** Fields of `order_refused`. */
export function refusedOrder(
  { terminal, type, symbol, trace }: OrderProposal,
  refusals: readonly Refusal[],
) {
  return {
    terminal,
    type,
    side: type.replaceAll("_", " "),
    symbol,
    reasons: refusalsText(refusals),
    by: traceOrigin(trace),
    trace,
  };
}
