/** A file that is switched off while its process loads it runs when it is switched on again. */

import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { barsOfPoints, firstBarMs } from "./series.ts";
import { StrategyWorld } from "./strategy_world.ts";

const source = `export default { barsNeeded: () => 1, onBars({ bars }) {
  const close = bars.close.at(-1);
  return { direction: "buy", stopLoss: close * 0.99, takeProfit: close * 1.02, reason: "x" };
} };`;
const bars = barsOfPoints(Array.from({ length: 30 }, (_, at) => 110_000 + at));

Deno.test("a file that is switched off while it loads, and on again, gives signals", async () => {
  const world = new StrategyWorld({ strategies: [{ name: "mine", parameters: {}, source }] });
  const { actor } = world;
  const runnerState = () => (actor.status().detail["runners"] as { state: string }[])[0]?.state;
  const toggle = (isEnabled: boolean) =>
    actor.onAsk.switch_strategy({ strategy: "mine", isEnabled });
  await world.tellBar(bars, 10);
  await eventually(() => runnerState() !== "absent", { what: "the process" });
  assert.equal(await toggle(false), true);
  await eventually(() => runnerState() === "absent", { what: "its end" });
  assert.equal(await toggle(true), true);
  await world.tellBar(bars, 11);
  await eventually(() => "mine" in world.signalBars(firstBarMs), { what: "a signal" });
  await actor.stop?.();
});
