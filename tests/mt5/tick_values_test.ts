/** The last sound value of a tick stays while the terminal reports none, or an absurd one. */

import assert from "node:assert/strict";
import { TickValues } from "../../src/mt5/tick_values.ts";
import { instrument } from "../risk/risk_samples.ts";

/** By default of an account for which a rate is needed. */
function reader(currency = "EUR") {
  let nowMs = 0;
  const values = new TickValues(() => nowMs, () => currency);
  return {
    remember: (tickValue: number) => values.remember([{ ...instrument, tickValue }]),
    read: (tickValue: number, change: Partial<typeof instrument> = {}) => {
      const [one] = values.judged([{ ...instrument, ...change, tickValue }]);
      return [one!.tickValue, one!.reportedTickValue];
    },
    pass: (ms: number) => nowMs += ms,
  };
}

Deno.test("a value that becomes 0 is replaced by the last one, marked as doubtful, until it is known again", () => {
  const { read } = reader();
  assert.deepEqual(read(0), [0, undefined], "nothing is known yet");
  assert.deepEqual(read(1), [1, undefined]);
  assert.deepEqual(read(0), [1, 0]);
  assert.deepEqual(read(0), [1, 0]);
  assert.deepEqual(read(1.1), [1.1, undefined]);
});

for (const absurd of [0.0001, 3.5, 100_000]) {
  Deno.test(`an absurd value, ${absurd} after 1, is not accepted before it has lasted`, () => {
    const { read, pass } = reader();
    read(1);
    assert.deepEqual(read(absurd), [1, absurd]);
    pass(599_000);
    assert.deepEqual(read(absurd), [1, absurd]);
    pass(1_000);
    assert.deepEqual(read(absurd), [absurd, undefined]);
  });
}

Deno.test("values that jump about are never believed", () => {
  const { read, pass } = reader();
  read(1);
  for (const absurd of [100, 0.001, 100, 0.001]) {
    pass(600_000);
    assert.deepEqual(read(absurd), [1, absurd]);
  }
});

Deno.test("a changed tick size or contract changes the value with it", () => {
  const { read } = reader();
  read(1);
  assert.deepEqual(read(100, { contractSize: 10_000_000 }), [100, undefined]);
  const [kept, reported] = read(0, { contractSize: 1_000 });
  assert.equal(reported, 0);
  assert.ok(Math.abs(kept! - 0.01) < 1e-12);
});

Deno.test("many small steps count as one large one, however often the value is read", () => {
  for (const [everyMs, factor] of [[60_000, 0.34], [1_000, 0.9], [60_000, 0.97]] as const) {
    const { read, pass } = reader();
    read(1);
    let told = 1;
    for (let atMs = 0; atMs < 3_600_000 - everyMs; atMs += everyMs) {
      pass(everyMs);
      told *= factor;
      const [value] = read(Math.max(told, 1e-9));
      if (atMs < 600_000) assert.ok(value! > 0.8, `${value} by steps of ${factor}`);
    }
  }
});

Deno.test("a rate that drifts slowly is followed", () => {
  const { read, pass } = reader();
  let told = 1;
  for (let hour = 0; hour < 20; hour += 1) {
    assert.deepEqual(read(told), [told, undefined]);
    pass(3_600_000);
    told *= 1.1;
  }
});

Deno.test("the first value of a run is compared with the one that an earlier run has stored", () => {
  const { read, pass, remember } = reader();
  remember(1);
  assert.deepEqual(read(0.01), [1, 0.01]);
  remember(0.01);
  assert.deepEqual(read(0.01), [1, 0.01], "it is known already");
  pass(600_000);
  assert.deepEqual(read(0.01), [0.01, undefined]);
  const other = reader();
  other.remember(0);
  assert.deepEqual(other.read(2), [2, undefined], "nothing was known");
});

Deno.test("a value that needs no rate is never taken from a terminal that reports another one", () => {
  const { read, pass } = reader("USD");
  for (const absurd of [0.01, 0.34, 0.9, 1.2, 100, 0]) {
    assert.deepEqual(read(absurd), [1, absurd]);
    pass(600_000);
    assert.deepEqual(read(absurd), [1, absurd], "however long it lasts");
  }
  assert.deepEqual(read(1.000001), [1.000001, undefined], "it is rounded");
  assert.deepEqual(read(7, { calcMode: "futures" }), [7, undefined], "the broker sets it");
  assert.deepEqual(read(7, { calcMode: null }), [7, undefined], "it is not known how");
});
