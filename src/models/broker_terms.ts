/** What else the broker lays down for a symbol. */

import type { OrderLifetime } from "./order.ts";
import type { ExecutionMode, OrderKind } from "./symbol_modes.ts";
import type { WeeklySession } from "./weekly_session.ts";

/**
 * ENUM_SYMBOL_ORDER_GTC_MODE: how long an order lives that is good till cancelled. The index is
 * MetaTrader's value.
 */
export const gtcModes = ["gtc", "daily", "daily_excluding_stops"] as const;
export type GtcMode = typeof gtcModes[number];

/** Multiples of the margin of a plain order. */
export interface MarginRates {
  readonly initial: number;
  readonly maintenance: number;
}

export interface BrokerTerms {
  readonly execution: ExecutionMode;
  /** The kinds of order that may be placed. */
  readonly orderKinds: readonly OrderKind[];
  readonly lifetimes: readonly OrderLifetime[];
  readonly gtcMode: GtcMode;
  /** How many nights of swap are charged at the end of each day, from Sunday on. */
  readonly swapNights: readonly number[];
  /** For one lot, in the margin currency; 0: calculated from the contract. */
  readonly marginInitial: number;
  readonly marginMaintenance: number;
  /** Contract size or margin of the covered part of opposite positions. */
  readonly marginHedged: number;
  /** The rates of market orders. */
  readonly marginRates: { readonly buy: MarginRates; readonly sell: MarginRates };
  /** When prices come; ascending, empty when the broker does not report them. */
  readonly quoteSessions: readonly WeeklySession[];
}
