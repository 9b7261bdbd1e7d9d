/** Trend and direction. */

import {
  adx,
  aroon,
  choppiness,
  ichimoku,
  linearRegression,
  linearRegressionSlope,
  parabolicSar,
  superTrend,
} from "../../src/indicators/mod.ts";
import type { IndicatorEntry } from "./entry.ts";

const talib = { flavour: "talib" } as const;

export const trend: readonly IndicatorEntry[] = [
  {
    name: "adx",
    title: "Average directional index with +DI and -DI",
    call: "adx(bars, 14)",
    unit: "none",
    range: [0, 100],
    firstBar: { adx: 27, plusDi: 14, minusDi: 14 },
    run: (bars) => ({ ...adx(bars, 14) }),
    talib: (bars) => ({ ...adx(bars, 14, talib) }),
  },
  {
    name: "aroon",
    title: "Aroon up, down and oscillator",
    call: "aroon(bars, 14)",
    unit: "none",
    range: [-100, 100],
    firstBar: 14,
    run: (bars) => ({ ...aroon(bars, 14) }),
  },
  {
    name: "parabolicSar",
    title: "Parabolic stop and reverse",
    call: "parabolicSar(bars, { step: 0.02, maximum: 0.2 })",
    unit: { sar: "price", direction: "none" },
    range: [-1, 1],
    firstBar: 1,
    run: (bars) => ({ ...parabolicSar(bars, { step: 0.02, maximum: 0.2 }) }),
    talib: (bars) => ({ ...parabolicSar(bars, talib) }),
  },
  {
    name: "superTrend",
    title: "SuperTrend",
    call: "superTrend(bars, 10, { multiplier: 3 })",
    unit: { line: "price", direction: "none" },
    range: [-1, 1],
    firstBar: 10,
    run: (bars) => ({ ...superTrend(bars, 10, { multiplier: 3 }) }),
  },
  {
    name: "ichimoku",
    title: "Ichimoku Kinko Hyo",
    call: "ichimoku(bars, { tenkan: 9, kijun: 26, senkou: 52, displacement: 26 })",
    unit: "price",
    firstBar: {
      tenkan: 8,
      kijun: 25,
      senkouA: 51,
      senkouB: 77,
      leadingA: 25,
      leadingB: 51,
      chikouDistance: 26,
    },
    run: (bars) => ({ ...ichimoku(bars, { tenkan: 9, kijun: 26, senkou: 52, displacement: 26 }) }),
  },
  {
    name: "linearRegression",
    title: "Straight line of least squares",
    call: "linearRegression(close, 14)",
    unit: { value: "price", slope: "price a bar", intercept: "price" },
    firstBar: 13,
    run: ({ close }) => ({ ...linearRegression(close, 14) }),
  },
  {
    name: "linearRegressionSlope",
    title: "Slope of that line",
    call: "linearRegressionSlope(close, 14)",
    unit: "price a bar",
    firstBar: 13,
    run: ({ close }) => ({ linearRegressionSlope: linearRegressionSlope(close, 14) }),
  },
  {
    name: "choppiness",
    title: "Choppiness index",
    call: "choppiness(bars, 14)",
    unit: "none",
    firstBar: 14,
    run: (bars) => ({ choppiness: choppiness(bars, 14) }),
  },
];
