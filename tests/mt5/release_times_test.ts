/** Times of the economic calendar around a change of the server's clock. */

import assert from "node:assert/strict";
import { brokerMs } from "../../src/models/mod.ts";
import { hourMs } from "../../src/models/time.ts";
import { BrokerClock } from "../../src/mt5/broker_clock.ts";
import { datedReleases } from "../../src/mt5/release_times.ts";
import type { WireRelease } from "../../src/mt5/wire_calendar.ts";
import { simulatedReleases } from "../../src/simulation/economic_calendar.ts";

/** Fridays of 2027; New York's clocks change on 14 March and on 7 November. */
const winter = brokerMs(Date.UTC(2027, 2, 12, 12));
const summer = brokerMs(Date.UTC(2027, 10, 5, 12));
/** 08:30 in New York on the Wednesday after. */
const cases = [
  ["spring", winter, 2 * hourMs, Date.UTC(2027, 2, 17, 12, 30)],
  ["autumn", summer, 3 * hourMs, Date.UTC(2027, 10, 10, 13, 30)],
] as const;

function row(timing: WireRelease["timing"], timeMs: number): WireRelease {
  return {
    ...{ ticket: "1", event: "2", name: "CPI y/y", country: "US", currency: "USD" },
    ...{ kind: "indicator", importance: "high", timing, timeMs, impact: "none" },
    ...{ actual: null, forecast: null, previous: null, revisedPrevious: null },
  };
}

for (const [season, now, offsetMs, utc] of cases) {
  const clock = new BrokerClock("us", [{ fromBrokerMs: now, offsetMs }]);

  Deno.test(`a release after the change in ${season}: at the moment of the event`, () => {
    // As the terminal shows it before the change.
    const { releases, utcMs } = datedReleases([row("exact", utc + offsetMs)], clock, offsetMs);
    assert.equal(utcMs[0], utc);
    // And on the broker's clock as it will be then.
    assert.equal(new Date(releases[0]!.brokerMs).toISOString().slice(11, 16), "15:30");
  });

  Deno.test(`a holiday after the change in ${season} stays on its day`, () => {
    const midnight = utc - (utc % (24 * hourMs));
    const { releases, utcMs } = datedReleases([row("day", midnight)], clock, offsetMs);
    assert.equal(releases[0]!.brokerMs, midnight);
    assert.equal(utcMs[0], clock.toUtc(brokerMs(midnight)));
  });

  Deno.test(`a simulated terminal shifts its calendar as the real one does, in ${season}`, () => {
    const span = { fromMs: now, toMs: brokerMs(now + 8 * 24 * hourMs), nowMs: now };
    const cpi = simulatedReleases(span).find(({ name }) => name === "CPI y/y");
    const { utcMs } = datedReleases([row("exact", cpi!.brokerMs)], clock, offsetMs);
    const later = brokerMs(now + 3 * 24 * hourMs);
    const afterwards = simulatedReleases({ ...span, nowMs: later })
      .find(({ name }) => name === "CPI y/y");
    assert.notEqual(afterwards!.brokerMs, cpi!.brokerMs);
    assert.equal(utcMs[0], clock.toUtc(afterwards!.brokerMs));
  });
}
