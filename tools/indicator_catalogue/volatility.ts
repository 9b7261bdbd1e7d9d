/** Volatility, bands and channels. */

import {
  atr,
  bollinger,
  donchian,
  envelopes,
  highest,
  keltner,
  lowest,
  natr,
  standardDeviation,
  trueRange,
} from "../../src/indicators/mod.ts";
import type { IndicatorEntry } from "./entry.ts";

const talib = { flavour: "talib" } as const;

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
    talib: (bars) => ({ atr: atr(bars, 14, talib) }),
  },
  {
    name: "natr",
    title: "Average true range in percent of the close",
    call: "natr(bars, 14)",
    unit: "none",
    firstBar: 14,
    run: (bars) => ({ natr: natr(bars, 14) }),
    talib: (bars) => ({ natr: natr(bars, 14, talib) }),
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
    run: ({ close }) => ({ ...bollinger(close, 20, { deviations: 2 }) }),
  },
  {
    name: "keltner",
    title: "Keltner channel",
    call: "keltner(bars, 20, { atrLength: 10, multiplier: 2 })",
    unit: "price",
    firstBar: 19,
    run: (bars) => ({ ...keltner(bars, 20, { atrLength: 10, multiplier: 2 }) }),
    talib: (bars) => ({ ...keltner(bars, 20, talib) }),
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
    name: "envelopes",
    title: "Envelopes of the simple average",
    call: "envelopes(close, 14, { percent: 0.1 })",
    unit: "price",
    firstBar: 13,
    run: ({ close }) => ({ ...envelopes(close, 14, { percent: 0.1 }) }),
  },
  {
    name: "highest",
    title: "Highest of the last values",
    call: "highest(high, 20)",
    unit: "price",
    firstBar: 19,
    run: ({ high }) => ({ highest: highest(high, 20) }),
  },
  {
    name: "lowest",
    title: "Lowest of the last values",
    call: "lowest(low, 20)",
    unit: "price",
    firstBar: 19,
    run: ({ low }) => ({ lowest: lowest(low, 20) }),
  },
];
