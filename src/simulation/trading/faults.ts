/**
 * Faults that tests can inject into the next requests of an Expert Advisor, each fault once, in the
 * given order.
 */

import type { RetcodeName } from "../../models/mod.ts";

export type Fault =
  /** Nothing is executed, and this is the answer. */
  | { readonly kind: "refuse"; readonly retcode: RetcodeName }
  /**
   * The answer is lost, whether or not the request was executed; the terminal reports a timeout, or
   * nothing at all.
   */
  | {
    readonly kind: "lose_answer";
    readonly isExecuted: boolean;
    readonly says: "timeout" | "connection" | null;
  }
  /** Executed and answered only after this time, with the quotes of that moment. */
  | { readonly kind: "delay"; readonly delayMs: number }
  /** No more than this volume is available at the price. */
  | { readonly kind: "liquidity"; readonly volumeLots: number }
  /** The price moves by this much against the trader between request and execution. */
  | { readonly kind: "price_moves"; readonly points: number };
