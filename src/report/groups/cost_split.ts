/** What trading has cost, by kind, as amounts that were taken: negative ones were earned. Pure. */

import type { DealCosts } from "../figures/exit_columns.ts";
import { exactMoney } from "../trades/exact_money.ts";
import type { PositionDetails } from "../trades/trades_of_deals.ts";

export interface CostSplit {
  readonly commission: number;
  readonly swap: number;
  /** Within the prices of the deals; null when it is known of no position. */
  readonly spread: number | null;
  readonly slippage: number | null;
}

export function costSplit(
  { commission, fee, swap }: DealCosts,
  details: PositionDetails = new Map(),
): CostSplit {
  let [spread, slippage]: [number | null, number | null] = [null, null];
  for (const { spreadCost, slippageCost } of details.values()) {
    if (spreadCost !== undefined) spread = (spread ?? 0) + spreadCost;
    if (slippageCost !== undefined) slippage = (slippage ?? 0) + slippageCost;
  }
  return {
    commission: 0 - commission - fee,
    swap: 0 - swap,
    spread: spread === null ? null : exactMoney(spread),
    slippage: slippage === null ? null : exactMoney(slippage),
  };
}
