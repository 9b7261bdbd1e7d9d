/**
 * The backtest's core on one processor core: whole runs over a million minute bars beside the
 * vector loop of indicatorts in the same process, ticks, and the account alone.
 */

import { backtest, sma } from "indicatorts";
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
import { type BenchLine, median, repeat, timeMs } from "./measure.ts";

export const name = "backtest";

const barCount = 1_000_000;
const runs = 9;

interface Measured {
  readonly what: string;
  readonly unit: string;
  readonly aim?: string;
}

/** Millions of `count` things a second. */
async function rate(told: Measured, count: number, work: () => void): Promise<BenchLine> {
  const samples = await repeat({ runs, warmups: 2 }, async () => {
    return count / await timeMs(work) / 1_000;
  });
  return { ...told, median: median(samples), samples: samples.length };
}

function peerRun(closings: number[]): number {
  const outcome = backtest(
    { dates: [], openings: [], closings, highs: [], lows: [], volumes: [] },
    [{ name: "cross", strategy: crossActions }],
  );
  return outcome[0]!.gain;
}

/** The same cross by the peer's own averages, as an array of actions. */
function crossActions({ closings }: { closings: number[] }): number[] {
  const fast = sma(closings, { period: 10 });
  const slow = sma(closings, { period: 20 });
  return fast.map((value, at) => value > slow[at]! ? 1 : value < slow[at]! ? -1 : 0);
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

async function bars(): Promise<BenchLine[]> {
  const made = wanderingBars(barCount);
  const closings = Array.from(made.close, (points) => points / 1e5);
  const unit = "million/s";
  const of = "1,000,000 minute bars";
  return [
    await rate({ what: `${of}: cross of 10 and 20, opens`, unit, aim: ">= 10" }, barCount, () => {
      crossRun(made, "open");
    }),
    await rate({ what: `${of}: the same, generated ticks`, unit }, barCount, () => {
      crossRun(made, "generated");
    }),
    await rate({ what: `${of}: the same by indicatorts, no orders`, unit }, barCount, () => {
      peerRun(closings);
    }),
    await rate({ what: `${of}: bracket by ATR, minute OHLC`, unit, aim: ">= 5" }, barCount, () => {
      bracketRun({ bars: made }, "ohlc");
    }),
    await rate({ what: "100,000 bars by the rules of backtesting.py", unit }, 100_000, () => {
      compatibleRun(made, 100_000);
    }),
    await rate({ what: "100,000 bars by the exits of freqtrade", unit }, 100_000, () => {
      candleRun(made, 100_000);
    }),
  ];
}

async function ticks(): Promise<BenchLine[]> {
  const made = wanderingBars(200_000);
  const recorded = wanderingTicks(made, 20);
  const unit = "million/s";
  const what = `${recorded.length} recorded ticks, bracket by ATR`;
  return [
    await rate({ what, unit, aim: ">= 10" }, recorded.length, () => {
      bracketRun({ bars: made, ticks: recorded }, "real");
    }),
  ];
}

async function account(): Promise<BenchLine[]> {
  const made = wanderingBars(barCount);
  const unit = "million/s";
  return [
    await rate({ what: "quotes, no position", unit }, barCount, () => quoteRun(made, 0)),
    await rate({ what: "quotes, 20 positions with levels", unit }, barCount, () => {
      quoteRun(made, 20);
    }),
    await rate({ what: "deals, opened and closed in turn", unit }, 200_000, () => dealRun(200_000)),
  ];
}

export async function run(): Promise<readonly BenchLine[]> {
  return [...await bars(), ...await ticks(), ...await account()];
}
