/**
 * The broker clock across the daylight-saving changes of America and Europe, and what it learns
 * from readings.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { DaylightSaving } from "../../src/config/choices.ts";
import { BrokerClock, roundedOffsetMs } from "../../src/mt5/broker_clock.ts";
import { daylightSavingMs } from "../../src/mt5/daylight_saving.ts";
import { type BrokerMs, brokerMs, type ClockOffset, unixMs } from "../../src/models/time.ts";

const hourMs = 3_600_000;
const at = (text: string): BrokerMs => brokerMs(Date.parse(`${text}Z`));
const hours = (offsetMs: number | null) => offsetMs === null ? null : offsetMs / hourMs;
const measured = (text: string, offsetHours: number): ClockOffset => ({
  fromBrokerMs: at(text),
  offsetMs: offsetHours * hourMs,
});

const seasons: readonly [rule: DaylightSaving, utc: string, aheadHours: number][] = [
  ["us", "2024-03-10T06:59:59.999", 0],
  ["us", "2024-03-10T07:00", 1],
  ["us", "2024-11-03T05:59:59.999", 1],
  ["us", "2024-11-03T06:00", 0],
  ["us", "2026-03-08T06:59", 0],
  ["us", "2026-03-08T07:00", 1],
  ["us", "2026-11-01T05:59", 1],
  ["us", "2026-11-01T06:00", 0],
  ["eu", "2024-03-31T00:59:59.999", 0],
  ["eu", "2024-03-31T01:00", 1],
  ["eu", "2024-10-27T00:59", 1],
  ["eu", "2024-10-27T01:00", 0],
  ["eu", "2025-03-30T01:00", 1],
  ["eu", "2025-10-26T01:00", 0],
  ["none", "2025-07-01T00:00", 0],
];

for (const [rule, utc, aheadHours] of seasons) {
  Deno.test(`${rule} rule: ${aheadHours} h ahead of winter time at ${utc} UTC`, () => {
    assert.equal(daylightSavingMs(rule, unixMs(at(utc))) / hourMs, aheadHours);
  });
}

const conversions: readonly {
  name: string;
  rule: DaylightSaving;
  history: readonly ClockOffset[];
  expected: readonly [broker: string, offsetHours: number][];
}[] = [
  {
    name: "a New York close server measured in winter",
    rule: "us",
    history: [measured("2026-01-15T12:00", 2)],
    expected: [
      ["2025-03-09T08:59", 2],
      ["2025-03-09T10:00", 3],
      ["2025-07-01T00:00", 3],
      ["2025-11-02T07:59", 3],
      ["2025-11-02T09:00", 2],
      ["2026-07-01T00:00", 3],
    ],
  },
  {
    name: "the same server measured in summer",
    rule: "us",
    history: [measured("2025-07-15T12:00", 3)],
    expected: [["2025-01-15T12:00", 2], ["2025-07-01T00:00", 3], ["2025-12-01T00:00", 2]],
  },
  {
    name: "a London server",
    rule: "eu",
    history: [measured("2026-01-15T12:00", 0)],
    expected: [["2025-03-29T12:00", 0], ["2025-03-31T00:00", 1], ["2025-10-27T00:00", 0]],
  },
  {
    name: "a server at UTC left on the default rule",
    rule: "us",
    history: [measured("2026-01-15T12:00", 0)],
    expected: [["2025-07-01T00:00", 0], ["2026-07-01T00:00", 0]],
  },
  {
    name: "a server at UTC+3 all year, measured in winter",
    rule: "us",
    history: [measured("2026-01-15T12:00", 3)],
    expected: [["2025-07-01T00:00", 3], ["2026-07-01T00:00", 3]],
  },
  {
    name: "a server that moved from London to New York's day",
    rule: "none",
    history: [measured("2026-02-02T00:00", 2), measured("2025-01-02T00:00", 0)],
    expected: [["2024-06-01T00:00", 0], ["2026-02-01T23:59", 0], ["2026-02-02T00:00", 2]],
  },
];

for (const { name, rule, history, expected } of conversions) {
  Deno.test(`offsets of ${name}`, () => {
    const clock = new BrokerClock(rule, history);
    assert.deepEqual(
      expected.map(([broker]) => [broker, hours(clock.offsetMs(at(broker)))]),
      expected,
    );
  });
}

Deno.test("before the first measurement nothing is converted", () => {
  const clock = new BrokerClock("us", []);
  assert.equal(clock.currentOffsetMs, null);
  assert.equal(clock.toUtc(at("2026-01-01T00:00")), null);
  assert.equal(clock.toBroker(unixMs(0)), null);
  assert.equal(clock.utcColumn(Float64Array.of(1)), null);
  assert.equal(clock.sample({ serverMs: at("2026-01-01T00:00"), offsetMs: null }), null);
  assert.equal(clock.currentOffsetMs, null);
});

Deno.test("UTC to server time and back is the same instant, except in the hour that happens twice", () => {
  const rules = fc.constantFrom<DaylightSaving>("us", "eu", "none");
  const instants = fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2035, 0) });
  const anchor = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2026, 0) });
  fc.assert(
    fc.property(rules, instants, anchor, (rule, utc, fromBrokerMs) => {
      const history = [{ fromBrokerMs: brokerMs(fromBrokerMs), offsetMs: 2 * hourMs }];
      const clock = new BrokerClock(rule, history);
      const back = clock.toUtc(clock.toBroker(unixMs(utc))!)!;
      const isRepeatedHour = rule !== "none" && utc - back === hourMs &&
        daylightSavingMs(rule, back) > daylightSavingMs(rule, unixMs(utc));
      assert.ok(back === utc || isRepeatedHour);
    }),
    { seed: 7, numRuns: 2_000 },
  );
});

const readings: readonly [offsetMs: number | null, rounded: number | null][] = [
  [2 * hourMs, 2 * hourMs],
  [2 * hourMs + 119_000, 2 * hourMs],
  [2 * hourMs - 120_000, 2 * hourMs],
  [2 * hourMs + 121_000, null],
  [5.75 * hourMs, 5.75 * hourMs],
  [-12 * hourMs, -12 * hourMs],
  [-12.25 * hourMs, null],
  [14 * hourMs, 14 * hourMs],
  [14.25 * hourMs, null],
  [-30_000, 0],
  [null, null],
];

for (const [offsetMs, rounded] of readings) {
  Deno.test(`a reading of ${offsetMs} ms counts as ${rounded}`, () => {
    assert.equal(roundedOffsetMs(offsetMs), rounded);
  });
}

/** Feeds readings a second apart; returns the offsets that had to be stored. */
function feed(clock: BrokerClock, from: string, offsets: readonly (number | null)[]) {
  return offsets.map((offsetHours, index) =>
    clock.sample({
      serverMs: at(from) + index * 1_000,
      offsetMs: offsetHours === null ? null : offsetHours * hourMs,
    })
  ).filter((learnt) => learnt !== null);
}

