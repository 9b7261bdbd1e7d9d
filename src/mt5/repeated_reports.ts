/**
 * Reports of the same kind are logged at growing intervals, with the number of those in between: a
 * peer that causes a thousand a second cannot fill the log, and the first one is always logged.
 */

const firstIntervalMs = 10_000;
const longestIntervalMs = 3_600_000;

interface Reported {
  readonly loggedMs: number;
  readonly intervalMs: number;
  unlogged: number;
}

/** `Kind` must be bounded: one entry is kept for each. Times are of the steady clock. */
export class RepeatedReports<Kind extends string> {
  readonly #reported = new Map<Kind, Reported>();

  /** Reports of this kind since the last logged one, or null when this one must not be logged. */
  toLog(kind: Kind, nowMs: number): { readonly collapsed: number } | null {
    const last = this.#reported.get(kind);
    if (last !== undefined && nowMs - last.loggedMs < last.intervalMs) {
      last.unlogged += 1;
      return null;
    }
    this.#reported.set(kind, { loggedMs: nowMs, intervalMs: intervalAfter(last), unlogged: 0 });
    return { collapsed: last?.unlogged ?? 0 };
  }
}

/** Doubles while reports keep coming. */
function intervalAfter(last: Reported | undefined): number {
  if (last === undefined || last.unlogged === 0) return firstIntervalMs;
  return Math.min(longestIntervalMs, 2 * last.intervalMs);
}
