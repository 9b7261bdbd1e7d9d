/** What a strategy with columns has decided on a bar, checked and ready to be carried out. */

import type { Signal } from "./signal.ts";
import type { TraceId } from "./trace.ts";

/** A change of what the strategy has opened; `number` is that of its entry. */
export type StrategyChange =
  | {
    readonly kind: "close";
    readonly trace: TraceId;
    readonly number: number;
    /** The part of the volume, above 0 and at most 1. */
    readonly part: number;
    readonly reason: string;
  }
  | {
    readonly kind: "move";
    readonly trace: TraceId;
    readonly number: number;
    /** Null leaves it where it is. */
    readonly stopLoss: number | null;
    /** Null leaves it where it is. */
    readonly takeProfit: number | null;
    readonly reason: string;
  }
  | {
    readonly kind: "cancel";
    readonly trace: TraceId;
    readonly number: number;
    readonly reason: string;
  };

/** One thing to do; the steps of a bar are done in their order. */
export type StrategyStep =
  | { readonly kind: "enter"; readonly signal: Signal }
  | StrategyChange;
