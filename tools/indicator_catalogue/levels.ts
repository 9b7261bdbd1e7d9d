/** Levels, turning points and other bars. */

import {
  camarillaPivots,
  dailyLevels,
  fractals,
  heikinAshi,
  pivotPoints,
  sessionRange,
  swings,
} from "../../src/indicators/mod.ts";
import type { IndicatorEntry } from "./entry.ts";

export const levels: readonly IndicatorEntry[] = [
  {
    name: "pivotPoints",
    title: "Pivot points of the day (classic, Fibonacci, Woodie)",
    call: 'pivotPoints(bars, { method: "classic" })',
    unit: "price",
    firstBar: 24,
    run: (bars) => ({ ...pivotPoints(bars, { method: "classic" }) }),
  },
  {
    name: "camarillaPivots",
    title: "Camarilla pivot points of the day",
    call: "camarillaPivots(bars)",
    unit: "price",
    firstBar: 24,
    run: (bars) => ({ ...camarillaPivots(bars) }),
  },
  {
    name: "dailyLevels",
    title: "High and low of the day, and of the one before",
    call: "dailyLevels(bars)",
    unit: "price",
    firstBar: { open: 0, high: 0, low: 0, previousHigh: 24, previousLow: 24, previousClose: 24 },
    run: (bars) => ({ ...dailyLevels(bars) }),
  },
  {
    name: "sessionRange",
    title: "High and low of a session",
    call: "sessionRange(bars, { fromMinute: 480, toMinute: 960 })",
    unit: { high: "price", low: "price", isOpen: "none" },
    range: [0, 1],
    firstBar: { high: 8, low: 8, isOpen: 0 },
    run: (bars) => ({ ...sessionRange(bars, { fromMinute: 480, toMinute: 960 }) }),
  },
  {
    name: "swings",
    title: "Swing highs and lows, once confirmed",
    call: "swings(bars, { left: 5, right: 5 })",
    unit: "price",
    firstBar: 10,
    isSparse: true,
    run: (bars) => ({ ...swings(bars, { left: 5, right: 5 }) }),
  },
  {
    name: "fractals",
    title: "Fractals, once confirmed",
    call: "fractals(bars)",
    unit: "price",
    firstBar: 4,
    isSparse: true,
    run: (bars) => ({ ...fractals(bars) }),
  },
  {
    name: "heikinAshi",
    title: "Heikin-Ashi bars",
    call: "heikinAshi(bars)",
    unit: "price",
    firstBar: 0,
    run: (bars) => ({ ...heikinAshi(bars) }),
  },
];
