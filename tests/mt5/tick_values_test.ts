/** The last sound value of a tick stays while the terminal reports none, or an absurd one. */

import assert from "node:assert/strict";
import { TickValues } from "../../src/mt5/tick_values.ts";
import { instrument } from "../risk/risk_samples.ts";

function reader() {
  let nowMs = 0;
  const values = new TickValues(() => nowMs);
  return {
    read: (tickValue: number, change: Partial<typeof instrument> = {}) => {
      const [one] = values.judged([{ ...instrument, ...change, tickValue }]);
      return [one!.tickValue, one!.reportedTickValue];
    },
    pass: (ms: number) => nowMs += ms,
  };
}

Deno.test("a value that becomes 0 is the last one, marked, until it is known again", () => {
  const { read } = reader();
  assert.deepEqual(read(0), [0, undefined], "nothing is known yet");
  assert.deepEqual(read(1), [1, undefined]);
  assert.deepEqual(read(0), [1, 0]);
  assert.deepEqual(read(0), [1, 0]);
  assert.deepEqual(read(1.1), [1.1, undefined]);
});

for (const absurd of [0.0001, 3.5, 100_000]) {
  Deno.test(`an absurd value, ${absurd} after 1, is not taken before it has lasted`, () => {
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
