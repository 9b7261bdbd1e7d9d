/**
 * Quantities as whole numbers. Volume in units of 1e-8 lot, the resolution of MetaTrader's server;
 * money in the smallest unit of the account's currency; prices in thousandths of a point, because
 * average prices of several deals have three digits more than quotes.
 */

const unitsPerLot = 1e8;

/** The additional digits of an average price. */
export const averageDigits = 3;

export function toUnits(volumeLots: number): number {
  return Math.round(volumeLots * unitsPerLot);
}

export function toLots(units: number): number {
  return units / unitsPerLot;
}

export function toMilliPoints(price: number, digits: number): number {
  return Math.round(price * 10 ** (digits + averageDigits));
}

export function fromMilliPoints(milliPoints: number, digits: number): number {
  return milliPoints / 10 ** (digits + averageDigits);
}

export function toMinor(amount: number, currencyDigits: number): number {
  return Math.round(amount * 10 ** currencyDigits);
}

export function fromMinor(minor: number, currencyDigits: number): number {
  return minor / 10 ** currencyDigits;
}

/**
 * Whether the value is a whole multiple of the step, ignoring the inaccuracy of doubles, which
 * grows with it.
 */
export function isMultiple(value: number, step: number): boolean {
  const steps = value / step;
  return Math.abs(steps - Math.round(steps)) < Math.max(1e-6, Math.abs(steps) * 1e-15);
}
