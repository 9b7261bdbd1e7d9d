/** A strategy played over a few bars on the account of a backtest. */

import { type BarColumns, symbolName } from "../../src/models/mod.ts";
import { BacktestRun } from "../../src/backtest/run/backtest_run.ts";
import type { BacktestPlan } from "../../src/backtest/run/plan.ts";
import { dealsOfResult, resultColumns } from "../../src/backtest/run/result_columns.ts";
import { pageBlocks } from "../../src/backtest/run/page_blocks.ts";
import { pointBars } from "../../src/backtest/ticks/point_bars.ts";
import { runBlocks } from "../../src/backtest/engine/run_blocks.ts";
import { marketSymbol } from "../../src/simulation/market/instrument_catalog.ts";
import { retailAccount } from "../../src/simulation/trading/account_rules.ts";
import { tradingSymbol } from "../../src/simulation/trading/mod.ts";
import type { ColumnStrategy } from "../../src/strategy/contract/column_strategy.ts";
import { DecisionSide } from "../../src/strategy/decisions/decision_side.ts";
import { handedOver } from "../../src/strategy/realm/realm_decisions.ts";

const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 0, 5, 8);
const { wire } = marketSymbol("EURUSD", { suffix: "", accountCurrency: "USD" });
const eurusd = tradingSymbol({ ...wire, sessions: [] });

export const plan: BacktestPlan = {
  rules: retailAccount,
  depositMinor: 1_000_000,
  symbols: [eurusd],
  startMs,
  timeframe: "H1",
  model: "ohlc",
  strategies: [{ name: "one", parameters: {}, symbol: 0, timeframe: "H1" }],
  risk: { kind: "share", riskPct: 1 },
  delay: null,
};

/** Bars of `[open, high, low, close]` in points above 1.1. */
export function barsOf(
  shapes: readonly (readonly [number, number, number, number])[],
  spreadPoints = 0,
): BarColumns {
  const prices = (at: 0 | 1 | 2 | 3) =>
    Float64Array.from(shapes, (shape) => Number(((110_000 + shape[at]) / 1e5).toFixed(5)));
  const same = (value: number) => new Float64Array(shapes.length).fill(value);
  return {
    brokerMs: Float64Array.from(shapes, (_, index) => startMs + index * hourMs),
    open: prices(0),
    high: prices(1),
    low: prices(2),
    close: prices(3),
    tickVolume: same(4),
    realVolume: same(0),
    spreadPoints: same(spreadPoints),
  };
}

/** A flat bar at this many points above 1.1. */
export const flat = (points: number) => [points, points, points, points] as const;

export function played(
  shapes: readonly (readonly [number, number, number, number])[],
  onBar: ColumnStrategy["onBar"],
  { spreadPoints = 0, ...changes }: Partial<BacktestPlan> & { readonly spreadPoints?: number } = {},
) {
  const changed = { ...plan, ...changes };
  const bars = barsOf(shapes, spreadPoints);
  const side = new DecisionSide({ columns: () => ({}), onBar }, {});
  const { name: _, ...symbol } = { name: "", symbol: symbolName("EURUSD"), digits: 5 };
  const series = [{ ...symbol, name: "bars", timeframe: "H1" as const, bars }];
  side.prepare(series);
  const run = new BacktestRun(changed, [{ decisions: handedOver(side), barsNeeded: 1 }]);
  runBlocks(run.engine, pageBlocks([{ bars: pointBars(bars, 5) }], 3));
  const columns = resultColumns(run.account, run.engine);
  const records = dealsOfResult(columns, changed);
  const deals = records.slice(1);
  return {
    ...{ run, columns, records },
    /** Side, entry, lots and price in points above 1.1 of each deal. */
    deals: deals.map(({ type, entry, volumeLots, price, reason }) =>
      [type, entry, volumeLots, Math.round(price * 1e5) - 110_000, reason] as const
    ),
  };
}

export const lots = { size: { lots: 0.1 }, reason: "Test" } as const;
export const price = (points: number) => (110_000 + points) / 1e5;
