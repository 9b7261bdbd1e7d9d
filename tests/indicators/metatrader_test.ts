/** MetaTrader's formulas against the same written down plainly, on random bars with ties. */

import assert from "node:assert/strict";
import fc from "fast-check";
import * as own from "../../src/indicators/mod.ts";
import type { BarSeries } from "../../src/indicators/mod.ts";
import {
  column,
  meanOf,
  plainAdx,
  plainAma,
  plainDeviation,
  plainEma,
  plainSar,
  plainSma,
  plainSmma,
  plainStochastic,
  plainTrueRange,
  plainWma,
  sumOf,
  type Values,
  windowOf,
} from "./plain_formulas.ts";
import { anyBars } from "./sample_bars.ts";

/** Two columns that must be equal from the first value of the first one on. */
type Pair = readonly [found: Values, expected: Values];

function median({ high, low }: BarSeries): Values {
  return high.map((top, index) => (top + low[index]!) / 2);
}

function typical({ high, low, close }: BarSeries): Values {
  return high.map((top, index) => (top + low[index]! + close[index]!) / 3);
}

function apart(first: Values, second: Values): Values {
  return first.map((value, index) => value - second[index]!);
}

/** Earlier values on later bars. */
function shifted(values: Values, bars: number): Values {
  return values.map((_, index) => values[index - bars] ?? NaN);
}

function middle({ high, low }: BarSeries, length: number): Values {
  return column(
    high.length,
    length - 1,
    (index) =>
      (Math.max(...windowOf(high, index, length)) + Math.min(...windowOf(low, index, length))) / 2,
  );
}

/** A fractal of two bars ago, by the rule of the terminal. */
function fractalAt(values: Values, index: number, side: 1 | -1): number {
  const [a, b, c, d, e] = windowOf(values, index, 5).map((value) => side * value);
  return c! > d! && c! > e! && c! >= b! && c! >= a! ? side * c! : NaN;
}

