/**
 * The path of a price as a function of time alone: a sum of random lines with periods of 1, 2, 4
 * ... 65,536 minutes, each as wide as a random walk would go in that time. From minutes to weeks it
 * looks like a random walk, but it always stays within a few percent of its start, and any minute
 * can be computed without the ones before it.
 */

import { hashAt, normalAt } from "./noise.ts";

/** 2^16 minutes are 45 days: the longest period. */
const octaves = 17;

/**
 * Writes the natural logarithm of price / initial price at the start of each of `out.length`
 * minutes. `minuteVolatility` is the standard deviation from one minute to the next.
 */
export function pricePath(
  out: Float64Array,
  fromMinute: number,
  path: { readonly seed: number; readonly minuteVolatility: number },
): void {
  out.fill(0);
  for (let octave = 0; octave < octaves; octave++) {
    addOctave(out, fromMinute, {
      seed: hashAt(path.seed, octave),
      period: 2 ** octave,
      // Together, the slopes of all octaves have a variance of (2 amplitude)^2 / period.
      amplitude: 0.5 * path.minuteVolatility * Math.sqrt(2 ** octave),
    });
  }
}

function addOctave(
  out: Float64Array,
  fromMinute: number,
  line: { readonly seed: number; readonly period: number; readonly amplitude: number },
): void {
  let node = Math.floor(fromMinute / line.period);
  let left = normalAt(line.seed, node);
  let right = normalAt(line.seed, node + 1);
  for (let index = 0; index < out.length; index++) {
    const minute = fromMinute + index;
    if (minute >= (node + 1) * line.period) {
      node++;
      left = right;
      right = normalAt(line.seed, node + 1);
    }
    const share = (minute - node * line.period) / line.period;
    out[index]! += line.amplitude * (left + (right - left) * share);
  }
}
