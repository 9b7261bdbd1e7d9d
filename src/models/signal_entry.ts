/** What a signal of a strategy with columns wants beyond direction, stop and target. */

import type { OpeningType } from "./order.ts";
import type { BrokerMs } from "./time.ts";

/** The kinds of size that an entry can have. */
export const signalSizes = ["risk", "lots"] as const;

/** How large an entry is, with all of its parts. */
export type SignalSize =
  /** So much of what RISK_PER_TRADE allows, above 0 and at most 1. */
  | { readonly kind: "risk"; readonly fraction: number }
  | { readonly kind: "lots"; readonly lots: number };

/** An entry, or one part of an entry that has several targets. */
export interface SignalEntry {
  /** The strategy counts its entries on a series; each part has a number of its own. */
  readonly number: number;
  readonly type: OpeningType;
  /** The limit of a stop-limit order; null for all others. */
  readonly stopLimitPrice: number | null;
  /** When a pending order expires; null for never. */
  readonly expiresMs: BrokerMs | null;
  readonly size: SignalSize;
  /** The parts of the volume, which make 1 together; one for each target. */
  readonly parts: readonly number[];
  /** The place of this one among the parts, from 0. */
  readonly part: number;
}
