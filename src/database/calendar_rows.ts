/** The economic calendar between the store and those who write and read it. */

import type { CalendarImportance, CalendarRelease, TerminalId, UnixMs } from "../models/mod.ts";

/** All releases of a terminal in a time, both ends included. */
export interface CalendarReading {
  readonly terminal: TerminalId;
  readonly fromMs: UnixMs;
  readonly toMs: UnixMs;
  /** What is stored of that time, but was not read, is no longer due. */
  readonly isWhole: boolean;
  readonly releases: readonly CalendarRelease[];
  /** The time of each release. */
  readonly utcMs: Float64Array;
  readonly readMs: UnixMs;
}

export interface CalendarWanted {
  /** Null: of all terminals. */
  readonly terminal: TerminalId | null;
  readonly fromMs: number;
  readonly toMs: number;
  /** Null: all. */
  readonly currency: string | null;
  /** At least. */
  readonly importance: CalendarImportance;
  readonly limit: number;
}

export type StoredRelease = CalendarRelease & {
  readonly terminal: TerminalId;
  readonly utcMs: UnixMs;
};
