/** The indicators over whole columns, against those of `trading-signals`, value by value. */

import {
  ADX,
  AO,
  Aroon,
  ATR,
  BollingerBands,
  CCI,
  CHOP,
  CMF,
  DonchianChannels,
  EMA,
  HMA,
  IchimokuCloud,
  KAMA,
  KeltnerChannels,
  LinearRegression,
  MACD,
  MFI,
  OBV,
  PSAR,
  RSI,
  SMA,
  StochasticOscillator,
  SuperTrend,
  WilliamsR,
  WMA,
  WSMA,
} from "trading-signals";
import {
  adx,
  aroon,
  atr,
  awesomeOscillator,
  type BarSeries,
  barSeries,
  bollinger,
  cci,
  chaikinMoneyFlow,
  choppiness,
  donchian,
  ema,
  hma,
  ichimoku,
  kama,
  keltner,
  linearRegression,
  macd,
  mfi,
  obv,
  parabolicSar,
  rsi,
  sma,
  smma,
  stochastic,
  superTrend,
  williamsR,
  wma,
} from "../src/indicators/mod.ts";
import { type BenchLine, median, repeat, timeMs } from "./measure.ts";
import { randomWindow } from "./support/random_window.ts";

export const name = "indicators";

const values = 100_000;
const runs = 3;
const turns = 7;

/** The same indicator twice: over columns, and one value or bar after another. */
interface Pair {
  readonly what: string;
  readonly own: (bars: BarSeries) => unknown;
  readonly theirs: (bars: BarSeries) => unknown;
}

/** What is used of an indicator of `trading-signals`. */
interface Incremental<Input> {
  add(input: Input): unknown;
}

const pairs: readonly Pair[] = [
  { what: "sma 20", own: ({ close }) => sma(close, 20), theirs: closes(() => new SMA(20)) },
  { what: "ema 20", own: ({ close }) => ema(close, 20), theirs: closes(() => new EMA(20)) },
  { what: "smma 20", own: ({ close }) => smma(close, 20), theirs: closes(() => new WSMA(20)) },
  { what: "wma 20", own: ({ close }) => wma(close, 20), theirs: closes(() => new WMA(20)) },
  { what: "hma 20", own: ({ close }) => hma(close, 20), theirs: closes(() => new HMA(20)) },
  { what: "kama 10", own: ({ close }) => kama(close, 10), theirs: closes(() => new KAMA(10)) },
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
  {
    what: "linearRegression 14",
    own: ({ close }) => linearRegression(close, 14),
    theirs: closes(() => new LinearRegression(14)),
  },
  {
    what: "stochastic 14 3 3",
    own: (bars) => stochastic(bars, { k: 14 }),
    theirs: wholeBars(() =>
      new StochasticOscillator({ kPeriod: 14, kSlowingPeriod: 3, dPeriod: 3 })
    ),
  },
  { what: "cci 14", own: (bars) => cci(bars, 14), theirs: wholeBars(() => new CCI(14)) },
  {
    what: "williamsR 14",
    own: (bars) => williamsR(bars, 14),
    theirs: wholeBars(() => new WilliamsR(14)),
  },
  { what: "mfi 14", own: (bars) => mfi(bars, 14), theirs: wholeBars(() => new MFI(14)) },
  { what: "obv", own: (bars) => obv(bars), theirs: wholeBars(() => new OBV(2)) },
  {
    what: "chaikinMoneyFlow 20",
    own: (bars) => chaikinMoneyFlow(bars, 20),
    theirs: wholeBars(() => new CMF(20)),
  },
  {
    what: "awesomeOscillator",
    own: (bars) => awesomeOscillator(bars),
    theirs: wholeBars(() => new AO(5, 34)),
  },
  {
    what: "adx 14 of TA-Lib",
    own: (bars) => adx(bars, 14, { flavour: "talib" }),
    theirs: wholeBars(() => new ADX(14)),
  },
  { what: "aroon 14", own: (bars) => aroon(bars, 14), theirs: wholeBars(() => new Aroon(14)) },
  {
    what: "parabolicSar",
    own: (bars) => parabolicSar(bars),
    theirs: wholeBars(() => new PSAR({ accelerationStep: 0.02, accelerationMax: 0.2 })),
  },
  {
    what: "superTrend 10",
    own: (bars) => superTrend(bars, 10),
    theirs: wholeBars(() => new SuperTrend({ interval: 10, multiplier: 3 })),
  },
  { what: "ichimoku", own: (bars) => ichimoku(bars), theirs: wholeBars(() => new IchimokuCloud()) },
  {
    what: "choppiness 14",
    own: (bars) => choppiness(bars, 14),
    theirs: wholeBars(() => new CHOP(14)),
  },
  { what: "atr 14", own: (bars) => atr(bars, 14), theirs: wholeBars(() => new ATR(14)) },
  {
    what: "keltner 20",
    own: (bars) => keltner(bars, 20),
    theirs: wholeBars(() => new KeltnerChannels()),
  },
  {
    what: "donchian 20",
    own: (bars) => donchian(bars, 20),
    theirs: wholeBars(() => new DonchianChannels(20)),
  },
];

export async function run(): Promise<readonly BenchLine[]> {
  const bars = barSeries(randomWindow(values).bars);
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

type Bar = Readonly<Record<"open" | "high" | "low" | "close" | "volume", number>>;

function wholeBars(make: () => Incremental<Bar>): Pair["theirs"] {
  return ({ open, high, low, close, volume }) => {
    const indicator = make();
    const results: unknown[] = new Array(close.length);
    for (let index = 0; index < close.length; index++) {
      results[index] = indicator.add({
        open: open[index]!,
        high: high[index]!,
        low: low[index]!,
        close: close[index]!,
        volume: volume[index]!,
      });
    }
    return results;
  };
}
