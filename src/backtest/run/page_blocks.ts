/** Divides a page, so that the caller can show progress and end what takes too long. */

import type { FeedBlock } from "../engine/bar_feed.ts";
import { cutBars, cutTicks } from "../ticks/point_bars.ts";

/** Blocks of this many bars of the longest series, cut at the same moments for all symbols. */
export function* pageBlocks(
  page: readonly FeedBlock[],
  barsPerBlock: number,
): Generator<readonly FeedBlock[]> {
  const longest = page.map(({ bars }) => bars)
    .reduce((most, one) => one.length > most.length ? one : most);
  if (longest.length <= barsPerBlock) return yield page;
  const from = page.map(() => 0);
  const fromTick = page.map(() => 0);
  for (let at = 0; at < longest.length; at += barsPerBlock) {
    const end = longest.minute[at + barsPerBlock] ?? Infinity;
    yield page.map(({ bars, ticks }, symbol) => {
      let to = from[symbol]!;
      while (to < bars.length && bars.minute[to]! < end) to++;
      const cut = cutBars(bars, from[symbol]!, to);
      from[symbol] = to;
      if (ticks === undefined) return { bars: cut };
      let tickTo = fromTick[symbol]!;
      while (tickTo < ticks.length && ticks.brokerMs[tickTo]! < end * 60_000) tickTo++;
      const block = { bars: cut, ticks: cutTicks(ticks, fromTick[symbol]!, tickTo) };
      fromTick[symbol] = tickTo;
      return block;
    });
  }
}
