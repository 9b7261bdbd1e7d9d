/** A strategy's own trades on one series, by its own numbers. */

import type { Direction } from "./direction.ts";
import type { BrokerMs } from "./time.ts";

/** An open position; `number` is that of the entry. */
export interface OwnPosition {
  readonly number: number;
  readonly direction: Direction;
  readonly volumeLots: number;
  readonly entryPrice: number;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  readonly openedBrokerMs: BrokerMs;
  /** The distance of the first stop loss, in price; null when there was none. */
  readonly initialRisk: number | null;
}

/** A pending order; `number` is that of the entry. */
export interface OwnOrder {
  readonly number: number;
  readonly direction: Direction;
  readonly volumeLots: number;
  readonly price: number;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  readonly placedBrokerMs: BrokerMs;
}

/** A trade that is closed as a whole. */
export interface ClosedOwnTrade {
  readonly number: number;
  readonly direction: Direction;
  readonly volumeLots: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly openedBrokerMs: BrokerMs;
  readonly closedBrokerMs: BrokerMs;
  /** With all costs. */
  readonly profit: number;
}

/** What a strategy has, and its last closed trades; each list has the oldest first. */
export interface StrategyOwnTrades {
  readonly positions: readonly OwnPosition[];
  readonly orders: readonly OwnOrder[];
  readonly closedTrades: readonly ClosedOwnTrade[];
}
