/** Trades that whole points prove right: the engine on real series gives each of them. */

import assert from "node:assert/strict";
import { FastAccount } from "../../../src/backtest/account/fast_account.ts";
import { pointRequest } from "../../../src/backtest/account/point_request.ts";
import { BacktestEngine } from "../../../src/backtest/engine/backtest_engine.ts";
import { emptyPointBars, type PointBars } from "../../../src/backtest/ticks/point_bars.ts";
import type { TickModel } from "../../../src/backtest/ticks/tick_path.ts";
import { marketSymbol } from "../../../src/simulation/market/instrument_catalog.ts";
import { tradingSymbol } from "../../../src/simulation/trading/mod.ts";
import { lacks } from "../../../tools/test_needs.ts";
import { priceBars, rowsOf, type Source } from "../compatible/golden_files.ts";

interface ExactCase {
  readonly source: Source;
  readonly file: string;
  readonly digits: number;
}

const cases: readonly ExactCase[] = [
  { source: "goog", file: "exact_goog_sma10_20_u100", digits: 2 },
  { source: "eurusd", file: "exact_eurusd_h1_sma10_20_u1000", digits: 5 },
  { source: "btcperp", file: "exact_btcperp_m1_sma10_20_u1", digits: 1 },
];

/** One bar a minute: the lists name bars by their index. */
function barsOf(source: Source, digits: number): PointBars {
  const prices = priceBars(source);
  const bars = emptyPointBars(prices.length);
  for (const [at, { open, high, low, close }] of prices.entries()) {
    const points = (price: number) => Math.round(price * 10 ** digits);
    bars.minute[at] = 28_000_000 + at;
    bars.open[at] = points(open);
    bars.high[at] = points(high);
    bars.low[at] = points(low);
    bars.close[at] = points(close);
  }
  return bars;
}

/** One unit of the symbol is one lot, and a point of one lot is one minor unit. */
function plainSymbol(digits: number) {
  const { wire } = marketSymbol("EURUSD", { suffix: "", accountCurrency: "USD" });
  return tradingSymbol({
    ...{ ...wire, digits, tickSize: 10 ** -digits, contractSize: 1, fillingModes: ["fok"] },
    ...{ volumeMin: 1, volumeStep: 1, volumeMax: 10_000, sessions: [] },
  });
}

/** Reverses when the sums of 10 closes twice and of 20 closes cross, strictly on both sides. */
function crossDeals({ source, digits }: ExactCase, lots: number, model: TickModel) {
  const bars = barsOf(source, digits);
  const account = new FastAccount({
    symbols: [plainSymbol(digits)],
    startMs: 0,
    rules: { marginMode: "netting", currencyDigits: digits, leverage: 1_000 },
  });
  account.deposit(1e12);
  let held = 0;
  const difference = (at: number) => {
    let sum = 0;
    for (let back = 0; back < 20; back++) sum += bars.close[at - back]! * (back < 10 ? 1 : -1);
    return Math.sign(sum);
  };
  const engine: BacktestEngine = new BacktestEngine({
    ...{ account, model, periodMinutes: 1, series: [{ symbol: 0, minutes: 1 }] },
    decide: (_, bar) => {
      if (bar < 20) return;
      const side = difference(bar);
      if (side === held || side === 0 || difference(bar - 1) !== 0 - side) return;
      const units = held === 0 ? lots : 2 * lots;
      held = side;
      engine.send(pointRequest({ type: side > 0 ? "buy" : "sell", units: units * 1e8 }));
    },
  });
  engine.run([{ bars }]);
  return account.dealRecords().slice(1);
}

for (const one of cases) {
  for (const model of ["open", "generated"] as const) {
    Deno.test({
      name: `exact trades: ${one.file}, ${model}`,
      ignore: lacks("market_data"),
      fn() {
        const expected = rowsOf(`golden/${one.file}.csv`);
        const lots = Math.abs(Number(expected[0]!.units));
        const deals = crossDeals(one, lots, model);
        const bar = (ms: number) => Math.floor(ms / 60_000) - 28_000_000;
        const points = (price: number) => Math.round(price * 10 ** one.digits);
        const trades = deals.slice(1).map((deal, at) => {
          const entry = deals[at]!;
          return {
            units: String(entry.type === "buy" ? lots : 0 - lots),
            entry_bar: String(bar(entry.brokerMs)),
            exit_bar: String(bar(deal.brokerMs)),
            entry_points: String(points(entry.price)),
            exit_points: String(points(deal.price)),
            pnl_unitpoints: String(points(deal.profit)),
          };
        });
        assert.deepEqual(trades, expected);
      },
    });
  }
}
