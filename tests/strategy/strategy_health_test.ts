/** When a strategy has failed too often. */

import assert from "node:assert/strict";
import {
  afterBrokenRunner,
  afterTurn,
  initialHealth,
} from "../../src/strategy/chosen/strategy_health.ts";

type Turn = { runs: number; failed: number[] };
const cases: [string, Turn[], { failures: number; inRow: number; disabled: boolean }][] = [
  ["all good", [{ runs: 10, failed: [] }], { failures: 0, inRow: 0, disabled: false }],
  ["nothing run", [{ runs: 1, failed: [0] }, { runs: 0, failed: [] }], {
    failures: 1,
    inRow: 1,
    disabled: false,
  }],
  ["four, then a success", [{ runs: 5, failed: [0, 1, 2, 3] }], {
    failures: 4,
    inRow: 0,
    disabled: false,
  }],
  ["a success, then four", [{ runs: 5, failed: [1, 2, 3, 4] }], {
    failures: 4,
    inRow: 4,
    disabled: false,
  }],
  ["five in a turn", [{ runs: 9, failed: [2, 3, 4, 5, 6] }], {
    failures: 5,
    inRow: 0,
    disabled: true,
  }],
  ["five over turns", [{ runs: 3, failed: [0, 1, 2] }, { runs: 2, failed: [0, 1] }], {
    failures: 5,
    inRow: 5,
    disabled: true,
  }],
  ["every second", [{ runs: 20, failed: [0, 2, 4, 6, 8, 10, 12] }], {
    failures: 7,
    inRow: 0,
    disabled: false,
  }],
  [
    "a success between turns",
    [{ runs: 4, failed: [0, 1, 2, 3] }, { runs: 1, failed: [] }, { runs: 4, failed: [0, 1, 2, 3] }],
    { failures: 8, inRow: 4, disabled: false },
  ],
];
for (const [name, turns, expected] of cases) {
  Deno.test(`afterTurn(): ${name}`, () => {
    const health = turns.reduce(afterTurn, initialHealth);
    assert.deepEqual(
      {
        failures: health.failures,
        inRow: health.failuresInRow,
        disabled: health.disabled !== null,
      },
      expected,
    );
  });
}

const hourMs = 3_600_000;
const breaks: [string, number[], boolean][] = [
  ["twice", [0, 1], false],
  ["three times at once", [0, 0, 0], true],
  ["three times within an hour", [0, 10, hourMs], true],
  ["three times in more than an hour", [0, 10, hourMs + 1], false],
];
for (const [name, timesMs, disabled] of breaks) {
  Deno.test(`afterBrokenRunner(): ${name}`, () => {
    const health = timesMs.reduce(
      (before, nowMs) => afterTurn(afterBrokenRunner(before, nowMs), { runs: 1, failed: [] }),
      initialHealth,
    );
    assert.equal(health.disabled !== null, disabled);
    assert.equal(health.failures, timesMs.length);
  });
}

Deno.test("a disabled strategy stays disabled, with its first reason", () => {
  const disabled = afterTurn(initialHealth, { runs: 5, failed: [0, 1, 2, 3, 4] });
  const later = afterTurn(disabled, { runs: 50, failed: [] });
  assert.equal(later.disabled, "failed 5 times in a row");
});
