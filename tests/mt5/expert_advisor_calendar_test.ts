/** The Expert Advisor tells a calendar that the terminal cannot reach from one without entries. */

import assert from "node:assert/strict";
import { calendarReplySchema } from "../../src/mt5/wire_calendar.ts";
import type { Field } from "../../tools/mql5_host/lines.ts";
import { lacks } from "../../tools/test_needs.ts";
import { SteppedExpertAdvisor } from "../support/stepped_expert_advisor.ts";

const args = { from: "1772445600000", to: "1772445660000", after: "", limit: "10" };
const seconds = 1_772_445_630;

/** Id, event, time, period, revision, then actual, previous, revised and forecast in millionths. */
const value = (id: number, time: number, figures: readonly Field[]) =>
  ["calendar_value", id, 840, time, time, 0, ...figures, 2] as const;

Deno.test({
  name: "the calendar: unavailable, empty, and with figures as they are",
  ignore: lacks("cpp_compiler"),
  fn: async () => {
    const folder = await Deno.makeTempDir();
    const quirks = { noCalendar: 1 };
    await using advisor = await SteppedExpertAdvisor.welcomed({ folder, timerMs: 100, quirks });
    const { hosted } = advisor;
    const unavailable = await advisor.call("calendar", args);
    assert.deepEqual([unavailable.status, unavailable.code], ["refused", "calendar_unavailable"]);
    hosted.tell("quirk", "noCalendar", 0);
    const none = await advisor.call("calendar", args);
    assert.deepEqual([none.status, none.data], ["ok", { releases: [], more: false }]);
    hosted.tell("calendar_country", 7, "United States", "US", "USD");
    hosted.tell("calendar_event", 840, 7, 1, 3, 2, 1, 'GDP "q/q"');
    hosted.tell(...value(12, seconds, [-1_250_000, 0, "", 3_400_000_000]));
    // Outside of the time that is asked for, by a second on each side.
    hosted.tell(...value(11, 1_772_445_599, [1, 1, 1, 1]));
    hosted.tell(...value(13, 1_772_445_661, [1, 1, 1, 1]));
    hosted.tell("quirk", "partCalendar", 1);
    assert.equal((await advisor.call("calendar", args)).code, "calendar_unavailable");
    hosted.tell("quirk", "partCalendar", 0);
    const { data } = await advisor.call("calendar", args);
    assert.deepEqual(calendarReplySchema.parse(data), {
      releases: [{
        ticket: "12",
        event: "840",
        name: 'GDP "q/q"',
        country: "US",
        currency: "USD",
        kind: "indicator",
        importance: "moderate",
        timing: "tentative",
        timeMs: seconds * 1_000,
        actual: -1.25,
        forecast: 3_400,
        previous: 0,
        revisedPrevious: null,
        impact: "negative",
      }],
      more: false,
    });
    await Deno.remove(folder, { recursive: true });
  },
});
