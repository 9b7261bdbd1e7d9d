/** The built-in strategies. A new one is a file in `strategies/` and a line here. */

import { asWindowStrategy } from "../decisions/column_window.ts";
import { configureStrategy } from "../runner/configure_strategy.ts";
import type { ColumnStrategy } from "../contract/column_strategy.ts";
import type { StrategyChoice } from "../runner/runner_messages.ts";
import type { Strategy } from "../contract/strategy.ts";
import { breakout } from "./breakout.ts";
import { movingAverageCross } from "./moving_average_cross.ts";
import { rsiMeanReversion } from "./rsi_mean_reversion.ts";

/** For backtests, which make the columns once over all bars. */
export const builtInColumns: readonly ColumnStrategy[] = [
  movingAverageCross,
  rsiMeanReversion,
  breakout,
];

/** For the running bridge: they see no trades and remember nothing, so that a window is enough. */
export const builtInStrategies: readonly Strategy[] = builtInColumns.map(asWindowStrategy);

/** Why the built-in strategies cannot run as chosen, in words; null when they can. */
export function strategyProblem(choice: StrategyChoice): string | null {
  const configured = configureStrategy(builtInStrategies, choice);
  return configured.ok ? null : configured.error;
}
