/** What tests can make go wrong with the next requests of an Expert Advisor, each fault once, in the order given. */

import type { RetcodeName } from "../../models/mod.ts";

export type Fault =
  /** Nothing is done; this is the answer. */
  | { readonly kind: "refuse"; readonly retcode: RetcodeName }
  /** The answer is lost, executed or not; the terminal says what it says without one, or nothing at all. */
  | {
    readonly kind: "lose_answer";
    readonly isExecuted: boolean;
    readonly says: "timeout" | "connection" | null;
  }
  /** Done and answered only after this time, by the quotes of then. */
  | { readonly kind: "delay"; readonly delayMs: number }
  /** Not more than this is to be had at the price. */
  | { readonly kind: "liquidity"; readonly volumeLots: number }
  /** The price moves by this much against the trader between request and execution. */
  | { readonly kind: "price_moves"; readonly points: number };
