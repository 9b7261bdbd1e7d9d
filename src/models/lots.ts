/** Comparing volumes in lots. */

/** Two doubles for the same volume may differ by less than this. Smaller than any volume step. */
export const lotsTolerance = 1e-9;

/** The resolution of volumes in MetaTrader. */
export const smallestLots = 1e-8;
