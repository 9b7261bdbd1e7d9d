/**
 * When the releases of a terminal's economic calendar are. Their times are not those of bars: the
 * terminal shifts the whole calendar by the offset that the server has now, also what comes after a
 * change of its clock, or was before one. Pure.
 */

import { type BrokerMs, brokerMs, type CalendarRelease, unixMs } from "../models/mod.ts";
import type { BrokerClock } from "./broker_clock.ts";
import type { WireRelease } from "./wire_calendar.ts";

export interface DatedReleases {
  readonly releases: readonly CalendarRelease[];
  /** The time of each one. */
  readonly utcMs: Float64Array;
}

/** `offsetMs`: server time minus UTC when they were read. */
export function datedReleases(
  rows: readonly WireRelease[],
  clock: BrokerClock,
  offsetMs: number,
): DatedReleases {
  const releases = rows.map(({ ticket, timeMs, ...release }): CalendarRelease => ({
    id: ticket,
    ...release,
    brokerMs: hasHour(release.timing)
      ? clock.toBroker(unixMs(timeMs - offsetMs)) ?? brokerMs(timeMs)
      : brokerMs(timeMs),
  }));
  const utcMs = rows.map(({ timing, timeMs }) =>
    hasHour(timing) ? timeMs - offsetMs : clock.toUtc(timeMs as BrokerMs) ?? timeMs - offsetMs
  );
  return { releases, utcMs: Float64Array.from(utcMs) };
}

/** Otherwise only the day counts, and it must stay the same. */
function hasHour(timing: WireRelease["timing"]): boolean {
  return timing === "exact" || timing === "tentative";
}
