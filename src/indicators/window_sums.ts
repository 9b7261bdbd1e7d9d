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
  return result;
}
