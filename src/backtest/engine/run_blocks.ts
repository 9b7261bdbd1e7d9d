/**
 * Plays a whole backtest block by block, so that years of ticks need the memory of one block, and
 * the caller can show progress and cancel between two of them.
 */

import type { BacktestEngine } from "./backtest_engine.ts";
import type { FeedBlock } from "./bar_feed.ts";

export type RunEnd = "finished" | "cancelled";

/** `onBlock` is told how many blocks are done; when it returns false, the run is cancelled. */
export function runBlocks(
  engine: BacktestEngine,
  blocks: Iterable<readonly FeedBlock[]>,
  onBlock: (done: number) => boolean = () => true,
): RunEnd {
  let done = 0;
  for (const block of blocks) {
    engine.run(block);
    done++;
    if (!onBlock(done)) return "cancelled";
  }
  engine.finish();
  return "finished";
}
