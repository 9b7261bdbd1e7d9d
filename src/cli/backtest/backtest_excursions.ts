/** How far the positions of a backtest went, read from its prices once more. */

import type { BacktestPlan } from "../../backtest/run/plan.ts";
import { PositionExcursions } from "../../backtest/run/position_excursions.ts";
import type { PositionId } from "../../models/mod.ts";
import { minuteMs } from "../../models/time.ts";
import { ok, type Result } from "../../models/result.ts";
import { timeframeMs } from "../../models/timeframe.ts";
import type { PositionDetail } from "../../report/trades/position_detail.ts";
import type { ReportDeal } from "../../report/trades/report_deal.ts";
import type { PositionDetails } from "../../report/trades/trades_of_deals.ts";
import type { BacktestPrices } from "./backtest_prices.ts";

/** Unknown with real ticks, which are not kept. The error is a sentence. */
export function excursionsOf(
  deals: readonly ReportDeal[],
  { model, symbols }: BacktestPlan,
  { source, timeframe }: BacktestPrices,
): Result<PositionDetails, string> {
  if (model === "real") return ok(new Map());
  const played = { periodMinutes: timeframeMs(timeframe) / minuteMs, model };
  const dealsOf = Map.groupBy(deals, ({ symbol }) => symbol);
  const details = new Map<PositionId, PositionDetail>();
  for (const [index, { name, digits, tickSize, tickValue }] of symbols.entries()) {
    const facts = { digits, valuePerPrice: tickValue / tickSize };
    const excursions = new PositionExcursions(dealsOf.get(name) ?? [], { ...facts, ...played });
    if (excursions.isEmpty) continue;
    for (const block of source.symbols[index]!.bars()) {
      if (!block.ok) return block;
      excursions.add(block.value.rows);
    }
    for (const [position, detail] of excursions.details()) details.set(position, detail);
  }
  return ok(details);
}
