/** What the pictures of a backtest's report show besides deals and equity. */

import { priceChart } from "../backtest/run/price_charts.ts";
import type { BacktestPlan } from "../backtest/run/plan.ts";
import { positionExcursions } from "../backtest/run/position_excursions.ts";
import { pointBars } from "../backtest/ticks/point_bars.ts";
import { minuteMs } from "../models/time.ts";
import { timeframeMs } from "../models/timeframe.ts";
import type { PriceChart } from "../report/report.ts";
import type { ReportDeal } from "../report/trades/report_deal.ts";
import type { PositionDetails } from "../report/trades/trades_of_deals.ts";
import { longerBars } from "../simulation/replay/bar_series.ts";
import type { BacktestPrices } from "./backtest_prices.ts";

/** More pictures than this nobody scrolls through. */
const chartsMax = 8;

/** Unknown with real ticks, which are not kept. */
export function excursionsOf(
  deals: readonly ReportDeal[],
  plan: BacktestPlan,
  prices: BacktestPrices,
): PositionDetails {
  if (plan.model === "real") return new Map();
  const periodMinutes = timeframeMs(prices.timeframe) / minuteMs;
  const symbols = plan.symbols.map(({ name, digits, tickSize, tickValue }, index) => {
    const bars = pointBars(prices.bars[index]!, digits);
    return { name, digits, valuePerPrice: tickValue / tickSize, bars };
  });
  return positionExcursions(deals, { symbols, periodMinutes, model: plan.model });
}

/** The bars that the strategies saw; of many symbols the first ones. */
export function chartsOf(plan: BacktestPlan, prices: BacktestPrices): readonly PriceChart[] {
  const { timeframe } = plan.strategies[0]!;
  return plan.symbols.slice(0, chartsMax).map(({ name, digits }, index) => {
    const played = prices.bars[index]!;
    const bars = timeframe === prices.timeframe ? played : longerBars(played, timeframe);
    return priceChart({ symbol: name, timeframe, digits, bars });
  });
}
