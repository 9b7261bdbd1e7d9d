/**
 * How much of its time limit a strategy file uses. One that keeps using most of it is slow: it is
 * told, and lets the others go first.
 */

/** Single slow turns are usual: the first one, and one over many bars. */
const turnsLooked = 5;

/** The durations of the latest turns, oldest first. */
export type TurnTimes = readonly number[];

export function afterTurnTime(times: TurnTimes, durationMs: number): TurnTimes {
  return [...times, durationMs].slice(-turnsLooked);
}

/** The mean duration of a file that keeps using more than half of its limit; null for others. */
export function slowMeanMs(times: TurnTimes, limitMs: number): number | null {
  if (times.length < turnsLooked) return null;
  const meanMs = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  return meanMs > limitMs / 2 ? meanMs : null;
}
