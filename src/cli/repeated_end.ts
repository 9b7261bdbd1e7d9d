/**
 * Whether the bridge ends again and again for one cause. What the trader can add to it are the
 * strategies: they are left out then, so that at least the positions are watched.
 */

/** So often within the window, and it is no coincidence. */
const sameEndsMax = 5;
const windowMs = 600_000;

export interface PastEnd {
  /** In words, with the exit code. */
  readonly cause: string;
  /** Steady clock. */
  readonly atMs: number;
}

/** The cause of the latest end if it has become too frequent, in a sentence; otherwise null. */
export function repeatedEnd(ends: readonly PastEnd[]): string | null {
  const latest = ends.at(-1);
  if (latest === undefined) return null;
  const same = ends.filter(({ cause, atMs }) =>
    cause === latest.cause && latest.atMs - atMs <= windowMs
  );
  if (same.length < sameEndsMax) return null;
  return `it ended ${same.length} times within ${windowMs / 60_000} minutes (${latest.cause})`;
}

/** Those that can still count. */
export function recentEnds(ends: readonly PastEnd[], nowMs: number): readonly PastEnd[] {
  return ends.filter(({ atMs }) => nowMs - atMs <= windowMs);
}
