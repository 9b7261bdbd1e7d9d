/**
 * A strategy with columns as one that gets a window for each bar: for those that see no trades and
 * remember nothing. Its only action is an entry with a stop and a target.
 */

import { timeframeMs } from "../../models/mod.ts";
import type { StrategyActions } from "../contract/action.ts";
import { barMoment, type MovingMoment } from "../contract/bar_moment.ts";
import { type ColumnStrategy, usualBarsNeeded } from "../contract/column_strategy.ts";
import type { SignalDraft, Strategy, Window } from "../contract/strategy.ts";
import { type StrategyBars, wholePoints } from "../contract/strategy_bars.ts";

const nothing = { positions: [], orders: [], closedTrades: [] };

export function asWindowStrategy(strategy: ColumnStrategy): Strategy {
  const { name, description = "", parameters = {} } = strategy;
  if (name === undefined) throw new TypeError("A built-in strategy has a name");
  /** By the digits of the prices: a new one for each bar would cost more than the columns. */
  const moments = new Map<number, MovingMoment>();
  return {
    ...{ name, description, parameters },
    contradiction: (given) => strategy.contradiction?.(given) ?? null,
    barsNeeded: (given) => strategy.barsNeeded?.(given) ?? usualBarsNeeded,
    onBars(window, given) {
      const { timeframe, digits } = window;
      const lengthMs = timeframeMs(timeframe);
      const columns = strategy.columns({ bars: barsOfWindow(window) }, given);
      const moment = moments.get(digits) ??
        barMoment(Number((10 ** -digits).toFixed(digits)), nothing);
      moments.set(digits, moment);
      moveToLast(moment, window, lengthMs);
      return draftOf(strategy.onBar(moment, { ...nothing, columns, memory: {} }, given));
    },
  };
}

/** The window's columns themselves, which are copies already. */
function barsOfWindow({ symbol, timeframe, digits, bars }: Window): StrategyBars {
  return {
    ...bars,
    ...{ symbol, timeframe, digits, length: bars.close.length, volume: bars.tickVolume },
    points: (price) => wholePoints(bars[price], digits),
    align: (values) => values,
  };
}

function moveToLast(moment: MovingMoment, { bars }: Window, lengthMs: number): void {
  const index = bars.close.length - 1;
  moment.index = index;
  moment.brokerMs = bars.brokerMs[index]!;
  moment.closeMs = moment.brokerMs + lengthMs;
  moment.open = bars.open[index]!;
  moment.high = bars.high[index]!;
  moment.low = bars.low[index]!;
  moment.close = bars.close[index]!;
  moment.spread = bars.spreadPoints[index]! * moment.point;
}

function draftOf(action: StrategyActions): SignalDraft | null {
  if (action === null || action === undefined) return null;
  if ("action" in action && action.action === "enter") {
    const { direction, stopLoss, takeProfit, reason } = action;
    if (stopLoss !== null && takeProfit !== undefined) {
      return { direction, stopLoss, takeProfit, reason };
    }
  }
  throw new TypeError("A strategy of a window can only enter, with a stop and a target");
}
