/** Decisions as they leave a realm: numbers and texts, and no objects. */

import type { ColumnStrategy } from "../contract/column_strategy.ts";
import { DecisionSide } from "../decisions/decision_side.ts";
import { asColumnStrategy } from "./window_decisions.ts";
import type { ConfiguredStrategy } from "../runner/configure_strategy.ts";
import { type AnyStrategy, isColumnStrategy } from "../contract/define_strategy.ts";

/** A `DecisionSide` that hands over texts instead of objects. */
export interface RealmDecisions extends
  Pick<
    DecisionSide,
    "rows" | "view" | "decide" | "reason" | "column" | "keepPoints" | "openMs" | "close"
  > {
  /** Both as JSON: names of columns, and a `DecisionState`. */
  columnNames(): string;
  state(): string;
  restore(state: string): void;
}

/** A prepared side, as the code outside of the realm sees it. */
export function handedOver(side: DecisionSide): RealmDecisions {
  return Object.freeze({
    rows: side.rows,
    view: side.view,
    decide: (index: number) => side.decide(index),
    reason: (row: number) => side.reason(row),
    keepPoints: () => side.keepPoints(),
    openMs: (index: number) => side.openMs(index),
    close: (index: number) => side.close(index),
    column: (name: string) => side.column(name),
    columnNames: () => JSON.stringify(side.columnNames()),
    state: () => JSON.stringify(side.state()),
    restore: (state: string) => side.restore(JSON.parse(state)),
  });
}

/** The decisions of a strategy of either form. */
export function decisionsOf(configured: ConfiguredStrategy<AnyStrategy>): DecisionSide {
  return new DecisionSide(decidedBy(configured), configured.parameters);
}

/** The strategy as one that decides on each bar. */
export function decidedBy(
  { strategy, parameters, barsNeeded }: ConfiguredStrategy<AnyStrategy>,
): ColumnStrategy {
  return isColumnStrategy(strategy)
    ? strategy
    : asColumnStrategy({ strategy, parameters, barsNeeded });
}
