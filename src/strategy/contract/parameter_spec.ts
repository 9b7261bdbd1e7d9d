/** What a trader may set on a strategy. */

/** One number the trader may set. */
export interface ParameterSpec {
  /** What it does, with its unit, for the trader. */
  readonly meaning: string;
  /** Used when the trader sets no value. */
  readonly default: number;
  /** The smallest allowed value. */
  readonly min: number;
  /** The largest allowed value. */
  readonly max: number;
  /**
   * How far apart the values are that an optimisation tries, from `min` on; above 0, and whole
   * where the values are. It does not bind the trader, who may set what lies between.
   */
  readonly step?: number;
  /** Whole numbers only, such as a count of bars. */
  readonly whole: boolean;
}

/** The values of a strategy's parameters. */
export type Parameters<Name extends string = string> = Readonly<Record<Name, number>>;
