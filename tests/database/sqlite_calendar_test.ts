/** The economic calendar of each terminal: what is read replaces what was, and what is found. */

import assert from "node:assert/strict";
import { brokerMs, type CalendarRelease, unixMs } from "../../src/models/mod.ts";
import type { CalendarReading, CalendarWanted } from "../../src/database/calendar_rows.ts";
import { demoTerminal, must, otherTerminal, withStore } from "../support/store_samples.ts";

const hourMs = 3_600_000;
const nowMs = Date.UTC(2026, 2, 2, 12);

function release(
  id: string,
  atMs: number,
  overrides: Partial<CalendarRelease> = {},
): CalendarRelease {
  return {
    id,
    event: "840001",
    name: "CPI y/y",
    country: "US",
    currency: "USD",
    kind: "indicator",
    importance: "high",
    timing: "exact",
    brokerMs: brokerMs(atMs),
    actual: null,
    forecast: 3.1,
    previous: 3,
    revisedPrevious: null,
    impact: "none",
    ...overrides,
  };
}

/** Two hours of broker time are ten in UTC here, so that the two cannot be mistaken. */
const utcOf = (atMs: number) => atMs - 8 * hourMs;

function reading(
  releases: readonly CalendarRelease[],
  overrides: Partial<CalendarReading> = {},
): CalendarReading {
  return {
    terminal: demoTerminal,
    fromMs: unixMs(utcOf(nowMs - 24 * hourMs)),
    toMs: unixMs(utcOf(nowMs + 24 * hourMs)),
    isWhole: true,
    releases,
    utcMs: Float64Array.from(releases, ({ brokerMs: atMs }) => utcOf(atMs)),
    readMs: unixMs(nowMs),
    ...overrides,
  };
}

const all: CalendarWanted = {
  terminal: null,
  fromMs: 0,
  toMs: Number.MAX_SAFE_INTEGER,
  currency: null,
  importance: "none",
  limit: 100,
};

const early = release("11", nowMs - hourMs);
const late = release("12", nowMs + hourMs, { currency: "EUR", importance: "low" });
const holiday = release("13", nowMs + 2 * hourMs, { kind: "holiday", importance: "none" });

Deno.test("a release gets its figure, is postponed, and goes when it is no longer due", () =>
  withStore((store) => {
    const { calendar } = store;
    assert.deepEqual(must(calendar.store(reading([early, late]))), { changed: 2, removed: 0 });
    assert.deepEqual(must(calendar.store(reading([early, late]))), { changed: 0, removed: 0 });
    const released = { ...early, actual: 3.4, impact: "positive" } as const;
    const postponed = { ...late, brokerMs: brokerMs(nowMs + 5 * hourMs) };
    assert.deepEqual(must(calendar.store(reading([released, postponed]))), {
      changed: 2,
      removed: 0,
    });
    assert.deepEqual(must(calendar.find(all)), [
      { terminal: demoTerminal, ...released, utcMs: utcOf(released.brokerMs) },
      { terminal: demoTerminal, ...postponed, utcMs: utcOf(postponed.brokerMs) },
    ]);
    assert.deepEqual(must(calendar.store(reading([released]))), { changed: 0, removed: 1 });
    assert.deepEqual(must(calendar.find(all)).map(({ id }) => id), ["11"]);
  }));

Deno.test("a reading of the next hour removes nothing, and no other terminal's", () =>
  withStore(({ calendar }) => {
    must(calendar.store(reading([early, late])));
    must(calendar.store(reading([early], { terminal: otherTerminal })));
    assert.deepEqual(must(calendar.store(reading([], { isWhole: false }))), {
      changed: 0,
      removed: 0,
    });
    assert.equal(must(calendar.store(reading([]))).removed, 2);
    assert.deepEqual(must(calendar.find(all)).map(({ terminal }) => terminal), [otherTerminal]);
  }));

Deno.test("releases older than a month go", () =>
  withStore(({ calendar }) => {
    const old = release("1", nowMs - 40 * 24 * hourMs);
    must(calendar.store(reading([old], { fromMs: unixMs(0) })));
    must(calendar.store(reading([early])));
    assert.deepEqual(must(calendar.find(all)).map(({ id }) => id), ["11"]);
  }));

const found: readonly (readonly [string, object, readonly string[]])[] = [
  ["of one terminal", { terminal: demoTerminal }, ["11", "12", "13"]],
  ["of an unknown terminal", { terminal: otherTerminal }, []],
  ["of a currency", { currency: "EUR" }, ["12"]],
  ["of an importance", { importance: "low" }, ["11", "12"]],
  ["of the highest importance", { importance: "high" }, ["11"]],
  ["of a time", { fromMs: utcOf(late.brokerMs), toMs: utcOf(holiday.brokerMs) }, ["12"]],
  ["the first ones", { limit: 2 }, ["11", "12"]],
];
for (const [what, wanted, ids] of found) {
  Deno.test(`releases ${what} are found in the order of their times`, () =>
    withStore(({ calendar }) => {
      must(calendar.store(reading([holiday, late, early])));
      assert.deepEqual(must(calendar.find({ ...all, ...wanted })).map(({ id }) => id), ids);
    }));
}
