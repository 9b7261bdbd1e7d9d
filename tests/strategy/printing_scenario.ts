/**
 * A separate program with strategies that print and crash, so that a test can check what reaches
 * the terminal.
 */

import { StrategyWorld } from "./strategy_world.ts";
import { barsOfPoints } from "./series.ts";

const strategies = ["prints", "crashes_later", "asynchronous"]
  .map((name) => ({ name, parameters: {} }));
const world = new StrategyWorld({ strategies });
await world.tellBar(barsOfPoints([110_000, 110_001, 110_002]), 2);
const { failures, signals } = await world.analyze();
await world.actor.stop?.();
Deno.stdout.writeSync(
  new TextEncoder().encode(`${signals.length} signal, failures: ${Object.keys(failures).join()}\n`),
);
