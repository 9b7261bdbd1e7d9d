/** A proposal with its prices rounded to the tick size, as it is checked and ordered. */

import {
  alignPrices,
  type Instrument,
  isPendingType,
  limitPriceOf,
  type NoPrice,
  ok,
  type OrderProposal,
  type Result,
} from "../../models/mod.ts";

/** A market order's price is left unaligned: it is only the quote it was based on. */
export function alignedProposal(
  proposal: OrderProposal,
  instrument: Instrument | undefined,
): Result<OrderProposal, NoPrice> {
  if (instrument === undefined) return ok(proposal);
  const { stopLoss, takeProfit } = proposal;
  const limits = isPendingType(proposal.type)
    ? { price: proposal.price, stopLimitPrice: limitPriceOf(proposal) }
    : {};
  const aligned = alignPrices({ ...limits, stopLoss, takeProfit }, instrument);
  return aligned.ok ? ok({ ...proposal, ...aligned.value }) : aligned;
}
