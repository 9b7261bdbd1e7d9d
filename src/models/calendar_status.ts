/** Whether a terminal's economic calendar is known. */

import type { UnixMs } from "./time.ts";

/** `unsupported`: its Expert Advisor is too old; `unavailable`: the terminal cannot reach it. */
export const calendarStates = ["unread", "read", "unavailable", "unsupported"] as const;
export type CalendarState = typeof calendarStates[number];

export interface CalendarStatus {
  readonly state: CalendarState;
  /** When it was last read; null before the first time in this run. */
  readonly readMs: UnixMs | null;
}
