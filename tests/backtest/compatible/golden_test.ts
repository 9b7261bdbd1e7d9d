/** The trade lists of backtesting.py, trade for trade, and its equity. */

import assert from "node:assert/strict";
import {
  BarBroker,
  type BarBrokerRules,
  type BarTrade,
  type PriceBar,
  wholeEquity,
} from "../../../src/backtest/compatible/bar_broker.ts";
import { lacks } from "../../../tools/test_needs.ts";
import { priceBars, rowsOf, type Source } from "./golden_files.ts";

/**
 * The running mean of pandas, which decides ties of equal averages: compensated sums, of what comes
 * in and of what goes out.
 */
function pandasMean(closes: readonly number[], period: number): number[] {
  let [sum, lostIn, lostOut] = [0, 0, 0];
  return closes.map((close, at) => {
    if (at >= period) {
      const out = 0 - closes[at - period]! - lostOut;
      const less = sum + out;
      lostOut = less - sum - out;
      sum = less;
    }
    const into = close - lostIn;
    const more = sum + into;
    lostIn = more - sum - into;
    sum = more;
    return at >= period - 1 ? sum / period : NaN;
  });
}

interface GoldenCase {
  readonly file: string;
  readonly source: Source;
  readonly slow?: number;
  readonly size?: number;
  readonly rules?: Partial<BarBrokerRules>;
  /** Distances from the signal's close. */
  readonly bracket?: { readonly stop: number; readonly target: number };
  readonly finalEquity: number;
}

const cases: readonly GoldenCase[] = [
  { file: "goog_test_10_30", source: "goog", slow: 30, finalEquity: 51_422.99 },
  { file: "goog_10_20_c0", source: "goog", finalEquity: 80_964.98 },
  {
    file: "goog_10_20_toc_c0",
    source: "goog",
    rules: { isOnClose: true },
    finalEquity: 72_510.54,
  },
  {
    file: "goog_readme_10_20_excl_c002",
    source: "goog",
    rules: { commission: 0.002 },
    finalEquity: 55_574.51294,
  },
  {
    file: "goog_quickstart_10_20_close_c002",
    source: "goog",
    rules: { commission: 0.002 },
    finalEquity: 55_574.51294,
  },
  { file: "eurusd_h1_units1000", source: "eurusd", size: 1_000, finalEquity: 10_008.99 },
  {
    file: "eurusd_h1_10_20_excl_spread",
    source: "eurusd",
    rules: { spread: 1e-4, leverage: 30 },
    finalEquity: 718.5637145943849,
  },
  {
    file: "eurusd_h1_bracket",
    source: "eurusd",
    size: 1_000,
    bracket: { stop: 0.002, target: 0.004 },
    finalEquity: 10_036.42,
  },
  { file: "btcperp_m1_10_20_c0", source: "btcperp", rules: { cash: 1e6 }, finalEquity: NaN },
];

const noCosts: BarBrokerRules = {
  cash: 10_000,
  commission: 0,
  spread: 0,
  leverage: 1,
  isOnClose: false,
};

interface Replay {
  readonly trades: readonly BarTrade[];
  readonly equities: readonly number[];
  readonly equity: number;
}

function replay(bars: readonly PriceBar[], one: GoldenCase): Replay {
  const { slow = 20, size = wholeEquity, rules, bracket } = one;
  const closes = bars.map(({ close }) => close);
  const [fast, slower] = [pandasMean(closes, 10), pandasMean(closes, slow)];
  const broker = new BarBroker({ ...noCosts, ...rules });
  const crossed = (at: number) =>
    fast[at - 1]! < slower[at - 1]! && fast[at]! > slower[at]!
      ? 1
      : fast[at - 1]! > slower[at - 1]! && fast[at]! < slower[at]!
      ? -1
      : 0;
  const equities = bars.map((bar, at) => {
    broker.play(at, bar);
    const { equity } = broker;
    const sign = at < slow ? 0 : crossed(at);
    if (sign !== 0 && at < bars.length - 1) {
      broker.cancelEntries();
      broker.close();
      broker.order({
        size: sign * size,
        ...(bracket === undefined ? {} : {
          stopLoss: bar.close - sign * bracket.stop,
          takeProfit: bar.close + sign * bracket.target,
        }),
      });
    }
    return equity;
  });
  broker.finish();
  return { trades: broker.closed, equities, equity: broker.equity };
}

function near(actual: number, expected: number, what: string): void {
  assert.ok(
    Math.abs(actual - expected) <= 1e-6 * Math.max(1, Math.abs(expected)),
    `${what}: ${actual}, not ${expected}`,
  );
}

for (const one of cases) {
  Deno.test({
    name: `fills of backtesting.py: ${one.file}`,
    ignore: lacks("market_data"),
    fn() {
      const { trades, equities, equity } = replay(priceBars(one.source), one);
      const expected = rowsOf(`golden/${one.file}_trades.csv`);
      for (const [at, row] of expected.entries()) {
        const trade = trades[at];
        assert.deepEqual(
          [trade?.size, trade?.entryBar, trade?.exitBar],
          [Number(row.Size), Number(row.EntryBar), Number(row.ExitBar)],
          `trade ${at}`,
        );
        near(trade!.entryPrice, Number(row.EntryPrice), `entry price of trade ${at}`);
        near(trade!.exitPrice, Number(row.ExitPrice), `exit price of trade ${at}`);
        near(trade!.profit, Number(row.PnL), `profit of trade ${at}`);
        near(trade!.commission, Number(row.Commission), `commission of trade ${at}`);
      }
      assert.equal(trades.length, expected.length);
      if (!Number.isNaN(one.finalEquity)) near(equity, one.finalEquity, "final equity");
      const path = `golden/${one.file}_equity.csv`;
      if (!hasEquity.includes(one.file)) return;
      // The last row is the one after the end, at which everything was closed.
      for (const [at, row] of rowsOf(path).slice(0, -1).entries()) {
        near(equities[at]!, Number(row.Equity), `equity of bar ${at}`);
      }
    },
  });
}

const hasEquity = [
  "goog_10_20_c0",
  "goog_10_20_toc_c0",
  "goog_readme_10_20_excl_c002",
  "goog_quickstart_10_20_close_c002",
  "goog_test_10_30",
  "eurusd_h1_bracket",
];
