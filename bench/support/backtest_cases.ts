/** Markets and plain deciders for the bench `backtest`. */

import { BarBroker } from "../../src/backtest/compatible/bar_broker.ts";
import { candleTrades } from "../../src/backtest/compatible/candle_trades.ts";
import { FastAccount } from "../../src/backtest/account/fast_account.ts";
import { pointRequest } from "../../src/backtest/account/point_request.ts";
import { BacktestEngine } from "../../src/backtest/engine/backtest_engine.ts";
import type { FeedBlock } from "../../src/backtest/engine/bar_feed.ts";
import type { Decider } from "../../src/backtest/engine/engine_decisions.ts";
import { runBlocks } from "../../src/backtest/engine/run_blocks.ts";
import {
  emptyPointBars,
  type PointBars,
  type PointTicks,
} from "../../src/backtest/ticks/point_bars.ts";
import { withSpread } from "../../src/backtest/ticks/spread_model.ts";
import type { TickModel } from "../../src/backtest/ticks/tick_path.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { marketSymbol } from "../../src/simulation/market/instrument_catalog.ts";
import { tradingSymbol } from "../../src/simulation/trading/mod.ts";

const startMinute = Date.UTC(2020, 0, 6) / 60_000;

/** Minute bars of EURUSD that wander around 1.1, in points. */
export function wanderingBars(count: number): PointBars {
  const random = seededRandom(20);
  const bars = emptyPointBars(count);
  let price = 110_000;
  const draw = (most: number) => Math.floor(random() * (most + 1));
  for (let at = 0; at < count; at++) {
    const pull = price > 115_000 ? -1 : price < 105_000 ? 1 : 0;
    const open = price + draw(2) - 1 + pull;
    const close = open + draw(24) - 12;
    bars.minute[at] = startMinute + at;
    bars.open[at] = open;
    bars.close[at] = price = close;
    bars.high[at] = Math.max(open, close) + draw(10);
    bars.low[at] = Math.min(open, close) - draw(10);
    bars.tickVolume[at] = 20 + draw(100);
  }
  return withSpread(bars, { kind: "fixed", points: 8 });
}

export function dollarAccount(marginMode: "hedging" | "netting"): FastAccount {
  const { wire } = marketSymbol("EURUSD", { suffix: "", accountCurrency: "USD" });
  const account = new FastAccount({
    symbols: [tradingSymbol(wire)],
    startMs: startMinute * 60_000 - 1,
    rules: { marginMode, leverage: 500 },
  });
  account.deposit(100_000_000);
  return account;
}

/** The mean of the last closes; of fewer at the start. */
function plainAverage(closes: Int32Array, period: number): Float64Array {
  const means = new Float64Array(closes.length);
  let sum = 0;
  for (let at = 0; at < Math.min(period, closes.length); at++) {
    sum += closes[at]!;
    means[at] = sum / (at + 1);
  }
  for (let at = period; at < closes.length; at++) {
    sum += closes[at]! - closes[at - period]!;
    means[at] = sum / period;
  }
  return means;
}

/** The plain mean of the true ranges of the last bars, as MetaTrader's ATR. */
function plainRange(bars: PointBars, period: number): Float64Array {
  const ranges = new Int32Array(bars.length);
  for (let at = 0; at < bars.length; at++) {
    const before = at === 0 ? bars.open[0]! : bars.close[at - 1]!;
    ranges[at] = Math.max(bars.high[at]!, before) - Math.min(bars.low[at]!, before);
  }
  return plainAverage(ranges, period);
}

interface CaseRun {
  readonly account: FastAccount;
  readonly engine: BacktestEngine;
}

type CaseDecider = (engine: BacktestEngine, account: FastAccount) => Decider;

function runCase({ bars, ticks }: FeedBlock, model: TickModel, made: CaseDecider): CaseRun {
  const account = dollarAccount("netting");
  const engine: BacktestEngine = new BacktestEngine({
    account,
    model,
    periodMinutes: 1,
    series: [{ symbol: 0, minutes: 1 }],
    decide: (series, bar) => decide(series, bar),
  });
  const decide = made(engine, account);
  runBlocks(engine, [[ticks === undefined ? { bars } : { bars, ticks }]]);
  return { account, engine };
}

const units = 1e7;

