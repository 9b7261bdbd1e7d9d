/**
 * Files that keep a processor busy below their time limit, each in a process of its own, beside an
 * honest one. `processor_queue_test.ts` holds how many of them compute at a time.
 */

import assert from "node:assert/strict";
import type { StrategyChoice } from "../../src/strategy/runner_messages.ts";
import type { StrategyRecord } from "../../src/strategy/strategy_set.ts";
import { barsOfPoints, firstBarMs } from "./series.ts";
import { StrategyWorld } from "./strategy_world.ts";

const filesAtOnce = 2;
const turnLimitMs = 3_000;

/** More than half of the limit, whatever the machine does meanwhile. */
const burnMs = turnLimitMs / 2 + 50;

function fileThat(work: string, name: string): StrategyChoice {
  const source = `export default { barsNeeded: () => 1, onBars({ bars }: any) {
  const close = bars.close.at(-1)!;
  const reason = "Worked " + (${work});
  return { direction: "buy", stopLoss: close * 0.99, takeProfit: close * 1.02, reason };
} };`;
  return { name, parameters: {}, source };
}

/** Work whose length is a number of rounds: a strategy has no clock. */
function burn(rounds: number): number {
  let sum = 0;
  for (let round = 0; round < rounds; round++) sum = (sum + round) % 1_000_003;
  return sum;
}

/** So many that they take a quarter longer than `burnMs` here, even when nothing else runs. */
function burnRounds(): number {
  const rounds = 2_000_000;
  let fastestMs = Infinity;
  for (let attempt = 0; attempt < 20; attempt++) {
    const beganMs = performance.now();
    burn(rounds);
    fastestMs = Math.min(fastestMs, performance.now() - beganMs);
  }
  return Math.ceil(rounds * burnMs / fastestMs * 5 / 4);
}

const workRounds = burnRounds();
const burners = Array.from(
  { length: 5 },
  (_, index) => fileThat(`(${burn})(${workRounds})`, `burns${index}`),
);
const honest = fileThat("0", "honest");
const bars = barsOfPoints(Array.from({ length: 30 }, (_, index) => 110_000 + index));

Deno.test("files that compute below their time limit are told, and harm no other file", async () => {
  const world = new StrategyWorld({
    ...{ strategies: [...burners, honest], filesAtOnce, analysisTimeoutMs: turnLimitMs },
  });
  try {
    const told = [10, 11, 12, 13, 14];
    for (const bar of told) {
      await world.tellBar(bars, bar);
      await world.analyze();
    }
    assert.deepEqual(world.signalBars(firstBarMs)["honest"], told);
    const records = world.actor.status().detail["strategies"] as unknown as Record<
      string,
      StrategyRecord
    >;
    assert.equal(records["honest"]?.state, "enabled");
    assert.equal(records["honest"]?.slowMeanMs, null);
    const slow = burners.map(({ name }) => name);
    for (const name of slow) assert.ok((records[name]?.slowMeanMs ?? 0) >= burnMs, name);
    const warned = world.logged("strategy_slow").map(({ fields }) => String(fields["strategy"]));
    assert.deepEqual(warned.sort(), slow);
  } finally {
    await world.actor.stop?.();
  }
});
