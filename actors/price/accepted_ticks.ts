/** Sends accepted ticks to the strategies and to the paper actor; while these are busy, merged. */

import { tickCount, waitingTicksMax } from "../../src/mt5/tick_merge.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import { mergeOfType } from "../../src/runtime/merge_of_type.ts";
import type { PaperEvent, PaperProtocol } from "../paper/protocol.ts";
import type { StrategyEvent, StrategyProtocol } from "../strategy/protocol.ts";

type Ticks<Event> = Omit<Extract<Event, { readonly type: "ticks_accepted" }>, "type">;

/** Batches a busy strategy gets at once; older ticks are of no use to it. */
const batchesMax = 256;

const mergeForStrategies = mergeOfType<StrategyEvent, "ticks_accepted">(
  "ticks_accepted",
  (earlier, later) => ({
    ...later,
    batches: [...earlier.batches, ...later.batches].slice(-batchesMax),
  }),
);

export function tellStrategies(
  strategy: Peer<StrategyProtocol>,
  ticks: Ticks<StrategyEvent>,
): void {
  const key = `ticks_accepted/${ticks.terminal}`;
  strategy.tell({ type: "ticks_accepted", ...ticks }, { key, merge: mergeForStrategies });
}

/** Beyond a limit new ticks are dropped: the account then sees the next quote, as after a gap. */
const mergeForPaper = mergeOfType<PaperEvent, "ticks_accepted">(
  "ticks_accepted",
  (earlier, later) => {
    const count = tickCount(earlier.batches) + tickCount(later.batches);
    if (count > waitingTicksMax) return earlier;
    return { ...later, batches: [...earlier.batches, ...later.batches] };
  },
);

export function tellPaper(paper: Peer<PaperProtocol>, ticks: Ticks<PaperEvent>): void {
  const key = `ticks_accepted/${ticks.terminal}`;
  paper.tell({ type: "ticks_accepted", ...ticks }, { key, merge: mergeForPaper });
}
