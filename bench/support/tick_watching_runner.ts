/**
 * A runner with one strategy that watches every tick, to measure how long ticks take to reach it.
 */

import { serveRunner } from "../../actors/strategy/runner/serve_strategies.ts";
import { defineStrategy } from "../../src/strategy/contract/define_strategy.ts";

serveRunner([
  defineStrategy({
    name: "watches_ticks",
    description: "Looks at every tick and never concludes anything",
    parameters: {},
    barsNeeded: () => 2,
    onBars: () => null,
    onTicks: (ticks) => {
      if (ticks.bid.some((bid) => !(bid > 0))) throw new RangeError("A tick without a bid");
      return null;
    },
  }),
]);
