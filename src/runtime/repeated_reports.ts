/**
 * Reports of the same kind are logged at growing intervals, with the number of those in between: a
 * peer that causes a thousand a second cannot fill the log, and the first one is always logged.
 */

export interface ReportIntervals {
  readonly firstMs: number;
  readonly longestMs: number;
}

const usualIntervals: ReportIntervals = { firstMs: 10_000, longestMs: 3_600_000 };

/** Kinds that are remembered; the one logged longest ago is forgotten, and then counts as new. */
const kindsMax = 4_096;

interface Reported {
  readonly loggedMs: number;
  readonly intervalMs: number;
  unlogged: number;
}

/** Times are of the steady clock. */
export class RepeatedReports<Kind extends string> {
  readonly #intervals: ReportIntervals;
  readonly #reported = new Map<Kind, Reported>();

  constructor(intervals: ReportIntervals = usualIntervals) {
    this.#intervals = intervals;
  }

  /**
   * `count` reports of this kind: the number of those since the last logged one, or null when
   * these must not be logged.
   */
  toLog(kind: Kind, nowMs: number, count = 1): { readonly collapsed: number } | null {
    const last = this.#reported.get(kind);
    if (last !== undefined && nowMs - last.loggedMs < last.intervalMs) {
      last.unlogged += count;
      return null;
    }
    this.#reported.delete(kind);
    const intervalMs = this.#intervalAfter(last);
    this.#reported.set(kind, { loggedMs: nowMs, intervalMs, unlogged: 0 });
    const [oldest] = this.#reported.keys();
    if (this.#reported.size > kindsMax) this.#reported.delete(oldest!);
    return { collapsed: last?.unlogged ?? 0 };
  }

  /** Doubles while reports keep coming. */
  #intervalAfter(last: Reported | undefined): number {
    const { firstMs, longestMs } = this.#intervals;
    if (last === undefined || last.unlogged === 0) return firstMs;
    return Math.min(longestMs, 2 * last.intervalMs);
  }
}