const cases: Readonly<Record<string, (bars: BarSeries) => readonly Pair[]>> = {
  SMA: ({ close }) => [[own.sma(close, 9), plainSma(close, 9)]],
  EMA: ({ close }) => [[own.ema(close, 9), plainEma(close, 9)]],
  SMMA: ({ close }) => [[own.smma(close, 9), plainSmma(close, 9)]],
  LWMA: ({ close }) => [[own.wma(close, 9), plainWma(close, 9)]],
  HMA: ({ close }) => {
    const raw = plainWma(close, 9).map((whole, index) => 2 * plainWma(close, 4)[index]! - whole);
    return [[own.hma(close, 9), plainWma(raw, 3, 8)]];
  },
  DEMA: ({ close }) => {
    const once = plainEma(close, 9);
    const twice = plainEma(once, 9, 8);
    return [[own.dema(close, 9), once.map((value, index) => 2 * value - twice[index]!)]];
  },
  TEMA: ({ close }) => {
    const once = plainEma(close, 9);
    const twice = plainEma(once, 9, 8);
    const thrice = plainEma(twice, 9, 16);
    const expected = once.map((value, index) => 3 * value - 3 * twice[index]! + thrice[index]!);
    return [[own.tema(close, 9), expected]];
  },
  TRIX: ({ close }) => {
    const thrice = plainEma(plainEma(plainEma(close, 9), 9, 8), 9, 16);
    // In millionths, so that the tolerance is one of them.
    const expected = thrice.map((value, index) => 1e6 * (value / thrice[index - 1]! - 1));
    return [[own.trix(close, 9).map((value) => 1e6 * value), expected]];
  },
  AMA: ({ close }) => [[own.kama(close, 9), plainAma(close, 9)]],
  MACD: ({ close }) => {
    const line = apart(plainEma(close, 12), plainEma(close, 26));
    const { macd, signal, histogram } = own.macd(close);
    const average = plainSma(line, 9);
    return [[macd, line], [signal, average], [histogram, apart(line, average)]];
  },
  ADX: (bars) => {
    const expected = plainAdx(bars, 14);
    const found = own.adx(bars, 14);
    return [
      [found.adx, expected["adx"]!],
      [found.plusDi, expected["plusDi"]!],
      [found.minusDi, expected["minusDi"]!],
    ];
  },
  ATR: (bars) => [[own.atr(bars, 14), plainSma(plainTrueRange(bars), 14, 1)]],
  Stochastic: (bars) => {
    const main = plainStochastic(bars, 5, 3);
    const { k, d } = own.stochastic(bars);
    return [[k, main], [d, plainSma(main, 3, 6)]];
  },
  "fast stochastic": (bars) => [[own.stochasticFast(bars).k, plainStochastic(bars, 5, 1)]],
  Momentum: ({ close }) => [
    [own.momentum(close, 9), close.map((value, index) => value * 100 / close[index - 9]!)],
  ],
  "parabolic SAR": (bars) => [
    [own.parabolicSar(bars).sar, plainSar(bars, 0.02, 0.2)],
    [own.parabolicSar(bars, { step: 0.05, maximum: 0.1 }).sar, plainSar(bars, 0.05, 0.1)],
  ],
  StdDev: ({ close }) => [
    [own.standardDeviation(close, 9), plainDeviation(close, 9)],
    [own.standardDeviation(close, 9, { kind: "sample" }), plainDeviation(close, 9, 8)],
  ],
  "Bollinger bands": ({ close }) => {
    const [mean, deviation] = [plainSma(close, 20), plainDeviation(close, 20)];
    const { upper, lower } = own.bollinger(close, 20, { deviations: 1.5 });
    return [
      [upper, mean.map((value, index) => value + 1.5 * deviation[index]!)],
      [lower, mean.map((value, index) => value - 1.5 * deviation[index]!)],
    ];
  },
  CCI: (bars) => {
    const price = typical(bars);
    const expected = column(price.length, 8, (index) => {
      const window = windowOf(price, index, 9);
      const mean = meanOf(window);
      const distance = meanOf(window.map((value) => Math.abs(value - mean)));
      return distance === 0 ? 0 : (price[index]! - mean) / (0.015 * distance);
    });
    return [[own.cci(bars, 9), expected]];
  },
  MFI: (bars) => {
    const price = typical(bars);
    const flow = (index: number, side: number) =>
      Math.sign(price[index]! - price[index - 1]!) === side
        ? price[index]! * bars.volume[index]!
        : 0;
    const expected = column(price.length, 9, (index) => {
      const window = Array.from({ length: 9 }, (_, back) => index - back);
      const negative = sumOf(window.map((bar) => flow(bar, -1)));
      const positive = sumOf(window.map((bar) => flow(bar, 1)));
      return negative === 0 ? 100 : 100 - 100 / (1 + positive / negative);
    });
    return [[own.mfi(bars, 9), expected]];
  },
  WPR: ({ high, low, close, ...rest }) => {
    let last = 0;
    const expected = column(close.length, 2, (index) => {
      const top = Math.max(...windowOf(high, index, 3));
      const range = top - Math.min(...windowOf(low, index, 3));
      if (range !== 0) last = -(top - close[index]!) * 100 / range;
      return last;
    });
    return [[own.williamsR({ high, low, close, ...rest }, 3), expected]];
  },
  "Awesome and Accelerator": (bars) => {
    const price = median(bars);
    const awesome = apart(plainSma(price, 5), plainSma(price, 34));
    return [
      [own.awesomeOscillator(bars), awesome],
      [own.acceleratorOscillator(bars), apart(awesome, plainSma(awesome, 5, 33))],
    ];
  },
  Alligator: (bars) => {
    const price = median(bars);
    const { jaw, teeth, lips } = own.alligator(bars);
    return [
      [jaw, shifted(plainSmma(price, 13), 8)],
      [teeth, shifted(plainSmma(price, 8), 5)],
      [lips, shifted(plainSmma(price, 5), 3)],
    ];
  },
  Ichimoku: (bars) => {
    const leading = middle(bars, 9).map((value, index) => (value + middle(bars, 26)[index]!) / 2);
    const lines = own.ichimoku(bars);
    return [
      [lines.tenkan, middle(bars, 9)],
      [lines.kijun, middle(bars, 26)],
      [lines.senkouA, shifted(leading, 26)],
      [lines.senkouB, shifted(middle(bars, 52), 26)],
      [lines.chikouDistance, apart(bars.close, shifted(bars.close, 26))],
    ];
  },
  "force index": ({ close, volume }) => {
    const average = plainSma(close, 13);
    const change = apart(average, shifted(average, 1));
    return [[
      own.forceIndex({ close, volume }),
      change.map((value, index) => value * volume[index]!),
    ]];
  },
  Envelopes: ({ close }) => {
    const { upper, lower } = own.envelopes(close, 14, { percent: 2 });
    const mean = plainSma(close, 14);
    return [[upper, mean.map((value) => 1.02 * value)], [lower, mean.map((value) => 0.98 * value)]];
  },
  fractals: (bars) => {
    const { up, down } = own.fractals(bars);
    const size = bars.close.length;
    return [
      [up, column(size, 4, (index) => fractalAt(bars.high, index, 1))],
      [down, column(size, 4, (index) => fractalAt(bars.low, index, -1))],
    ];
  },
  "highest and lowest": ({ high, low }) => [
    [
      own.highest(high, 7),
      column(high.length, 6, (index) => Math.max(...windowOf(high, index, 7))),
    ],
    [own.lowest(low, 7), column(low.length, 6, (index) => Math.min(...windowOf(low, index, 7)))],
  ],
  "choppiness index": (bars) => {
    const ranges = plainTrueRange(bars);
    const expected = column(ranges.length, 14, (index) => {
      const top = Math.max(...windowOf(bars.high, index, 14));
      const range = top - Math.min(...windowOf(bars.low, index, 14));
      const way = sumOf(windowOf(ranges, index, 14));
      return range === 0 ? 100 : 100 * Math.log10(way / range) / Math.log10(14);
    });
    return [[own.choppiness(bars), expected]];
  },
  "VWAP of the last bars": (bars) => {
    const price = typical(bars);
    const expected = column(price.length, 8, (index) => {
      const weights = windowOf(bars.volume, index, 9);
      const money = windowOf(price, index, 9).map((value, place) => value * weights[place]!);
      return sumOf(money) / sumOf(weights);
    });
    return [[own.rollingVwap(bars, 9), expected]];
  },
};

for (const [name, compare] of Object.entries(cases)) {
  Deno.test(`MetaTrader: ${name}`, () => {
    fc.assert(
      fc.property(anyBars, (bars) => {
        compare(bars).forEach(([found, expected], line) => {
          const first = found.findIndex(Number.isFinite);
          found.forEach((value, index) => {
            const want = expected[index]!;
            const isSame = Number.isNaN(value)
              ? index < first || Number.isNaN(want)
              : Math.abs(value - want) <= 1e-9 * Math.max(1, Math.abs(want));
            assert.ok(isSame, `line ${line}, bar ${index}: ${value}, expected ${want}`);
          });
        });
      }),
      { numRuns: 15 },
    );
  });
}
