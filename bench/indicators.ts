/** The indicators over whole columns, against those of `trading-signals`, value by value. */

import { ATR, BollingerBands, DonchianChannels, EMA, MACD, RSI, SMA, WMA } from "trading-signals";
import {
  atr,
  bollinger,
  donchian,
  ema,
  type HlcColumns,
  macd,
  rsi,
  sma,
  wma,
} from "../src/indicators/mod.ts";
import { type BenchLine, median, repeat, timeMs } from "./measure.ts";
import { randomWindow } from "./support/random_window.ts";

export const name = "indicators";

const values = 100_000;
const runs = 5;
const turns = 9;

/** The same indicator twice: over columns, and one value or bar after another. */
interface Pair {
  readonly what: string;
  readonly own: (bars: HlcColumns) => unknown;
  readonly theirs: (bars: HlcColumns) => unknown;
}

/** What is used of an indicator of `trading-signals`. */
interface Incremental<Input> {
  add(input: Input): unknown;
}

const pairs: readonly Pair[] = [
  { what: "sma 20", own: ({ close }) => sma(close, 20), theirs: closes(() => new SMA(20)) },
  { what: "ema 20", own: ({ close }) => ema(close, 20), theirs: closes(() => new EMA(20)) },
  { what: "wma 20", own: ({ close }) => wma(close, 20), theirs: closes(() => new WMA(20)) },
  { what: "rsi 14", own: ({ close }) => rsi(close, 14), theirs: closes(() => new RSI(14)) },
  {
    what: "macd 12 26 9",
    own: ({ close }) => macd(close),
    theirs: closes(() => new MACD(new EMA(12), new EMA(26), new EMA(9))),
  },
  {
    what: "bollinger 20",
    own: ({ close }) => bollinger(close, 20),
    theirs: closes(() => new BollingerBands(20, 2)),
  },
  { what: "atr 14", own: (bars) => atr(bars, 14), theirs: wholeBars(() => new ATR(14)) },
  {
    what: "donchian 20",
    own: (bars) => donchian(bars, 20),
    theirs: wholeBars(() => new DonchianChannels(20)),
  },
];

export async function run(): Promise<readonly BenchLine[]> {
  const { bars } = randomWindow(values);
  const lines: BenchLine[] = [];
  for (const { what, own, theirs } of pairs) {
    const ratios = await repeat({ runs }, async () => {
      const theirMs = await fastestMs(() => theirs(bars));
      return theirMs / await fastestMs(() => own(bars));
    });
    lines.push({
      what: `${what}, ${values.toLocaleString("en-US")} values: trading-signals takes`,
      unit: "times as long",
      median: median(ratios),
      samples: runs,
    });
  }
  return lines;
}

/** The fastest of some turns: another program that runs meanwhile only makes a turn slower. */
async function fastestMs(work: () => unknown): Promise<number> {
  const takenMs = await repeat({ runs: turns }, () => timeMs(() => void work()));
  return Math.min(...takenMs);
}

function closes(make: () => Incremental<number>): Pair["theirs"] {
  return ({ close }) => {
    const indicator = make();
    const results: unknown[] = new Array(close.length);
    for (let index = 0; index < close.length; index++) {
      results[index] = indicator.add(close[index]!);
    }
    return results;
  };
}

function wholeBars(
  make: () => Incremental<{ readonly high: number; readonly low: number; readonly close: number }>,
): Pair["theirs"] {
  return ({ high, low, close }) => {
    const indicator = make();
    const results: unknown[] = new Array(close.length);
    for (let index = 0; index < close.length; index++) {
      const bar = { high: high[index]!, low: low[index]!, close: close[index]! };
      results[index] = indicator.add(bar);
    }
    return results;
  };
}
