/**
 * The backtest's core on one processor core: whole runs over a million minute bars beside two peers
 * from npm in the same process, ticks, and the account alone. Rates are of processor time, and the
 * cases take turns, so that what else the machine does matters little.
 */

import process from "node:process";
import { pointRequest } from "../src/backtest/account/point_request.ts";
import type { PointBars } from "../src/backtest/ticks/point_bars.ts";
import {
  bracketRun,
  candleRun,
  compatibleRun,
  crossRun,
  dollarAccount,
  wanderingBars,
  wanderingTicks,
} from "./support/backtest_cases.ts";
import {
  bracketStrategy,
  contractRun,
  crossStrategy,
  strategyColumns,
  watchingStrategy,
} from "./support/contract_cases.ts";
import { type BenchLine, median } from "./measure.ts";
import { grademarkFrame, grademarkRun, indicatortsRun } from "./support/backtest_peers.ts";

export const name = "backtest";

const barCount = 1_000_000;
/** A peer that is so slow gets fewer. */
const fewBars = 100_000;
const rounds = 9;
const warmups = 1;

interface Case {
  readonly what: string;
  /** How many bars, ticks or deals it has. */
  readonly count: number;
  readonly aim?: string;
  run(): unknown;
}

/** Millions a second of processor time, garbage collection included. */
function rates(cases: readonly Case[]): BenchLine[] {
  const samples = cases.map((): number[] => []);
  for (let round = 0; round < warmups + rounds; round++) {
    for (const [index, { count, run }] of cases.entries()) {
      run(); // pays for the garbage of the case before it
      const from = process.cpuUsage();
      run();
      const { user, system } = process.cpuUsage(from);
      if (round >= warmups) samples[index]!.push(count / (user + system));
    }
  }
  return cases.map(({ what, aim }, index) => ({
    ...{ what, unit: "million/CPU s", median: median(samples[index]!), samples: rounds },
    ...(aim === undefined ? {} : { aim }),
  }));
}

function quoteRun(bars: PointBars, positions: number): void {
  const account = dollarAccount("hedging");
  const market = account.markets[0]!;
  const startMs = bars.minute[0]! * 60_000;
  market.quote(110_000, 110_010, startMs);
  const request = pointRequest({ units: 1e6, stopLossPoints: 50_000, takeProfitPoints: 200_000 });
  for (let count = 0; count < positions; count++) account.request(request);
  for (let at = 0; at < bars.length; at++) {
    const bid = bars.close[at]!;
    market.quote(bid, bid + 10, startMs + at * 100);
  }
}

function dealRun(count: number): void {
  const account = dollarAccount("hedging");
  const market = account.markets[0]!;
  const [open, close] = [pointRequest({ units: 1e7 }), pointRequest({ units: 1e7, type: "sell" })];
  for (let at = 0; at < count; at += 2) {
    market.quote(110_000 + at % 7, 110_010 + at % 7, account.nowMs + 1_000);
    account.request(open);
    close.position = account.lastOrder;
    account.request(close);
  }
}

function bars(): BenchLine[] {
  const played = wanderingBars(barCount);
  const given = strategyColumns(played);
  const closings = Array.from(given.close);
  const frame = grademarkFrame(closings.slice(0, fewBars));
  const of = "1,000,000 minute bars";
  return rates([
    {
      what: `${of}: cross of 10 and 20 through the contract, opens`,
      ...{ count: barCount, aim: ">= 10" },
      run: () => contractRun(crossStrategy, { played, given }, "open"),
    },
    {
      what: `${of}: the same, nothing decided`,
      count: barCount,
      run: () => contractRun(watchingStrategy, { played, given }, "open"),
    },
    {
      what: `${of}: the same by a plain decider`,
      count: barCount,
      run: () => crossRun(played, "open"),
    },
    {
      what: `${of}: the same, generated ticks`,
      count: barCount,
      run: () => crossRun(played, "generated"),
    },
    {
      what: `${of}: the same by indicatorts, no orders`,
      count: barCount,
      run: () => indicatortsRun(closings),
    },
    {
      what: "100,000 minute bars: the same by grademark, long only",
      count: fewBars,
      run: () => grademarkRun(frame),
    },
    {
      what: `${of}: bracket by ATR through the contract, minute OHLC`,
      ...{ count: barCount, aim: ">= 5" },
      run: () => contractRun(bracketStrategy, { played, given }, "ohlc"),
    },
    {
      what: `${of}: the same by a plain decider`,
      count: barCount,
      run: () => bracketRun({ bars: played }, "ohlc"),
    },
    {
      what: "100,000 bars by the rules of backtesting.py",
      count: fewBars,
      run: () => compatibleRun(played, fewBars),
    },
    {
      what: "100,000 bars by the exits of freqtrade",
      count: fewBars,
      run: () => candleRun(played, fewBars),
    },
  ]);
}

function ticks(): BenchLine[] {
  const made = wanderingBars(200_000);
  const recorded = wanderingTicks(made, 20);
  return rates([{
    what: `${recorded.length} recorded ticks, bracket by ATR`,
    ...{ count: recorded.length, aim: ">= 10" },
    run: () => bracketRun({ bars: made, ticks: recorded }, "real"),
  }]);
}

function account(): BenchLine[] {
  const made = wanderingBars(barCount);
  return rates([
    { what: "quotes, no position", count: barCount, run: () => quoteRun(made, 0) },
    { what: "quotes, 20 positions with levels", count: barCount, run: () => quoteRun(made, 20) },
    { what: "deals, opened and closed in turn", count: 200_000, run: () => dealRun(200_000) },
  ]);
}

export function run(): readonly BenchLine[] {
  return [...bars(), ...ticks(), ...account()];
}
