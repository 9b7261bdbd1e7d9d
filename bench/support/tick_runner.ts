/** A runner with one strategy that watches every tick and never signals. */

import "./arrivals_first.ts";
import { serveRunner } from "../../actors/strategy/runner/serve_strategies.ts";
import { defineStrategy } from "../../src/strategy/contract/define_strategy.ts";

const watcher = defineStrategy({
  name: "tick_watcher",
  description: "Looks at every tick and does nothing.",
  parameters: {},
  barsNeeded: () => 1,
  onBars: () => null,
  onTicks: () => null,
});

serveRunner([watcher]);
