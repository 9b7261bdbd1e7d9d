/** The economic calendar of a terminal: what was released, and what is due. */

import type { BrokerMs } from "./time.ts";

/** In the order of MetaTrader's enumerations, as are the three lists that follow. */
export const calendarKinds = ["event", "indicator", "holiday"] as const;
export type CalendarKind = typeof calendarKinds[number];

export const calendarImportances = ["none", "low", "moderate", "high"] as const;
export type CalendarImportance = typeof calendarImportances[number];

/** What is known of the time: all of it, the day, nothing, or a time that may change. */
export const calendarTimings = ["exact", "day", "none", "tentative"] as const;
export type CalendarTiming = typeof calendarTimings[number];

/** What the released value means for the currency. */
export const calendarImpacts = ["none", "positive", "negative"] as const;
export type CalendarImpact = typeof calendarImpacts[number];

/** Figures are null where there are none (yet). */
export interface CalendarRelease {
  /** Unique in the calendar; stays when the release is postponed or gets its figures. */
  readonly id: string;
  /** The id that all releases of the same event share. */
  readonly event: string;
  readonly name: string;
  /** ISO code of two letters, such as `US`. */
  readonly country: string;
  readonly currency: string;
  readonly kind: CalendarKind;
  readonly importance: CalendarImportance;
  readonly timing: CalendarTiming;
  readonly brokerMs: BrokerMs;
  readonly actual: number | null;
  readonly forecast: number | null;
  readonly previous: number | null;
  /** What `previous` has been corrected to. */
  readonly revisedPrevious: number | null;
  readonly impact: CalendarImpact;
}
