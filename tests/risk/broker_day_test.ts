/** The broker's days across daylight-saving changes, at every possible offset. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { type BrokerMs, brokerMs } from "../../src/models/mod.ts";
import { inWorld } from "./risk_world.ts";
import {
  brokerDayOf,
  brokerDayStart,
  isLaterDay,
  minuteOfWeek,
} from "../../src/risk/day/broker_day.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/**
 * UTC times of the changes in 2026, by law: US second Sunday of March and first of November, 2:00;
 * EU last Sundays, 1:00 UTC.
 */
const switches = {
  none: [Infinity, -Infinity],
  us: [Date.UTC(2026, 2, 8, 7), Date.UTC(2026, 10, 1, 6)],
  eu: [Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 1)],
} as const;

/** -12:00 to +14:00, including quarters of an hour. */
const anyOffset = fc.integer({ min: -48, max: 56 }).map((quarters) => quarters * 15 * minuteMs);
const anyRule = fc.constantFrom("none", "us", "eu" as const);

function serverTime(utcMs: number, winterMs: number, rule: keyof typeof switches): BrokerMs {
  const [from, to] = switches[rule];
  return brokerMs(utcMs + winterMs + (from <= utcMs && utcMs < to ? hourMs : 0));
}

/**
 * The calendar date in that zone, calculated independently: days since 1970 by counting years and
 * months.
 */
function calendarDay(time: number): string {
  let days = Math.floor(time / dayMs);
  let year = 1970;
  const isLeap = (one: number) => (one % 4 === 0 && one % 100 !== 0) || one % 400 === 0;
  for (; days >= (isLeap(year) ? 366 : 365); year += 1) days -= isLeap(year) ? 366 : 365;
  const months = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  let month = 0;
  for (; days >= months[month]!; month += 1) days -= months[month]!;
  const two = (value: number) => String(value).padStart(2, "0");
  return `${year}-${two(month + 1)}-${two(days + 1)}`;
}

/** Any moment of 2026, half of them within two days of a change. */
const anyMoment = fc.oneof(
  fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }),
  fc.tuple(
    fc.constantFrom(...switches.us, ...switches.eu),
    fc.integer({ min: -2 * dayMs, max: 2 * dayMs }),
  ).map(([at, off]) => at + off),
);

Deno.test("the broker's day is the date on the server's calendar, and begins at its midnight", () => {
  fc.assert(
    fc.property(anyMoment, anyOffset, anyRule, (utcMs, winterMs, rule) => {
      const time = serverTime(utcMs, winterMs, rule);
      const start = brokerDayStart(time);
      assert.equal(brokerDayOf(time), calendarDay(time));
      assert.ok(start <= time && time < start + dayMs);
      assert.equal(brokerDayOf(start), brokerDayOf(time));
      assert.ok(isLaterDay(start, brokerDayOf(brokerMs(start - 1))));
    }),
    { seed: 51, numRuns: 3_000 },
  );
});

Deno.test("days never go back, and none is skipped, whatever the clock does at a daylight-saving change", () => {
  fc.assert(
    fc.property(anyOffset, anyRule, anyMoment, (winterMs, rule, fromMs) => {
      let day = brokerDayOf(serverTime(fromMs, winterMs, rule));
      for (let utcMs = fromMs; utcMs < fromMs + 4 * dayMs; utcMs += 17 * minuteMs) {
        const time = serverTime(utcMs, winterMs, rule);
        if (!isLaterDay(time, day)) continue;
        const next = calendarDay(Date.parse(day) + dayMs);
        assert.equal(brokerDayOf(time), next);
        day = next;
      }
    }),
    { seed: 52, numRuns: 200 },
  );
});

Deno.test("a server set back across midnight stays on the day it had reached", () => {
  // Two hours west of UTC with EU dates: at 01:00 UTC it is 00:00, then 23:00 again.
  const before = serverTime(Date.UTC(2026, 9, 25, 1) - 1, -2 * hourMs, "eu");
  const after = serverTime(Date.UTC(2026, 9, 25, 1), -2 * hourMs, "eu");
  assert.equal(brokerDayOf(before), "2026-10-24");
  assert.equal(brokerDayOf(brokerMs(before + 1)), "2026-10-25");
  assert.equal(brokerDayOf(after), "2026-10-24");
  assert.equal(isLaterDay(after, "2026-10-25"), false);
});

for (
  const [time, minute] of [
    ["2026-03-01T00:00:00Z", 0],
    ["2026-03-01T00:01:30Z", 1.5],
    ["2026-03-02T00:00:00Z", 1_440],
    ["2026-02-28T23:59:00Z", 10_079],
    ["1970-01-01T00:00:00Z", 4 * 1_440],
  ] as const
) {
  Deno.test(`minuteOfWeek() of ${time} is ${minute}`, () => {
    assert.equal(minuteOfWeek(brokerMs(Date.parse(time))), minute);
  });
}

Deno.test("while the broker's day is uncertain nothing is opened, and a loss still halts", async () => {
  await inWorld(async (world) => {
    await world.sync();
    const dayProblem = "the terminal's clock says 2026-02-26 12:00, the broker's ticks 2026-02-25";
    await world.tellAccount({}, world.brokerMs, dayProblem);
    assert.deepEqual(await world.refusals(), ["broker_day_uncertain"]);
    world.floating = -200;
    await world.tellAccount({}, world.brokerMs, dayProblem);
    assert.deepEqual((await world.halts()).map(({ cause }) => cause), ["daily_loss"]);
    world.floating = 0;
    await world.tellAccount();
    assert.deepEqual(await world.refusals(), ["halted"]);
  });
});

Deno.test("equity that was read after a sleep, and dated before midnight, is not what the day begins with", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.clock.advance(12 * hourMs - 2_000);
    await world.tellAccount();
    const asleepBrokerMs = world.brokerMs;
    await world.clock.advance(2 * hourMs);
    world.recordDeal("sell", -600);
    await world.clock.advance(8 * hourMs);
    await world.tellAccount({}, asleepBrokerMs, null, false);
    await world.tellAccount();
    await world.clock.advance(5_000);
    assert.deepEqual((await world.halts()).map(({ cause }) => cause), ["daily_loss"]);
    assert.match(world.logged.sentences().join("\n"), /10,000.00 USD \(reconstructed/);
  });
});

Deno.test("equity of an uncertain time is not what the day begins with when later messages are outdated", async () => {
  await inWorld(async (world) => {
    const tell = async (number: number, time: BrokerMs, isSurelyDated: boolean) => {
      world.place = { source: "1", number };
      await world.tellAccount({}, time, null, isSurelyDated);
    };
    world.place = { source: "1", number: 0 };
    await world.sync();
    await tell(1, world.brokerMs, true);
    await world.clock.advance(12 * hourMs - 40_000);
    world.recordDeal("balance", 90);
    await world.clock.advance(10_000);
    // The clock was set back an hour, and is right again in all later messages, of older figures.
    await tell(3, brokerMs(world.brokerMs - hourMs), false);
    for (let second = 0; second < 15; second += 1) {
      await world.clock.advance(1_000);
      await tell(2, world.brokerMs, true);
    }
    await world.clock.advance(20_000);
    await tell(4, world.brokerMs, true);
    await world.clock.advance(15_000);
    assert.deepEqual([world.state.trouble, await world.halts()], [null, []]);
    assert.match(world.logged.sentences().join("\n"), /10,090.00 USD \(reconstructed/);
  });
});
