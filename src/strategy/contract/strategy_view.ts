/** What a strategy sees of its own trades: in a backtest, on paper and live alike. */

import type { BrokerMs, Direction } from "../../models/mod.ts";

/**
 * An open position of the strategy. `number` counts the strategy's entries from 1 and is not the
 * ticket.
 */
export interface StrategyPosition {
  /** The number of the strategy's entry, counted from 1. */
  readonly number: number;
  /** Long or short. */
  readonly direction: Direction;
  /** The volume, in lots. */
  readonly volumeLots: number;
  /** The price at which it was opened. */
  readonly entryPrice: number;
  /** Null when it has none. */
  readonly stopLoss: number | null;
  /** Null when it has none. */
  readonly takeProfit: number | null;
  /** When it was opened, in broker time. */
  readonly openedBrokerMs: BrokerMs;
  /** The distance of the stop loss at the entry, in price. */
  readonly initialRisk: number;
  /** As given with the entry; empty when none was given. */
  readonly label: string;
}

/** A pending order of the strategy. */
export interface StrategyOrder {
  /** The number of the strategy's entry, counted from 1. */
  readonly number: number;
  /** Long or short. */
  readonly direction: Direction;
  /** The volume, in lots. */
  readonly volumeLots: number;
  /** The price at which it waits. */
  readonly price: number;
  /** Null when it has none. */
  readonly stopLoss: number | null;
  /** Null when it has none. */
  readonly takeProfit: number | null;
  /** When it was placed, in broker time. */
  readonly placedBrokerMs: BrokerMs;
  /** As given with the entry; empty when none was given. */
  readonly label: string;
}

/** A trade of the strategy that is closed as a whole. */
export interface StrategyTrade {
  /** The number of the strategy's entry, counted from 1. */
  readonly number: number;
  /** Long or short. */
  readonly direction: Direction;
  /** The volume, in lots. */
  readonly volumeLots: number;
  /** The price at which it was opened. */
  readonly entryPrice: number;
  /** The price at which the last of it was closed. */
  readonly exitPrice: number;
  /** When it was opened, in broker time. */
  readonly openedBrokerMs: BrokerMs;
  /** When it was closed, in broker time. */
  readonly closedBrokerMs: BrokerMs;
  /** With all costs, in the account's currency. */
  readonly profit: number;
  /** As given with the entry; empty when none was given. */
  readonly label: string;
}

/** Anything that can be written as JSON; a number is finite. */
export type MemoryValue =
  | null
  | boolean
  | number
  | string
  | readonly MemoryValue[]
  | { readonly [name: string]: MemoryValue };

/** The view with which `onBar` decides. */
export interface StrategyView<Column extends string = string> {
  /** The columns that the strategy made, each with a value for each bar. */
  readonly columns: Readonly<Record<Column, Float64Array>>;
  /** Its open positions on this symbol, oldest first. */
  readonly positions: readonly StrategyPosition[];
  /** Its pending orders on this symbol, oldest first. */
  readonly orders: readonly StrategyOrder[];
  /** Its last closed trades on this symbol, newest last; at most `maxClosedTrades`. */
  readonly closedTrades: readonly StrategyTrade[];
  /**
   * What the strategy wants to remember, to be read and written freely. It survives a restart; as
   * JSON it has at most `maxMemoryText` characters.
   */
  readonly memory: Record<string, MemoryValue>;
}

/** So many closed trades are shown. */
export const maxClosedTrades = 20;

/** The longest memory, as JSON. */
export const maxMemoryText = 4_000;
