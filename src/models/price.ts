/**
 * Prices are doubles with a known number of digits; where exactness matters they are compared as
 * whole points.
 */

/** The price in whole points: `toPoints(1.10523, 5) === 110523`. */
export function toPoints(price: number, digits: number): number {
  return Math.round(price * 10 ** digits);
}

/** The nearest double to a price with `digits` decimals. */
export function fromPoints(points: number, digits: number): number {
  return Number((points / 10 ** digits).toFixed(digits));
}

/** The price rounded to `digits` decimals. */
export function roundPrice(price: number, digits: number): number {
  return fromPoints(toPoints(price, digits), digits);
}
