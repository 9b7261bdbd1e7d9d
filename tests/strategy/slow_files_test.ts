/**
 * Files that keep a processor busy below their time limit, each in a process of its own, beside an
 * honest one. Each signal's reason tells when its turn began and ended, on the machine's clock.
 */

import assert from "node:assert/strict";
import type { StrategyChoice } from "../../src/strategy/runner_messages.ts";
import type { StrategyRecord } from "../../src/strategy/strategy_set.ts";
import { barsOfPoints, firstBarMs } from "./series.ts";
import { StrategyWorld } from "./strategy_world.ts";

const filesAtOnce = 2;
const turnLimitMs = 2_000;

/** More than half of the limit, whatever the machine does meanwhile. */
const burnMs = turnLimitMs / 2 + 50;

function fileThat(work: string, name: string): StrategyChoice {
  const source = `export default { barsNeeded: () => 1, onBars({ bars }: any) {
  const beganMs = Date.now();
  ${work}
  const close = bars.close.at(-1)!;
  const reason = beganMs + " " + Date.now();
  return { direction: "buy", stopLoss: close * 0.99, takeProfit: close * 1.02, reason };
} };`;
  return { name, parameters: {}, source };
}

const burners = Array.from(
  { length: 5 },
  (_, index) => fileThat(`while (Date.now() < beganMs + ${burnMs});`, `burns${index}`),
);
const honest = fileThat("", "honest");
const bars = barsOfPoints(Array.from({ length: 30 }, (_, index) => 110_000 + index));

/** The most turns of which the times overlap. */
function mostAtOnce(turns: readonly (readonly number[])[]): number {
  return Math.max(
    ...turns.map(([beganMs]) =>
      turns.filter(([from, to]) => from! <= beganMs! && beganMs! < to!).length
    ),
  );
}

Deno.test("files that compute below their time limit take turns, are told, and harm no other file", async () => {
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
    const turns = [...world.store.signals.values()].map(({ reason }) =>
      reason.split(" ").map(Number)
    );
    assert.ok(mostAtOnce(turns) <= filesAtOnce, `${mostAtOnce(turns)} turns at once`);
    const slow = burners.map(({ name }) => name);
    for (const name of slow) assert.ok((records[name]?.slowMeanMs ?? 0) >= burnMs, name);
    const warned = world.logged("strategy_slow").map(({ fields }) => String(fields["strategy"]));
    assert.deepEqual(warned.sort(), slow);
  } finally {
    await world.actor.stop?.();
  }
});
