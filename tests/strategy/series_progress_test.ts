/** Which bars of a series are due. */

import assert from "node:assert/strict";
import { brokerMs } from "../../src/models/mod.ts";
import {
  analysedTo,
  backlogOf,
  barStored,
  dueBarsAtMost,
  isDue,
  maxBacklogBars,
} from "../../src/strategy/chosen/series_progress.ts";

const minute = (count: number) => brokerMs(count * 60_000);

Deno.test("a new series has its newest bar due, then every bar that follows", () => {
  const first = barStored(undefined, minute(100), 5);
  assert.deepEqual([isDue(first), dueBarsAtMost(first, "M1")], [true, 1]);
  const later = barStored(first, minute(104), 5);
  assert.equal(dueBarsAtMost(later, "M1"), 5);
  const partly = analysedTo(later, minute(102));
  assert.deepEqual([isDue(partly), dueBarsAtMost(partly, "M1")], [true, 2]);
  assert.equal(isDue(analysedTo(partly, minute(104))), false);
});

Deno.test("a report of older bars changes nothing", () => {
  const done = analysedTo(barStored(undefined, minute(100), 5), minute(100));
  assert.equal(isDue(barStored(done, minute(90), 5)), false);
  assert.deepEqual(analysedTo(done, minute(50)), done);
});

Deno.test("a backlog is cut at its old end, and omitted bars are counted", () => {
  const length = maxBacklogBars + 10;
  const times = Float64Array.from({ length }, (_, index) => minute(index));
  const progress = { fromMs: minute(0), lastMs: minute(length - 4), digits: 5 };
  const backlog = backlogOf(times, progress);
  assert.deepEqual([backlog.skipped, backlog.times.length], [7, maxBacklogBars]);
  assert.deepEqual([backlog.times[0], backlog.times.at(-1)], [minute(7), minute(length - 4)]);
});
