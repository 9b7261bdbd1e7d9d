/** Strategies of the full form, decided and traded as a backtest does it, for the bench. */

import { BacktestRun } from "../../src/backtest/run/backtest_run.ts";
import type { PointBars } from "../../src/backtest/ticks/point_bars.ts";
import type { TickModel } from "../../src/backtest/ticks/tick_path.ts";
import { atr } from "../../src/indicators/atr.ts";
import { crossedAbove, crossedBelow } from "../../src/indicators/crossings.ts";
import { sma } from "../../src/indicators/sma.ts";
import { type BarColumns, symbolName } from "../../src/models/mod.ts";
import { marketSymbol } from "../../src/simulation/market/instrument_catalog.ts";
import { retailAccount } from "../../src/simulation/trading/account_rules.ts";
import { tradingSymbol } from "../../src/simulation/trading/mod.ts";
import type { ColumnStrategy } from "../../src/strategy/contract/column_strategy.ts";
import { DecisionSide } from "../../src/strategy/decisions/decision_side.ts";
import { handedOver } from "../../src/strategy/realm/realm_decisions.ts";

const digits = 5;
const { wire } = marketSymbol("EURUSD", { suffix: "", accountCurrency: "USD" });
const eurusd = tradingSymbol({ ...wire, sessions: [] });

/** Bars as a strategy is given them. */
export function strategyColumns(bars: PointBars): BarColumns {
  const prices = (points: Int32Array) => Float64Array.from(points, (one) => one / 10 ** digits);
  return {
    brokerMs: Float64Array.from(bars.minute, (minute) => minute * 60_000),
    ...{ open: prices(bars.open), high: prices(bars.high) },
    ...{ low: prices(bars.low), close: prices(bars.close) },
    tickVolume: Float64Array.from(bars.tickVolume),
    realVolume: new Float64Array(bars.length),
    spreadPoints: Float64Array.from(bars.spread),
  };
}

const size = { lots: 0.1 } as const;

/** Always in the market: turns around when the averages of 10 and 20 closes cross. */
export const crossStrategy: ColumnStrategy = {
  barsNeeded: () => 21,
  columns: ({ bars }) => {
    const closes = bars.points("close");
    return { fast: sma(closes, 10), slow: sma(closes, 20) };
  },
  onBar(at, { columns: { fast, slow } }) {
    if (crossedAbove(fast!, slow!, at.index)) {
      const reason = "Crossed above";
      return [at.closeAll(reason), at.buy({ size, stopLoss: null, reason })];
    }
    if (!crossedBelow(fast!, slow!, at.index)) return null;
    const reason = "Crossed below";
    return [at.closeAll(reason), at.sell({ size, stopLoss: null, reason })];
  },
};

/** The same columns, compared on each bar, and nothing decided: what bars cost by themselves. */
export const watchingStrategy: ColumnStrategy = {
  ...crossStrategy,
  onBar(at, { columns: { fast, slow } }) {
    const isAbove = crossedAbove(fast!, slow!, at.index);
    const isBelow = crossedBelow(fast!, slow!, at.index);
    return isAbove && isBelow ? at.closeAll("Never") : null;
  },
};

/** Enters at a cross while flat, with stop and target two and three average ranges away. */
export const bracketStrategy: ColumnStrategy = {
  barsNeeded: () => 21,
  columns: ({ bars }) => {
    const closes = bars.points("close");
    return { fast: sma(closes, 10), slow: sma(closes, 20), range: atr(bars, 14) };
  },
  onBar(at, { columns: { fast, slow, range }, positions }) {
    const isUp = crossedAbove(fast!, slow!, at.index);
    if (!isUp && !crossedBelow(fast!, slow!, at.index)) return null;
    if (positions.length > 0) return null;
    const away = (isUp ? 1 : -1) * (range![at.index]! + 10 * at.point);
    return at.enter(isUp ? "buy" : "sell", {
      ...{ size, stopLoss: at.close - 2 * away, takeProfit: at.close + 3 * away },
      reason: "Crossed",
    });
  },
};

export interface ContractBars {
  readonly played: PointBars;
  /** The same bars as the strategy is given them. */
  readonly given: BarColumns;
}

export function contractRun(
  strategy: ColumnStrategy,
  { played, given }: ContractBars,
  model: Exclude<TickModel, "real">,
): BacktestRun {
  const side = new DecisionSide(strategy, {});
  const named = { name: "bars", symbol: symbolName("EURUSD"), digits };
  const series = [{ ...named, timeframe: "M1" as const, bars: given }];
  side.prepare(series);
  const run = new BacktestRun({
    rules: { ...retailAccount, leverage: 500 },
    depositMinor: 100_000_000,
    symbols: [eurusd],
    startMs: given.brokerMs[0]!,
    timeframe: "M1",
    model,
    strategies: [{ name: "bench", parameters: {}, symbol: 0, timeframe: "M1" }],
    risk: { kind: "share", riskPct: 1 },
    delay: null,
  }, [{ decisions: handedOver(side), barsNeeded: 21 }]);
  run.engine.run([{ bars: played }]);
  run.engine.finish();
  return run;
}
