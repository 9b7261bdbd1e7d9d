/**
 * Sends accepted ticks to the paper actor, in order. While it is busy, messages are merged, and
 * beyond a limit new ticks are dropped: the paper account then sees the next quote, as after any
 * gap.
 */

import { tickCount, waitingTicksMax } from "../../src/mt5/tick_merge.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { PaperEvent, PaperProtocol } from "../paper/protocol.ts";

type TicksAccepted = Extract<PaperEvent, { type: "ticks_accepted" }>;

export function tellPaper(
  paper: Peer<PaperProtocol>,
  ticks: Omit<TicksAccepted, "type">,
): void {
  paper.tell({ type: "ticks_accepted", ...ticks }, {
    key: `ticks_accepted/${ticks.terminal}`,
    merge: (earlier, later) =>
      earlier.type === "ticks_accepted" && later.type === "ticks_accepted"
        ? mergeTicks(earlier, later)
        : later,
  });
}

function mergeTicks(earlier: TicksAccepted, later: TicksAccepted): TicksAccepted {
  const count = tickCount(earlier.batches) + tickCount(later.batches);
  if (count > waitingTicksMax) return earlier;
  return { ...later, batches: [...earlier.batches, ...later.batches] };
}
