/**
 * A clock that all threads of the process share with a precision of a few hundredths of a
 * millisecond, because what starts in one thread ends in another.
 */

export function preciseUtcMs(): number {
  return performance.timeOrigin + performance.now();
}
