/** The two forms of a strategy, and the function that a strategy's file calls. */

import type { ColumnStrategy } from "./column_strategy.ts";
import type { Strategy } from "./strategy.ts";

/** A strategy in either form. */
export type AnyStrategy = Strategy | ColumnStrategy;

/** Drops the names from the type, because only the strategy itself needs them. */
export function defineStrategy<Name extends string>(strategy: Strategy<Name>): Strategy;
/** As above, for a strategy with columns. */
export function defineStrategy<
  Name extends string,
  Series extends string = never,
  Column extends string = string,
>(strategy: ColumnStrategy<Name, Series, Column>): ColumnStrategy;
export function defineStrategy(strategy: AnyStrategy): AnyStrategy {
  return strategy;
}

/** Whether the strategy has columns and decides on each bar. */
export function isColumnStrategy(strategy: AnyStrategy): strategy is ColumnStrategy {
  return "onBar" in strategy;
}
