/**
 * Whether the bridge has ended again and again for the same cause. It is then started without
 * strategies, because they are the only code that the trader adds; that way at least the positions
 * are monitored.
 */

/**
 * This many ends within the time are no coincidence; the second row is for a cause that takes
 * longer.
 */
const limits = [
  { endsMax: 5, windowMs: 600_000, within: "10 minutes" },
  { endsMax: 10, windowMs: 86_400_000, within: "24 hours" },
] as const;

/** More are not remembered, however fast the bridge ends. */
const rememberedMax = 100;

export interface PastEnd {
  /** In words, with the exit code. */
  readonly cause: string;
  /** Steady clock. */
  readonly atMs: number;
}

/** The cause of the latest end if it has become too frequent, in a sentence; otherwise null. */
export function crashLoop(ends: readonly PastEnd[]): string | null {
  const latest = ends.at(-1);
  if (latest === undefined) return null;
  for (const { endsMax, windowMs, within } of limits) {
    const same = ends.filter(({ cause, atMs }) =>
      cause === latest.cause && latest.atMs - atMs <= windowMs
    );
    if (same.length >= endsMax) {
      return `it ended ${same.length} times within ${within} (${latest.cause})`;
    }
  }
  return null;
}

/** Those that can still count. */
export function recentEnds(ends: readonly PastEnd[], nowMs: number): readonly PastEnd[] {
  const longestMs = Math.max(...limits.map(({ windowMs }) => windowMs));
  return ends.filter(({ atMs }) => nowMs - atMs <= longestMs).slice(-rememberedMax);
}
