/**
 * The package trading-signals as a second opinion, on random bars that always move. Its AC is not
 * asked: it passes over a bar on which the Awesome Oscillator is exactly 0.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  Alligator,
  AO,
  Aroon,
  ATR,
  BollingerBands,
  CCI,
  CMF,
  DonchianChannels,
  EMA,
  ForceIndex,
  HMA,
  IchimokuCloud,
  LinearRegression,
  MFI,
  OBV,
  RSI,
  SMA,
  StochasticOscillator,
  TR,
  WilliamsR,
  WMA,
  WSMA,
} from "trading-signals";
import {
  alligator,
  aroon,
  atr,
  awesomeOscillator,
  type BarSeries,
  bollinger,
  cci,
  chaikinMoneyFlow,
  donchian,
  elderForceIndex,
  ema,
  hma,
  ichimoku,
  linearRegression,
  mfi,
  obv,
  rsi,
  sma,
  smma,
  stochastic,
  trueRange,
  williamsR,
  wma,
} from "../../src/indicators/mod.ts";
import { movingBars } from "./sample_bars.ts";

const flavour = "talib";

type Bar = Readonly<Record<"open" | "high" | "low" | "close" | "volume", number>>;

/** What is used of an indicator of theirs: a result is a number, lines by name, or none yet. */
interface Theirs<Input> {
  add(input: Input): unknown;
  readonly isStable: boolean;
}

/** One line: which of theirs it is (null for the result itself), and ours. */
type Lines = readonly (readonly [theirs: string | null, own: Float64Array])[];

interface Case {
  readonly what: string;
  readonly theirs: () => (bar: Bar) => unknown;
  readonly own: (bars: BarSeries) => Lines;
  /** The first bar that is compared: theirs takes high less low for the first true range. */
  readonly from?: number;
}

const one = (own: (bars: BarSeries) => Float64Array): Case["own"] => (bars) => [[null, own(bars)]];

function closes(make: () => Theirs<number>): Case["theirs"] {
  return () => {
    const indicator = make();
    return ({ close }) => {
      const result = indicator.add(close);
      return indicator.isStable ? result : null;
    };
  };
}

function whole(make: () => Theirs<Bar>): Case["theirs"] {
  return () => {
    const indicator = make();
    return (bar) => {
      const result = indicator.add(bar);
      return indicator.isStable ? result : null;
    };
  };
}

const cases: readonly Case[] = [
  { what: "SMA", theirs: closes(() => new SMA(7)), own: one(({ close }) => sma(close, 7)) },
  { what: "EMA", theirs: closes(() => new EMA(9)), own: one(({ close }) => ema(close, 9)) },
  { what: "WSMA", theirs: closes(() => new WSMA(9)), own: one(({ close }) => smma(close, 9)) },
  { what: "WMA", theirs: closes(() => new WMA(9)), own: one(({ close }) => wma(close, 9)) },
  { what: "HMA", theirs: closes(() => new HMA(17)), own: one(({ close }) => hma(close, 17)) },
  { what: "RSI", theirs: closes(() => new RSI(14)), own: one(({ close }) => rsi(close, 14)) },
  {
    what: "bands",
    theirs: closes(() => new BollingerBands(20, 2)),
    own: ({ close }) => {
      const { upper, middle, lower } = bollinger(close, 20);
      return [["upper", upper], ["middle", middle], ["lower", lower]];
    },
  },
  {
    what: "linear regression",
    theirs: closes(() => new LinearRegression(14)),
    own: ({ close }) => {
      const { slope, intercept } = linearRegression(close, 14);
      return [["slope", slope], ["intercept", intercept]];
    },
  },
  { what: "TR", theirs: whole(() => new TR()), own: one(trueRange), from: 1 },
  {
    what: "ATR of plain means",
    theirs: whole(() => new ATR(14, SMA)),
    own: one((bars) => atr(bars, 14)),
    from: 14,
  },
  {
    what: "Donchian",
    theirs: whole(() => new DonchianChannels(20)),
    own: (bars) => {
      const { upper, lower } = donchian(bars, 20);
      return [["upper", upper], ["lower", lower]];
    },
  },
  { what: "CCI", theirs: whole(() => new CCI(14)), own: one((bars) => cci(bars, 14)) },
  { what: "%R", theirs: whole(() => new WilliamsR(14)), own: one((bars) => williamsR(bars, 14)) },
  { what: "MFI", theirs: whole(() => new MFI(14)), own: one((bars) => mfi(bars, 14)) },
  { what: "AO", theirs: whole(() => new AO(5, 34)), own: one(awesomeOscillator) },
  { what: "CMF", theirs: whole(() => new CMF(20)), own: one((bars) => chaikinMoneyFlow(bars, 20)) },
  {
    what: "Elder's force",
    theirs: whole(() => new ForceIndex(13)),
    own: one((bars) => elderForceIndex(bars, 13)),
  },
  {
    what: "Aroon",
    theirs: whole(() => new Aroon(14)),
    own: (bars) => {
      const { up, down } = aroon(bars, 14);
      return [["aroonUp", up], ["aroonDown", down]];
    },
  },
  {
    what: "stochastic",
    theirs: whole(() => new StochasticOscillator({ kPeriod: 14, kSlowingPeriod: 3, dPeriod: 3 })),
    own: (bars) => {
      const { k, d } = stochastic(bars, { k: 14, flavour });
      return [["stochK", k], ["stochD", d]];
    },
  },
  {
    what: "Alligator",
    theirs: whole(() => new Alligator()),
    own: (bars) => Object.entries(alligator(bars)),
  },
  {
    what: "Ichimoku",
    theirs: whole(() => new IchimokuCloud()),
    own: (bars) => {
      const { tenkan, kijun, leadingA, leadingB } = ichimoku(bars);
      return [["conversion", tenkan], ["base", kijun], ["spanA", leadingA], ["spanB", leadingB]];
    },
  },
];

function barAt(bars: BarSeries, index: number): Bar {
  return {
    open: bars.open[index]!,
    high: bars.high[index]!,
    low: bars.low[index]!,
    close: bars.close[index]!,
    volume: bars.volume[index]!,
  };
}

for (const { what, theirs, own, from = 0 } of cases) {
  Deno.test(`trading-signals: ${what}`, () => {
    fc.assert(
      fc.property(movingBars, (bars) => {
        const lines = own(bars);
        const next = theirs();
        let compared = 0;
        for (let index = 0; index < bars.close.length; index++) {
          const result = next(barAt(bars, index));
          for (const [name, column] of lines) {
            const value = name === null
              ? result
              : (result as Record<string, unknown> | null)?.[name];
            if (index < from || typeof value !== "number") continue;
            compared++;
            assert.ok(
              Math.abs(column[index]! - value) <= 1e-9 * Math.max(1, Math.abs(value)),
              `${name} on bar ${index}: ${column[index]}, theirs is ${value}`,
            );
          }
        }
        assert.ok(compared > 50, `${compared} values compared`);
      }),
      { numRuns: 15 },
    );
  });
}

Deno.test("trading-signals: OBV, which begins with 0 there and with the first volume here", () => {
  fc.assert(
    fc.property(movingBars, (bars) => {
      const theirs = new OBV(2);
      obv(bars).forEach((value, index) => {
        const result = theirs.add(barAt(bars, index));
        if (result !== null) assert.equal(value - bars.volume[0]!, result);
      });
    }),
    { numRuns: 15 },
  );
});
