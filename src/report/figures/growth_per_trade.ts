/** How much a trade changed the balance on average: AHPR and GHPR, as factors (1.01 is +1 %). */

import type { ExitColumns } from "./exit_columns.ts";

export interface GrowthPerTrade {
  /** The arithmetic mean of the changes; null without a trade. */
  readonly ahpr: number | null;
  /** The geometric mean; a balance that was lost counts as one unit of money, as in MetaTrader. */
  readonly ghpr: number | null;
  /** The mean change less 1, in multiples of its deviation; null when the changes do not differ. */
  readonly sharpeByTrade: number | null;
}

export function growthPerTrade(exits: ExitColumns): GrowthPerTrade {
  const { balances, balancesBefore, deposit, flowsAtLastExit } = exits;
  const trades = balances.length;
  if (trades === 0) return { ahpr: null, ghpr: null, sharpeByTrade: null };
  let [sum, squares] = [0, 0];
  for (let i = 0; i < trades; i++) {
    const change = balances[i]! / balancesBefore[i]! - 1;
    sum += change;
    squares += change * change;
  }
  const mean = sum / trades;
  const deviation = Math.sqrt(Math.max(0, squares / trades - mean * mean));
  const last = balances[trades - 1]! - flowsAtLastExit;
  return {
    ahpr: Number.isFinite(mean) ? 1 + mean : null,
    ghpr: deposit > 0 ? ((last > 0 ? last : 1) / deposit) ** (1 / trades) : null,
    sharpeByTrade: deviation > 1e-12 ? mean / deviation : null,
  };
}
