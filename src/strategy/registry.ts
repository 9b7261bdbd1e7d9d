/** The strategies that come with the bridge. A new one is a file in `strategies/` and a line here. */

import type { Strategy } from "./strategy.ts";
import { breakout } from "./strategies/breakout.ts";
import { movingAverageCross } from "./strategies/moving_average_cross.ts";
import { rsiMeanReversion } from "./strategies/rsi_mean_reversion.ts";

export const builtInStrategies: readonly Strategy[] = [
  movingAverageCross,
  rsiMeanReversion,
  breakout,
];
