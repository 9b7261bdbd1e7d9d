/** Tells a program the economic calendar: two weeks back and ahead, and figures when they come. */

import {
  type BrokerMs,
  brokerMs,
  calendarImpacts,
  calendarImportances,
  calendarKinds,
  type CalendarRelease,
  calendarTimings,
} from "../../src/models/mod.ts";
import { simulatedReleases } from "../../src/simulation/economic_calendar.ts";
import { serverOffsetAtMs } from "../../src/simulation/server_time.ts";
import type { Field } from "./lines.ts";

const reachMs = 14 * 86_400_000;

export class CalendarView {
  readonly #tell: (...fields: readonly Field[]) => void;
  /** Figures up to here have been told. */
  #toldToMs: BrokerMs = brokerMs(0);

  constructor(tell: (...fields: readonly Field[]) => void) {
    this.#tell = tell;
  }

  describe(nowMs: BrokerMs): void {
    this.#toldToMs = nowMs;
    const [fromMs, toMs] = [brokerMs(nowMs - reachMs), brokerMs(nowMs + reachMs)];
    for (const release of simulatedReleases({ fromMs, toMs, nowMs })) {
      const { event, country, currency, kind, timing, importance, name } = release;
      this.#tell("calendar_country", idOf(country), country, country, currency);
      this.#tell(
        "calendar_event",
        event,
        idOf(country),
        calendarKinds.indexOf(kind),
        calendarTimings.indexOf(timing),
        calendarImportances.indexOf(importance),
        1,
        name,
      );
      this.#tellValue(release);
    }
  }

  update(nowMs: BrokerMs): void {
    if (nowMs <= this.#toldToMs) return;
    // The clock has changed, and all times with it.
    if (serverOffsetAtMs(nowMs) !== serverOffsetAtMs(this.#toldToMs)) return this.describe(nowMs);
    const fromMs = brokerMs(this.#toldToMs + 1);
    this.#toldToMs = nowMs;
    for (const release of simulatedReleases({ fromMs, toMs: nowMs, nowMs })) {
      this.#tellValue(release);
    }
  }

  #tellValue(release: CalendarRelease): void {
    const { id, event, actual, previous, revisedPrevious, forecast, impact } = release;
    const seconds = release.brokerMs / 1_000;
    const figures = [actual, previous, revisedPrevious, forecast].map(millionths);
    const impactCode = calendarImpacts.indexOf(impact);
    this.#tell("calendar_value", id, event, seconds, seconds, 0, ...figures, impactCode);
  }
}

/** Empty: none. */
function millionths(figure: number | null): Field {
  return figure === null ? "" : Math.round(figure * 1_000_000);
}

function idOf(country: string): number {
  return country.charCodeAt(0) * 100 + country.charCodeAt(1);
}
