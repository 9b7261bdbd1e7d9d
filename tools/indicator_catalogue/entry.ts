/** What docs/indicators.md says of an indicator, and what its tests hold it to. */

import type { BarSeries } from "../../src/indicators/mod.ts";

/** The columns of an indicator by the names of its lines. */
export type Lines = Readonly<Record<string, Float64Array>>;

/** Units of the lines, and so what they become when all prices are doubled. */
export type Unit =
  /** They double. */
  | "price"
  /** They stay the same. */
  | "none"
  /** They double, and grow with the volume. */
  | "price x volume"
  /** They stay the same, and grow with the volume. */
  | "volume"
  /** They double, for each bar. */
  | "price a bar";

/** One indicator. */
export interface IndicatorEntry {
  /** The name of the function. */
  readonly name: string;
  /** What traders call it. */
  readonly title: string;
  /** A call as it stands in a strategy, with the lengths that `firstBar` is for. */
  readonly call: string;
  /** The unit of its lines; several when they differ. */
  readonly unit: Unit | Readonly<Record<string, Unit>>;
  /** The unit of TA-Lib's lines, where it is another one. */
  readonly talibUnit?: Unit;
  /** The least and the greatest value of all lines without a unit. */
  readonly range?: readonly [least: number, greatest: number];
  /** The index of the first bar with a value, of all lines or of each. */
  readonly firstBar: number | Readonly<Record<string, number>>;
  /** Whether a line has values on some bars only, such as turning points. */
  readonly isSparse?: boolean;
  /** What `call` returns, with MetaTrader's formulas. */
  run(bars: BarSeries): Lines;
  /** The same with TA-Lib's formulas, where they differ. */
  talib?(bars: BarSeries): Lines;
}
