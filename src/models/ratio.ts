/**
 * Exact fractions of whole numbers, so that money is rounded once, at the end, and never in
 * between.
 */

/** `over / under`; `under` is positive. */
export interface Ratio {
  readonly over: bigint;
  readonly under: bigint;
}

export const zero: Ratio = { over: 0n, under: 1n };
export const one: Ratio = { over: 1n, under: 1n };

/** The exact fraction of a number's decimal notation: 0.1 is one tenth. */
export function ratio(value: number): Ratio {
  if (Number.isSafeInteger(value)) return { over: BigInt(value), under: 1n };
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  const [whole = "", decimals = ""] = mantissa.split(".");
  const shift = Number(exponent) - decimals.length;
  const digits = BigInt(whole + decimals);
  return shift >= 0
    ? { over: digits * 10n ** BigInt(shift), under: 1n }
    : { over: digits, under: 10n ** BigInt(-shift) };
}

export function product(...factors: readonly Ratio[]): Ratio {
  return factors.reduce((left, right) => ({
    over: left.over * right.over,
    under: left.under * right.under,
  }));
}

export function sum(...parts: readonly Ratio[]): Ratio {
  return parts.reduce((left, right) => ({
    over: left.over * right.under + right.over * left.under,
    under: left.under * right.under,
  }));
}

export function difference(left: Ratio, right: Ratio): Ratio {
  return sum(left, { over: -right.over, under: right.under });
}

/** The inverse of a positive fraction. */
export function inverse({ over, under }: Ratio): Ratio {
  if (over <= 0n) throw new RangeError("No inverse of a fraction that is not positive");
  return { over: under, under: over };
}

/** The nearest whole number; halves are rounded away from zero, as MetaTrader does. */
export function rounded({ over, under }: Ratio): number {
  const magnitude = over < 0n ? -over : over;
  const whole = (2n * magnitude + under) / (2n * under);
  return Number(over < 0n ? -whole : whole);
}

/** The fraction as a double, for estimates. */
export function approximate({ over, under }: Ratio): number {
  return Number(over) / Number(under);
}
