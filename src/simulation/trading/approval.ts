/**
 * The result of checking a request: a refusal with a return code, or an approval that can be
 * executed.
 */

import type { DealTicket, OrderTicket, Result, RetcodeName } from "../../models/mod.ts";
import { err } from "../../models/mod.ts";
import type { BrokerOrder } from "./broker_context.ts";

/** What was executed. */
export interface RequestOutcome {
  readonly retcode: RetcodeName;
  readonly order: OrderTicket | null;
  readonly deal: DealTicket | null;
  readonly volumeLots: number;
  readonly price: number | null;
}

export interface ApprovedRequest {
  /**
   * The margin of all positions after execution, in the smallest unit of the account's currency.
   */
  readonly marginAfterMinor: number;
  /**
   * Executes the request immediately and at the same quotes; `shown` is the order that was visible
   * while the request was delayed.
   */
  readonly run: (shown: BrokerOrder | null) => RequestOutcome;
}

export type Judgement = Result<ApprovedRequest, RetcodeName>;

export function refused(retcode: RetcodeName): Judgement {
  return err(retcode);
}

/** The outcome of a request that was executed without a deal. */
export function doneWith(order: OrderTicket | null): RequestOutcome {
  return { retcode: "done", order, deal: null, volumeLots: 0, price: null };
}
