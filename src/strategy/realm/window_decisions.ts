/** A strategy of the simple form, deciding like a column strategy: for backtests of both. */

import type { ConfiguredStrategy } from "../runner/configure_strategy.ts";
import type { Strategy } from "../contract/strategy.ts";
import { copyOf, plainDraft, sliceOf } from "../runner/run_turn.ts";
import type { ColumnStrategy } from "../contract/column_strategy.ts";
import type { StrategyBars } from "../contract/strategy_bars.ts";

/** Each bar gets a window of exactly the bars that the strategy needs, as in the running bridge. */
export function asColumnStrategy(
  { strategy, barsNeeded }: ConfiguredStrategy & { readonly strategy: Strategy },
): ColumnStrategy {
  let own: StrategyBars | null = null;
  return {
    barsNeeded: () => barsNeeded,
    columns({ bars }) {
      own = bars;
      return {};
    },
    onBar(at, _, parameters) {
      const { symbol, timeframe, digits } = own!;
      const bars = copyOf(sliceOf(own!, at.index + 1 - barsNeeded, at.index + 1));
      const draft = strategy.onBars({ symbol, timeframe, digits, bars }, parameters);
      if (draft === null || draft === undefined) return null;
      const { direction, stopLoss, takeProfit, reason } = plainDraft(draft);
      if (direction !== "buy" && direction !== "sell") {
        throw new TypeError("a signal's direction must be buy or sell");
      }
      return at.enter(direction, {
        stopLoss: stopLoss as number,
        takeProfit: takeProfit as number,
        reason: reason as string,
      });
    },
  };
}
