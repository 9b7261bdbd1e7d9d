/** The prices that the strategies of a backtest saw, with their columns, for the report. */

import type { BacktestPlan } from "../../../src/backtest/run/plan.ts";
import { priceChart } from "../../../src/backtest/run/price_charts.ts";
import type { PriceChart } from "../../../src/report/report.ts";
import type { PreparedBacktest } from "./prepared_backtest.ts";

/** More pictures than this nobody scrolls through. */
const chartsMax = 8;

/** One for each of the first symbols that a strategy trades. */
export function chartsOfBacktest(
  { symbols, strategies }: BacktestPlan,
  prepared: readonly PreparedBacktest[],
): readonly PriceChart[] {
  const traded = [...new Set(strategies.map(({ symbol }) => symbol))].slice(0, chartsMax);
  return traded.map((symbol) => {
    const first = strategies.findIndex((one) => one.symbol === symbol);
    const { timeframe } = strategies[first]!;
    const own = prepared.filter((_, index) => {
      const planned = strategies[index]!;
      return planned.symbol === symbol && planned.timeframe === timeframe;
    });
    const { name, digits } = symbols[symbol]!;
    const { prices } = prepared[first]!;
    const columns = own.flatMap((one) => columnsOf(one, own.length > 1));
    return priceChart({ symbol: name, timeframe, digits, prices, columns });
  });
}

function columnsOf({ choice, decisions }: PreparedBacktest, isOneOfMany: boolean) {
  const names = JSON.parse(decisions.columnNames()) as readonly string[];
  return names.map((name) => ({
    name: isOneOfMany ? `${choice.name} ${name}` : name,
    values: decisions.column(name)!,
  }));
}
