/** Cron expressions in UTC: next runs, refusals, and no effect of the machine's time zone. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type CronExpression,
  nextCronRun,
  parseCron,
} from "../../../src/runtime/scheduler/cron_expression.ts";

function cron(text: string): CronExpression {
  const parsed = parseCron(text);
  assert.ok(parsed.ok, `${text} is refused`);
  return parsed.value;
}

const nextRunCases: readonly [expression: string, after: string, expected: string][] = [
  ["* * * * *", "2026-03-01T00:00:00.000Z", "2026-03-01T00:01:00.000Z"],
  ["* * * * *", "2026-03-01T00:00:59.999Z", "2026-03-01T00:01:00.000Z"],
  ["*/15 * * * *", "2026-03-01T10:46:00.000Z", "2026-03-01T11:00:00.000Z"],
  ["*/10 * * * * *", "2026-03-01T10:46:10.000Z", "2026-03-01T10:46:20.000Z"],
  ["30 7 * * *", "2026-03-01T07:30:00.000Z", "2026-03-02T07:30:00.000Z"],
  ["30 7 * * *", "2026-03-01T07:29:59.500Z", "2026-03-01T07:30:00.000Z"],
  ["0 22 * * 5", "2026-03-01T00:00:00.000Z", "2026-03-06T22:00:00.000Z"],
  ["0 22 * * sun", "2026-03-01T22:00:00.000Z", "2026-03-08T22:00:00.000Z"],
  ["0 22 * * 7", "2026-03-01T00:00:00.000Z", "2026-03-01T22:00:00.000Z"],
  ["0 8-16/4 * * mon-fri", "2026-03-06T16:00:00.000Z", "2026-03-09T08:00:00.000Z"],
  ["0 0 1,15 * *", "2026-03-01T00:00:00.000Z", "2026-03-15T00:00:00.000Z"],
  ["0 0 31 * *", "2026-04-01T00:00:00.000Z", "2026-05-31T00:00:00.000Z"],
  ["0 0 29 2 *", "2026-03-01T00:00:00.000Z", "2028-02-29T00:00:00.000Z"],
  ["0 0 29 2 *", "2096-03-01T00:00:00.000Z", "2104-02-29T00:00:00.000Z"],
  ["0 0 13 * fri", "2026-03-01T00:00:00.000Z", "2026-03-06T00:00:00.000Z"],
  ["59 59 23 31 12 *", "2026-12-31T23:59:59.000Z", "2027-12-31T23:59:59.000Z"],
  ["@hourly", "2026-03-01T00:00:00.000Z", "2026-03-01T01:00:00.000Z"],
  ["  0\t6 * * *  ", "2026-03-01T00:00:00.000Z", "2026-03-01T06:00:00.000Z"],
];
for (const [expression, after, expected] of nextRunCases) {
  Deno.test(`"${expression}" after ${after} runs at ${expected}`, () => {
    const next = nextCronRun(cron(expression), Date.parse(after));
    assert.equal(next === undefined ? undefined : new Date(next).toISOString(), expected);
  });
}

const invalid: readonly [expression: string, reason: RegExp][] = [
  ["", /value, list, range or step/],
  ["* * * *", /5 or 6 elements/],
  ["* * * * * * *", /5 or 6 elements/],
  ["60 * * * *", /60 is outside/],
  ["* 24 * * *", /24 is outside/],
  ["* * 0 * *", /0 is outside/],
  ["* * * 13 *", /13 is outside/],
  ["* * * * 8", /8 is outside/],
  ["* * * * xyz", /xyz is NaN/],
  ["5-1 * * * *", /Invalid range/],
  ["*/0 * * * *", /greater than 0/],
  ["5x * * * *", /"5x" is not a value/],
  ["5-10x * * * *", /"5-10x" is not a value/],
  ["5/10 * * * *", /"5\/10" is not a value/],
  ["1.5 * * * *", /"1.5" is not a value/],
  ["-5 * * * *", /"-5" is not a value/],
  ["1,,2 * * * *", /"1,,2" is not a value/],
  ["@fortnightly", /5 or 6 elements/],
  ["0 0 30 2 *", /no such date/],
];
for (const [expression, reason] of invalid) {
  Deno.test(`"${expression}" is refused with a reason`, () => {
    const parsed = parseCron(expression);
    assert.ok(!parsed.ok);
    assert.equal(parsed.error.code, "invalid_cron");
    assert.equal(parsed.error.expression, expression);
    assert.match(parsed.error.reason, reason);
  });
}

Deno.test("nextCronRun() skips no matching minute and runs at no other", () => {
  const field = (max: number) =>
    fc.oneof(fc.constant(undefined), fc.uniqueArray(fc.nat(max), { minLength: 1, maxLength: 4 }));
  const fields = fc.record({ minute: field(59), hour: field(23), weekday: field(6) });
  const startMs = Date.UTC(2026, 2, 28);
  fc.assert(
    fc.property(fields, fc.nat(2 * 86_400_000), ({ minute, hour, weekday }, offsetMs) => {
      const text = [minute, hour, undefined, undefined, weekday]
        .map((values) => values?.join(",") ?? "*").join(" ");
      const matches = (ms: number) => {
        const date = new Date(ms);
        return (minute?.includes(date.getUTCMinutes()) ?? true) &&
          (hour?.includes(date.getUTCHours()) ?? true) &&
          (weekday?.includes(date.getUTCDay()) ?? true);
      };
      const afterMs = startMs + offsetMs;
      let expected = Math.floor(afterMs / 60_000) * 60_000 + 60_000;
      while (!matches(expected)) expected += 60_000;
      assert.equal(nextCronRun(cron(text), afterMs), expected);
    }),
    { numRuns: 50 },
  );
});

Deno.test({
  name:
    "runs are calculated in UTC in any time zone, even when the local clock is set forward or back",
  ignore: Deno.build.os === "windows", // reads the time zone from the system, not from TZ
  fn: async () => {
    const module =
      new URL("../../../src/runtime/scheduler/cron_expression.ts", import.meta.url).href;
    const code = `
    import { nextCronRun, parseCron } from ${JSON.stringify(module)};
    const expression = parseCron("30 * * * *").value;
    for (const day of ["2026-03-08T00:00Z", "2026-11-01T00:00Z"]) {
      let next = Date.parse(day);
      for (let hour = 0; hour < 24; hour += 1) {
        const due = Date.parse(day) + hour * 3600000 + 1800000;
        next = nextCronRun(expression, next);
        if (next !== due) throw new Error(new Date(next).toISOString());
      }
    }
    if (new Date("2026-07-01T00:00Z").getTimezoneOffset() !== 240) throw new Error("TZ is not set");
  `;
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", code],
      cwd: new URL("../../../", import.meta.url),
      env: { TZ: "America/New_York", NO_COLOR: "1" },
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
  },
});
