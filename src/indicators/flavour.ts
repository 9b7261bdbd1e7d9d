/** Whose formula an indicator follows where the well-known ones differ. */

/**
 * `metatrader`: as the terminal draws it (the sources that MetaQuotes ships in
 * `MQL5/Indicators/Examples`). `talib`: as the C library TA-Lib and most programs of others.
 */
export type Flavour = "metatrader" | "talib";

/** The choice of a formula; MetaTrader's when it is left out. */
export interface FlavourChoice {
  /** Whose formula. */
  readonly flavour?: Flavour;
}
