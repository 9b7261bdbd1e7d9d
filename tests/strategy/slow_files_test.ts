/**
 * Files that keep a processor busy below their time limit, each in a process of its own, beside an
 * honest one. `processor_queue_test.ts` holds how many of them compute at a time.
 */

import assert from "node:assert/strict";
import type { StrategyChoice } from "../../src/strategy/runner/runner_messages.ts";
import type { StrategyRecord } from "../../src/strategy/chosen/strategy_set.ts";
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

/** So many that they take a quarter longer than `burnMs` here. */
function burnRounds(): number {
  for (let rounds = 1_000_000;; rounds *= 2) {
    const beganMs = performance.now();
    burn(rounds);
    const tookMs = performance.now() - beganMs;
    if (tookMs > burnMs / 4) return Math.ceil(rounds * burnMs / tookMs * 5 / 4);
  }
}

function burnersHere(): StrategyChoice[] {
  const rounds = burnRounds();
  const work = `(${burn})(${rounds})`;
  return Array.from({ length: 5 }, (_, index) => fileThat(work, `burns${index}`));
}

const honest = fileThat("0", "honest");
const bars = barsOfPoints(Array.from({ length: 30 }, (_, index) => 110_000 + index));
const playedBars = [10, 11, 12, 13, 14];

/** A machine that changes its pace leaves the range of the work: then it is tried again. */
const attemptsMax = 6;

Deno.test("files that compute below their time limit are told, and harm no other file", async () => {
  const told: string[][] = [];
  const all = ["burns0", "burns1", "burns2", "burns3", "burns4"];
  const isDone = () => told.at(-1)?.join() === all.join();
  for (let attempt = 1; attempt <= attemptsMax && !isDone(); attempt++) {
    told.push(await toldAsSlow(burnersHere()));
  }
  assert.ok(isDone(), JSON.stringify(told));
});

/** The files that status and log alike call slow; the honest one is never harmed. */
async function toldAsSlow(burners: readonly StrategyChoice[]): Promise<string[]> {
  const world = new StrategyWorld({
    ...{ strategies: [...burners, honest], filesAtOnce, analysisTimeoutMs: turnLimitMs },
  });
  try {
    for (const bar of playedBars) {
      await world.tellBar(bars, bar);
      await world.analyze();
    }
    assert.deepEqual(world.signalBars(firstBarMs)["honest"], playedBars);
    const records = world.actor.status().detail["strategies"] as unknown as Record<
      string,
      StrategyRecord
    >;
    assert.equal(records["honest"]?.state, "enabled");
    assert.equal(records["honest"]?.slowMeanMs, null);
    const warned = world.logged("strategy_slow").map(({ fields }) => String(fields["strategy"]));
    return warned.filter((name) => (records[name]?.slowMeanMs ?? 0) >= turnLimitMs / 2).sort();
  } finally {
    await world.actor.stop?.();
  }
}