Deno.test("the very first reading is trusted and stored, equal later ones are not stored", () => {
  const clock = new BrokerClock("us", []);
  assert.deepEqual(feed(clock, "2026-01-15T12:00", [2, 2, 2]), [measured("2026-01-15T12:00", 2)]);
  assert.equal(hours(clock.currentOffsetMs), 2);
});

Deno.test("a known offset is trusted at once after a restart of the bridge", () => {
  const clock = new BrokerClock("us", [measured("2026-01-15T12:00", 2)]);
  assert.deepEqual(feed(clock, "2026-02-01T12:00", [2]), []);
  assert.equal(hours(clock.currentOffsetMs), 2);
});

Deno.test("the change to summer time is expected: trusted at once, nothing to store", () => {
  const clock = new BrokerClock("us", [measured("2026-01-15T12:00", 2)]);
  assert.deepEqual(feed(clock, "2026-03-08T08:59:59", [2]), []);
  assert.deepEqual(feed(clock, "2026-03-08T10:00", [3]), []);
  assert.equal(hours(clock.currentOffsetMs), 3);
});

Deno.test("another offset is trusted after three equal readings in a row", () => {
  const clock = new BrokerClock("none", []);
  feed(clock, "2026-01-15T12:00", [2]);
  assert.deepEqual(feed(clock, "2026-01-16T12:00", [5, 5, null, 5, 2, 5, 5]), []);
  assert.equal(hours(clock.currentOffsetMs), 2);
  assert.deepEqual(feed(clock, "2026-01-16T13:00", [5]), [measured("2026-01-16T13:00", 5)]);
  assert.equal(hours(clock.currentOffsetMs), 5);
  assert.equal(hours(clock.offsetMs(at("2026-01-16T12:30"))), 2);
});

