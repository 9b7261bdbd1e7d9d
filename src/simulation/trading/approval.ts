/** What judging a request comes to: a refusal by retcode, or leave to carry it out. */

import type { DealTicket, OrderTicket, Result, RetcodeName } from "../../models/mod.ts";
import { err } from "../../models/mod.ts";
import type { BrokerOrder } from "./broker_context.ts";

/** What was done. */
export interface Outcome {
  readonly retcode: RetcodeName;
  readonly order: OrderTicket | null;
  readonly deal: DealTicket | null;
  readonly volumeLots: number;
  readonly price: number | null;
}

export interface Approved {
  /** Margin of all positions when it is carried out, in the smallest unit of the account's currency. */
  readonly marginAfterMinor: number;
  /** Carries it out, at once and by the same quotes; with the order that was shown while it was on its way. */
  readonly run: (shown: BrokerOrder | null) => Outcome;
}

export type Judgement = Result<Approved, RetcodeName>;

export function refused(retcode: RetcodeName): Judgement {
  return err(retcode);
}

/** The outcome of something done that is no deal. */
export function doneWith(order: OrderTicket | null): Outcome {
  return { retcode: "done", order, deal: null, volumeLots: 0, price: null };
}
