/** Floating profit that becomes balance in one step is no deposit. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { RealisedProfit } from "../../src/risk/day/realised_profit.ts";

type Step = readonly [profit: number, unexplained: number, afterMs?: number];

function realised(...steps: readonly Step[]): number {
  const known = new RealisedProfit();
  let nowMs = 0;
  for (const [profit, unexplained, afterMs = 1_000] of steps) {
    nowMs += afterMs;
    known.take({ profit }, unexplained, nowMs);
  }
  return known.money;
}

const cases: readonly [what: string, steps: readonly Step[], money: number][] = [
  ["a winner that is closed", [[300, 0], [0, 300]], 300],
  ["closed a little better than last seen", [[300, 0], [0, 310]], 300],
  ["of two winners, one after the other", [[300, 0], [200, 100], [0, 300]], 300],
  ["a deposit", [[0, 0], [0, 300]], 0],
  ["a deposit while the profit stays", [[300, 0], [300, 300]], 0],
  ["a deposit, and a loss in a later message", [[300, 0], [300, 300], [0, 300]], 0],
  ["a deposit beside a loss that grows", [[0, 0], [-300, 300]], 0],
  ["a loser that is closed", [[-300, 0], [0, -300]], 0],
  ["messages far apart", [[300, 0], [0, 300, 30_000]], 0],
  ["explained by the deal", [[300, 0], [0, 300], [0, 0]], 0],
  ["explained in part", [[300, 0], [100, 200], [0, 50]], 50],
];

for (const [what, steps, money] of cases) {
  Deno.test(`realised profit: ${what}`, () => assert.equal(realised(...steps), money));
}

Deno.test("nothing is realised across an interruption", () => {
  const known = new RealisedProfit();
  known.take({ profit: 300 }, 0, 0);
  known.interrupted();
  known.take({ profit: 0 }, 300, 1_000);
  assert.equal(known.money, 0);
});

Deno.test("realised profit is never more than the unexplained gain", () => {
  const money = fc.integer({ min: -1_000, max: 1_000 });
  fc.assert(fc.property(fc.array(fc.tuple(money, money), { minLength: 1 }), (steps) => {
    const found = realised(...steps);
    assert.ok(found >= 0 && found <= Math.max(0, steps.at(-1)![1]));
  }));
});
