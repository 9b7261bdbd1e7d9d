/**
 * Sends accepted ticks to the strategies. While they are busy, messages are merged and the oldest
 * batches dropped.
 */

import type { Peer } from "../../src/runtime/actor.ts";
import type { StrategyEvent, StrategyProtocol } from "../strategy/protocol.ts";

type TicksAccepted = Extract<StrategyEvent, { type: "ticks_accepted" }>;

/** Batches a busy strategy gets at once; older ticks are of no use to it. */
const batchesMax = 256;

export function tellTicks(
  strategy: Peer<StrategyProtocol>,
  ticks: Omit<TicksAccepted, "type">,
): void {
  strategy.tell({ type: "ticks_accepted", ...ticks }, {
    key: `ticks_accepted/${ticks.terminal}`,
    merge: (earlier, later) =>
      earlier.type === "ticks_accepted" && later.type === "ticks_accepted"
        ? mergeTicks(earlier, later)
        : later,
  });
}

function mergeTicks(earlier: TicksAccepted, later: TicksAccepted): TicksAccepted {
  return { ...later, batches: [...earlier.batches, ...later.batches].slice(-batchesMax) };
}
