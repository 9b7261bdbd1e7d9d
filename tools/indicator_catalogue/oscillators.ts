/** The oscillators. */

import { macd, rsi } from "../../src/indicators/mod.ts";
import type { IndicatorEntry } from "./entry.ts";

const talib = { flavour: "talib" } as const;

export const oscillators: readonly IndicatorEntry[] = [
  {
    name: "rsi",
    title: "Relative strength index",
    call: "rsi(close, 14)",
    unit: "none",
    range: [0, 100],
    firstBar: 14,
    run: ({ close }) => ({ rsi: rsi(close, 14) }),
    talib: ({ close }) => ({ rsi: rsi(close, 14, talib) }),
  },
  {
    name: "macd",
    title: "Moving average convergence and divergence",
    call: "macd(close, { fast: 12, slow: 26, signal: 9 })",
    unit: "price",
    firstBar: { macd: 25, signal: 33, histogram: 33 },
    run: ({ close }) => ({ ...macd(close) }),
    talib: ({ close }) => ({ ...macd(close, talib) }),
  },
];
