/** The time that all threads of the process agree on to some hundredths of a millisecond: what happens in one ends in another. */

export function preciseUtcMs(): number {
  return performance.timeOrigin + performance.now();
}
