/**
 * Keeps repeated failures from flooding the log: the first one is shown, repeats are counted, and
 * the count is shown at the end of a time window. Windows grow while the failure continues. This
 * file only decides; `log_output.ts` has the timer. Times are of a steady clock.
 */

import type { LogCode } from "../models/log_codes.ts";
import type { LogRecord } from "../models/logger.ts";

/**
 * A record to show; `repeats` is the number of similar records that were suppressed in the last
 * `windowMs`.
 */
export interface ShownRecord {
  readonly record: LogRecord;
  readonly repeats: { readonly count: number; readonly windowMs: number } | null;
}

interface Window {
  readonly endMs: number;
  readonly lengthMs: number;
  readonly count: number;
  readonly last: LogRecord;
}

/** Long enough to calm the console, short enough to show soon that the failure continues. */
export const firstWindowMs = 30_000;
/** With windows of this length a failure that lasts a whole weekend adds a few hundred lines. */
export const longestWindowMs = 600_000;
/** At most this many failures are distinguished in detail; the others by code and source only. */
const maxWindows = 500;

/** Fields that identify a failure: a different subject or reason makes it a different failure. */
const subjectFields = [
  ...["actor", "peer", "terminal", "symbol", "strategy", "task", "job"],
  ...["code", "line"],
] as const;

/**
 * Each of these tells of something else that has happened to the account, also when the words are
 * the same: a second halt after a resume, the second of two closes.
 */
const events: ReadonlySet<LogCode> = new Set([
  ...["close_unwritten", "discrepancy_found", "everything_halted", "everything_resumed"] as const,
  ...["guard_acted", "halt_began", "halt_ended", "halt_flat", "halt_in_effect"] as const,
  ...["order_given_up", "order_outgrown", "order_unknown"] as const,
]);

export class FloodFilter {
  readonly #windows = new Map<string, Window>();

  /**
   * Returns what to show now that `record` has arrived. Only warnings and errors are ever
   * suppressed, and of these no events.
   */
  admit(record: LogRecord, nowMs: number): ShownRecord[] {
    const shown = this.due(nowMs);
    if ((record.level !== "warning" && record.level !== "error") || events.has(record.code)) {
      return [...shown, { record, repeats: null }];
    }
    const key = this.#keyOf(record);
    const window = this.#windows.get(key);
    if (window !== undefined) {
      this.#windows.set(key, { ...window, count: window.count + 1, last: record });
      return shown;
    }
    this.#open(key, { last: record, lengthMs: firstWindowMs, nowMs });
    return [...shown, { record, repeats: null }];
  }

  /** The counts whose windows have ended. Failures that did not repeat are forgotten. */
  due(nowMs: number): ShownRecord[] {
    const shown: ShownRecord[] = [];
    for (const [key, window] of this.#windows) {
      if (window.endMs > nowMs) continue;
      this.#windows.delete(key);
      if (window.count === 0) continue;
      shown.push(summaryOf(window));
      const lengthMs = Math.min(window.lengthMs * 2, longestWindowMs);
      this.#open(key, { last: window.last, lengthMs, nowMs });
    }
    return shown;
  }

  /** All counts, whether their windows have ended or not: used when the program ends. */
  drain(): ShownRecord[] {
    const open = [...this.#windows.values()].filter(({ count }) => count > 0);
    this.#windows.clear();
    return open.map(summaryOf);
  }

  /** When `due` will next return something; null when nothing is suppressed. */
  nextDueMs(): number | null {
    const ends = [...this.#windows.values()].map(({ endMs }) => endMs);
    return ends.length === 0 ? null : Math.min(...ends);
  }

  #open(key: string, window: { last: LogRecord; lengthMs: number; nowMs: number }): void {
    const { last, lengthMs, nowMs } = window;
    this.#windows.set(key, { last, lengthMs, endMs: nowMs + lengthMs, count: 0 });
  }

  #keyOf(record: LogRecord): string {
    const failure = `${record.level} ${record.source} ${record.code}`;
    const subject = subjectFields.map((field) => record.fields[field] ?? "").join(" ");
    const key = `${failure} ${subject}`;
    return this.#windows.has(key) || this.#windows.size < maxWindows ? key : failure;
  }
}

function summaryOf(window: Window): ShownRecord {
  return {
    record: window.last,
    repeats: { count: window.count, windowMs: window.lengthMs },
  };
}
