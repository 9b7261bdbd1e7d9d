/** Standard deviation over a sliding window. */

import { emptyColumn } from "./column.ts";

/**
 * Standard deviation of the last `length` values about their mean: the root of the squares' sum
 * divided by `divisor`. Exactly 0 where all values are equal. The sums are of distances from a
 * value near by, and are made again once in every window: squares of prices would lose digits.
 */
export function windowDeviation(
  values: Float64Array,
  length: number,
  divisor: number,
): Float64Array {
  const result = emptyColumn(values.length);
  let [origin, sum, squares] = [0, 0, 0];
  let [count, equal, untilFresh] = [0, 0, 0];
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) {
      count = equal = 0;
      continue;
    }
    count++;
    equal = count > 1 && value === values[index - 1] ? equal + 1 : 1;
    if (count < length) continue;
    if (count === length || --untilFresh === 0) {
      origin = value;
      sum = squares = 0;
      for (let back = index - length + 1; back <= index; back++) {
        const distance = values[back]! - origin;
        sum += distance;
        squares += distance * distance;
      }
      untilFresh = length;
    } else {
      const fresh = value - origin;
      const old = values[index - length]! - origin;
      sum += fresh - old;
      squares += fresh * fresh - old * old;
    }
    const total = squares - sum * sum / length;
    result[index] = equal >= length || total <= 0 ? 0 : Math.sqrt(total / divisor);
  }
  return result;
}
