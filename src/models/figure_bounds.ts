/**
 * The largest figures that a terminal or a caller may send: above anything that a market quotes or
 * an account holds, below what a double can no longer represent to the point.
 */

/** A price: the dearest instruments cost some billions of the cheapest currencies. */
export const priceMax = 1e12;

/** Lots of an order, a position or a deal. */
export const lotsMax = 1e9;

/** Money of an account or a deal, positive or negative. */
export const moneyMax = 1e15;

/** What was traded in a bar or with a tick, and how often a price changed. */
export const tradedVolumeMax = 1e18;

/** Spreads, levels and deviations, in points. */
export const pointsMax = 1e9;
