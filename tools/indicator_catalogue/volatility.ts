/** Volatility, bands and channels. */

import {
  atr,
  bollinger,
  donchian,
  highest,
  lowest,
  standardDeviation,
  trueRange,
} from "../../src/indicators/mod.ts";
import type { IndicatorEntry } from "./entry.ts";

export const volatility: readonly IndicatorEntry[] = [
  {
    name: "trueRange",
    title: "True range",
    call: "trueRange(bars)",
    unit: "price",
    firstBar: 1,
    run: (bars) => ({ trueRange: trueRange(bars) }),
  },
  {
    name: "atr",
    title: "Average true range",
    call: "atr(bars, 14)",
    unit: "price",
    firstBar: 14,
    run: (bars) => ({ atr: atr(bars, 14) }),
    talib: (bars) => ({ atr: atr(bars, 14, { flavour: "talib" }) }),
  },
  {
    name: "standardDeviation",
    title: "Standard deviation",
    call: "standardDeviation(close, 20)",
    unit: "price",
    firstBar: 19,
    run: ({ close }) => ({ standardDeviation: standardDeviation(close, 20) }),
  },
  {
    name: "bollinger",
    title: "Bollinger bands, width and %b",
    call: "bollinger(close, 20, { deviations: 2 })",
    unit: { upper: "price", middle: "price", lower: "price", width: "none", percentB: "none" },
    firstBar: 19,
    run: ({ close }) => ({ ...bollinger(close, 20) }),
  },
  {
    name: "donchian",
    title: "Donchian channel",
    call: "donchian(bars, 20)",
    unit: "price",
    firstBar: 19,
    run: (bars) => ({ ...donchian(bars, 20) }),
  },
  {
    name: "highest",
    title: "Highest value of the last ones",
    call: "highest(high, 20)",
    unit: "price",
    firstBar: 19,
    run: ({ high }) => ({ highest: highest(high, 20) }),
  },
  {
    name: "lowest",
    title: "Lowest value of the last ones",
    call: "lowest(low, 20)",
    unit: "price",
    firstBar: 19,
    run: ({ low }) => ({ lowest: lowest(low, 20) }),
  },
];
