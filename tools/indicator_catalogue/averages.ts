/** The moving averages. */

import { ema, sma, smma, wma } from "../../src/indicators/mod.ts";
import type { IndicatorEntry } from "./entry.ts";

const talib = { flavour: "talib" } as const;

export const averages: readonly IndicatorEntry[] = [
  {
    name: "sma",
    title: "Simple moving average",
    call: "sma(close, 20)",
    unit: "price",
    firstBar: 19,
    run: ({ close }) => ({ sma: sma(close, 20) }),
  },
  {
    name: "ema",
    title: "Exponential moving average",
    call: "ema(close, 20)",
    unit: "price",
    firstBar: 19,
    run: ({ close }) => ({ ema: ema(close, 20) }),
    talib: ({ close }) => ({ ema: ema(close, 20, talib) }),
  },
  {
    name: "smma",
    title: "Smoothed moving average (Wilder's, RMA)",
    call: "smma(close, 20)",
    unit: "price",
    firstBar: 19,
    run: ({ close }) => ({ smma: smma(close, 20) }),
  },
  {
    name: "wma",
    title: "Linearly weighted moving average",
    call: "wma(close, 20)",
    unit: "price",
    firstBar: 19,
    run: ({ close }) => ({ wma: wma(close, 20) }),
  },
];
