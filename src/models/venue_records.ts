/** Positions, orders and deals as a venue (a terminal, or the paper broker) reports them. */

import type { AccountMetrics, FiguresPlace } from "./account.ts";
import type { Deal } from "./deal.ts";
import type { Order } from "./order.ts";
import type { Position } from "./position.ts";
import type { BrokerMs, UnixMs } from "./time.ts";

/** An open position. */
export type VenuePosition = Omit<Position, "reason">;

/** An active order: pending, or being executed. */
export type VenueOrder = Omit<
  Order,
  "filling" | "lifetime" | "reason" | "positionBy" | "doneMs"
>;

export type VenueDeal = Omit<Deal, "stopLoss" | "takeProfit"> & { readonly utcMs: UnixMs };

/** The complete state of the account at one moment. */
export interface VenueSnapshot {
  readonly account: AccountMetrics;
  /** Missing for a venue that sends everything in order. */
  readonly place?: FiguresPlace;
  readonly positions: readonly VenuePosition[];
  readonly orders: readonly VenueOrder[];
  /** The venue's time when the snapshot was taken. */
  readonly takenBrokerMs: BrokerMs;
  readonly takenMs: UnixMs;
}
