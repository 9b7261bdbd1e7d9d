/** What spread and slippage took of each position of a backtest, at the prices of its deals. */

import type { PositionId } from "../../models/mod.ts";
import type { PositionDetail } from "../../report/trades/position_detail.ts";
import type { ReportDeal } from "../../report/trades/report_deal.ts";
import type { PositionDetails } from "../../report/trades/trades_of_deals.ts";
import type { ResultColumns } from "./result_columns.ts";

/** `deals` are those of the columns, one for one; other details of the positions are kept. */
export function withCosts(
  details: PositionDetails,
  deals: readonly ReportDeal[],
  { columns, minorScale }: { readonly columns: ResultColumns; readonly minorScale: number },
): PositionDetails {
  const { spreadMinor, slippageMinor } = columns.deals;
  const costs = new Map<PositionId, { spread: number; slippage: number; strategy: string }>();
  for (const [at, { position, comment }] of deals.entries()) {
    if (position === null) continue;
    const sum = costs.get(position) ?? { spread: 0, slippage: 0, strategy: comment };
    sum.spread += spreadMinor[at]!;
    sum.slippage += slippageMinor[at]!;
    costs.set(position, sum);
  }
  const all = new Map<PositionId, PositionDetail>();
  for (const [position, { spread, slippage, strategy }] of costs) {
    all.set(position, {
      strategy, // its first deal is that of the strategy's entry
      ...details.get(position),
      spreadCost: spread / minorScale,
      slippageCost: slippage / minorScale,
    });
  }
  return all;
}
