/** Sums over a sliding window, which averages are made of. */

/**
 * The sum of the last `length` values, divided by `divisor`. Whole numbers are summed exactly.
 * Others are added up again once in every window, so that rounding does not add up over a series,
 * and nothing but zeros is exactly 0.
 */
export function windowSums(
  values: Float64Array,
  length: number,
  divisor = 1,
): Float64Array {
  const result = new Float64Array(values.length);
  const options = { length, divisor };
  // In pieces, because a function that is called often is compiled well, and a long loop late.
  for (let from = 0; from < values.length; from += piece) {
    if (!sumWhole(values, result, { ...options, from })) {
      sumAny(values, result, options);
      break;
    }
  }
  return result;
}

interface SumOptions {
  readonly length: number;
  readonly divisor: number;
}

/** Values that are summed by one call. */
export const piece = 4_096;

/**
 * Sums one piece. False when one of the values is no whole number, or so large that sums may not be
 * exact.
 */
export function sumWhole(
  values: Float64Array,
  result: Float64Array,
  { length, divisor, from }: SumOptions & { readonly from: number },
): boolean {
  const largest = Number.MAX_SAFE_INTEGER / (length + 1);
  const isWhole = (value: number) => Math.trunc(value) === value && Math.abs(value) <= largest;
  const to = Math.min(values.length, from + piece);
  const warm = Math.min(to, length - 1);
  let index = Math.max(0, from - length + 1);
  let sum = 0;
  for (; index < from; index++) sum += values[index]!;
  for (; index < warm; index++) {
    const value = values[index]!;
    if (!isWhole(value)) return false;
    sum += value;
    result[index] = NaN;
  }
  for (let oldest = index - length + 1; index < to; index++) {
    const value = values[index]!;
    if (!isWhole(value)) return false;
    sum += value;
    result[index] = sum / divisor;
    sum -= values[oldest++]!;
  }
  return true;
}

export function sumAny(
  values: Float64Array,
  result: Float64Array,
  { length, divisor }: SumOptions,
): void {
  let sum = 0;
  let count = 0;
  let zeros = 0;
  let untilFresh = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) {
      sum = count = zeros = 0;
      result[index] = NaN;
      continue;
    }
    count++;
    zeros = value === 0 ? zeros + 1 : 0;
    if (count <= length) {
      sum += value;
      if (count < length) {
        result[index] = NaN;
        continue;
      }
      untilFresh = length;
    } else if (--untilFresh > 0) {
      sum += value - values[index - length]!;
    } else {
      sum = 0;
      for (let back = index - length + 1; back <= index; back++) sum += values[back]!;
      untilFresh = length;
    }
    if (zeros >= length) sum = 0;
    result[index] = sum / divisor;
  }
}