/** Always in the market: reverses when the averages of 10 and 20 closes cross. */
export function crossRun(bars: PointBars, model: TickModel): CaseRun {
  return runCase({ bars }, model, (engine) => {
    const fast = plainAverage(bars.close, 10);
    const slow = plainAverage(bars.close, 20);
    const request = pointRequest({ filling: "fok" });
    let held = 0;
    return (_, bar) => {
      if (bar < 20) return;
      const side = fast[bar]! > slow[bar]! ? 1 : fast[bar]! < slow[bar]! ? -1 : held;
      if (side === held) return;
      request.type = side > 0 ? "buy" : "sell";
      request.units = held === 0 ? units : 2 * units;
      held = side;
      engine.send(request);
    };
  });
}

/** Enters at a cross while flat, with stop and target two and three average ranges away. */
export function bracketRun(block: FeedBlock, model: TickModel): CaseRun {
  const { bars } = block;
  return runCase(block, model, (engine, account) => {
    const fast = plainAverage(bars.close, 10);
    const slow = plainAverage(bars.close, 20);
    const range = plainRange(bars, 14);
    const request = pointRequest({ units, filling: "fok" });
    return (_, bar) => {
      if (bar < 20 || account.positionCount > 0) return;
      const isUp = fast[bar]! > slow[bar]! && fast[bar - 1]! <= slow[bar - 1]!;
      const isDown = fast[bar]! < slow[bar]! && fast[bar - 1]! >= slow[bar - 1]!;
      if (!isUp && !isDown) return;
      const sign = isUp ? 1 : -1;
      const away = Math.round(range[bar]!) + 10;
      request.type = isUp ? "buy" : "sell";
      request.stopLossPoints = bars.close[bar]! - sign * 2 * away;
      request.takeProfitPoints = bars.close[bar]! + sign * 3 * away;
      engine.send(request);
    };
  });
}

/** Recorded ticks, so many a bar, each within its bar. */
export function wanderingTicks(bars: PointBars, perBar: number): PointTicks {
  const random = seededRandom(21);
  const length = bars.length * perBar;
  const brokerMs = new Float64Array(length);
  const bid = new Int32Array(length);
  const ask = new Int32Array(length);
  for (let at = 0; at < length; at++) {
    const bar = Math.floor(at / perBar);
    const range = bars.high[bar]! - bars.low[bar]!;
    brokerMs[at] = bars.minute[bar]! * 60_000 + Math.floor(60_000 * (at % perBar) / perBar);
    bid[at] = bars.low[bar]! + Math.floor(random() * (range + 1));
    ask[at] = bid[at]! + 6 + Math.floor(random() * 6);
  }
  return { length, brokerMs, bid, ask };
}

/** The same cross by the exits of freqtrade, with a trailing stop and a table of returns. */
export function candleRun(bars: PointBars, count: number): number {
  const fast = plainAverage(bars.close, 10);
  const slow = plainAverage(bars.close, 20);
  const candles = Array.from({ length: count }, (_, at) => {
    const price = (column: Int32Array) => column[at]! / 1e5;
    const isUp = fast[at]! > slow[at]!;
    return {
      ...{ open: price(bars.open), high: price(bars.high) },
      ...{ low: price(bars.low), close: price(bars.close) },
      ...{ entersLong: isUp, exitsLong: !isUp, entersShort: !isUp, exitsShort: isUp },
    };
  });
  return candleTrades(candles, {
    ...{ stopLoss: 0.001, returns: [[0, 0.002]], periodMinutes: 1, hasCustomStop: false },
    trailing: { positive: null, offset: 0, isFromOffset: false },
    ...{ leverage: 1, entryPrice: null, exitPrice: null, laterEntryPrice: null },
  }).length;
}

/** The same cross on single bars by the rules of backtesting.py, all in. */
export function compatibleRun(bars: PointBars, count: number): number {
  const broker = new BarBroker({
    ...{ cash: 10_000, commission: 0, spread: 0, leverage: 1, isOnClose: false },
  });
  const fast = plainAverage(bars.close, 10);
  const slow = plainAverage(bars.close, 20);
  for (let at = 0; at < count; at++) {
    const price = (column: Int32Array) => column[at]! / 1e5;
    broker.play(at, {
      ...{ open: price(bars.open), high: price(bars.high) },
      ...{ low: price(bars.low), close: price(bars.close) },
    });
    const isUp = at > 20 && fast[at]! > slow[at]! && fast[at - 1]! < slow[at - 1]!;
    const isDown = at > 20 && fast[at]! < slow[at]! && fast[at - 1]! > slow[at - 1]!;
    if (!isUp && !isDown) continue;
    broker.close();
    broker.order({ size: isUp ? 1_000 : -1_000 });
  }
  return broker.equity;
}
