/** Highest and lowest values over a sliding window. */

import { emptyColumn } from "./column.ts";

/** What to look for, and what to return. */
export interface ExtremeQuestion {
  /** How many values are looked at, the newest included. */
  readonly length: number;
  /** The highest or the lowest. */
  readonly extreme: "highest" | "lowest";
  /** The value itself, or how many bars ago it was; of equal ones the newest. */
  readonly of: "value" | "age";
}

/**
 * The highest or lowest of the last `length` values. Positions that can still become it wait in a
 * ring, so that each value is looked at twice at most, whatever the length.
 */
export function windowExtreme(
  values: Float64Array,
  { length, extreme, of }: ExtremeQuestion,
): Float64Array {
  const result = emptyColumn(values.length);
  const isHighest = extreme === "highest";
  const isAge = of === "age";
  // One place for each position of a window; a power of two makes turning around cheap.
  const mask = 2 ** Math.ceil(Math.log2(Math.min(length, values.length) + 1)) - 1;
  const ring = new Int32Array(mask + 1);
  let [head, tail, count] = [0, 0, 0];
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) {
      head = tail = count = 0;
      continue;
    }
    count++;
    while (tail > head) {
      const last = values[ring[(tail - 1) & mask]!]!;
      if (isHighest ? last > value : last < value) break;
      tail--;
    }
    ring[tail & mask] = index;
    tail++;
    if (ring[head & mask]! <= index - length) head++;
    if (count < length) continue;
    const found = ring[head & mask]!;
    result[index] = isAge ? index - found : values[found]!;
  }
  return result;
}
