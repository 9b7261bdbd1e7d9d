/** Holes in prices are found by what the prices themselves show to be usual. */

import assert from "node:assert/strict";
import { PriceHoles } from "../../../src/backtest/run/price_holes.ts";

const hour = 60;
const day = 24 * hour;
/** A Monday. */
const monday = Date.UTC(2024, 0, 1) / 60_000;

/** Opening minutes of hours of `weeks` weeks, without those that `isClosed` names. */
function hoursOf(weeks: number, isClosed: (minute: number) => boolean): Int32Array {
  return Int32Array.from(
    Array.from({ length: weeks * 168 }, (_, at) => monday + at * hour).filter((one) =>
      !isClosed(one)
    ),
  );
}

function holesIn(minute: Int32Array, periodMinutes = hour) {
  const holes = new PriceHoles(periodMinutes);
  const half = minute.length >> 1;
  for (const part of [minute.subarray(0, half), minute.subarray(half)]) {
    holes.add({ minute: part, length: part.length });
  }
  return holes.holes();
}

const isWeekend = (minute: number) => (minute - monday) % (7 * day) >= 5 * day;
const within = (minute: number, from: number, to: number) =>
  minute >= monday + from * day && minute < monday + to * day;

Deno.test("weekends, nights and single holidays are no holes", () => {
  assert.deepEqual(holesIn(hoursOf(20, isWeekend)), []);
  assert.deepEqual(holesIn(hoursOf(20, (one) => isWeekend(one) || one % day < 12 * hour)), []);
  assert.deepEqual(holesIn(hoursOf(20, (one) => isWeekend(one) || within(one, 28, 30))), []);
  assert.deepEqual(holesIn(hoursOf(20, () => false)), []);
});

Deno.test("missing weeks are a hole, with the minutes that are usual in them", () => {
  const [hole, ...others] = holesIn(hoursOf(20, (one) => isWeekend(one) || within(one, 28, 49)));
  assert.deepEqual(others, []);
  assert.deepEqual(hole, {
    fromMs: (monday + 26 * day) * 60_000, // Saturday
    toMs: (monday + 49 * day) * 60_000,
    openMinutes: 3 * 5 * day,
  });
});

Deno.test("a symbol that trades at weekends misses them, one of daily bars whole days", () => {
  const always = holesIn(hoursOf(20, (one) => within(one, 30, 35)));
  assert.deepEqual(always.map(({ openMinutes }) => openMinutes), [5 * day]);
  const daily = hoursOf(20, (one) => one % day !== 0 || isWeekend(one) || within(one, 28, 35));
  assert.deepEqual(holesIn(daily, day).map(({ openMinutes }) => openMinutes), [5 * day]);
});

Deno.test("what is usual is not known from two weeks", () => {
  assert.deepEqual(holesIn(hoursOf(2, (one) => within(one, 3, 9))), []);
});
