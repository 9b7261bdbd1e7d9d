/**
 * Results of indicators. All follow one rule: a value that is not a finite number is a gap. The
 * result is NaN there, and what comes behind is computed as if the series began behind the gap.
 */

/** A column of NaN. */
export function emptyColumn(size: number): Float64Array {
  return new Float64Array(size).fill(NaN);
}

/** Throws a `RangeError` that names the indicator, unless the length is a whole number from 1. */
export function checkLength(indicator: string, length: number, least = 1): void {
  if (Number.isSafeInteger(length) && length >= least) return;
  throw new RangeError(
    `${indicator} needs a length that is a whole number from ${least} on, and got ${length}.`,
  );
}

/** Throws a `RangeError` that names the indicator, unless the number is finite and above zero. */
export function checkPositive(indicator: string, what: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new RangeError(`${indicator} needs a ${what} above 0, and got ${value}.`);
}