Deno.test("an unexpected offset at the start of a connection makes the clock unknown until it is certain", () => {
  const clock = new BrokerClock("us", [measured("2026-01-15T12:00", 2)]);
  assert.deepEqual(feed(clock, "2026-01-20T12:00", [0, 0]), []);
  assert.equal(clock.currentOffsetMs, null);
  feed(clock, "2026-01-20T12:00:02", [0]);
  assert.equal(hours(clock.currentOffsetMs), 0);
});

Deno.test("a European server on the American rule is correct from the Sunday on which only America changed", () => {
  // America changed on 2026-03-08, Europe will on 2026-03-29; the bridge was off from February to
  // 18 March.
  const clock = new BrokerClock("us", [measured("2026-01-15T12:00", 2)]);
  const [learnt] = feed(clock, "2026-03-18T12:00", [2, 2, 2]);
  assert.deepEqual(learnt, measured("2026-03-08T12:00", 2));
  assert.equal(hours(clock.offsetMs(at("2026-03-09T00:00"))), 2);
  assert.equal(hours(clock.offsetMs(at("2026-03-06T00:00"))), 2);
});

Deno.test("a clock that changed while the bridge was off is assumed to have changed last Sunday", () => {
  const clock = new BrokerClock("none", [measured("2026-01-15T12:00", 2)]);
  const [learnt] = feed(clock, "2026-04-01T12:00", [3, 3, 3]); // a Wednesday
  assert.deepEqual(learnt, measured("2026-03-29T12:00", 3));
});

Deno.test("a column of server times is converted across a daylight-saving change", () => {
  const clock = new BrokerClock("us", [measured("2026-01-15T12:00", 2)]);
  const column = Float64Array.of(at("2026-03-06T23:00"), at("2026-03-09T00:00"));
  const utc = clock.utcColumn(column)!;
  assert.deepEqual([...utc], [at("2026-03-06T21:00"), at("2026-03-08T21:00")]);
  assert.equal(utc[1]! - utc[0]!, column[1]! - column[0]! - hourMs);
});

Deno.test("a column is converted like its single times", () => {
  const from = at("2023-12-25T00:00");
  const until = at("2027-01-05T00:00");
  const time = fc.integer({ min: from, max: until });
  const anchors = fc.array(fc.record({ time, offsetHours: fc.integer({ min: -5, max: 5 }) }), {
    minLength: 1,
    maxLength: 4,
  });
  const rules = fc.constantFrom<DaylightSaving>("us", "eu", "none");
  fc.assert(fc.property(rules, anchors, fc.array(time), (rule, history, times) => {
    const clock = new BrokerClock(
      rule,
      history.map((one) => ({
        fromBrokerMs: brokerMs(one.time),
        offsetMs: one.offsetHours * hourMs,
      })),
    );
    const nearAnchors = history.flatMap((one) => [one.time - 1, one.time]);
    const column = Float64Array.from([...times, ...nearAnchors]);
    const each = Array.from(column, (one) => clock.toUtc(brokerMs(one)));
    assert.deepEqual([...clock.utcColumn(column)!], each);
  }));
});
