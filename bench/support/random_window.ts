/** Bars of a seeded random walk, as the window of a strategy. */

import { type BarColumns, barColumns, brokerMs, symbolName } from "../../src/models/mod.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import type { Window } from "../../src/strategy/contract/strategy.ts";

export function randomWindow(length: number): Window {
  return { symbol: symbolName("EURUSD"), timeframe: "M1", digits: 5, bars: randomBars(length) };
}

function randomBars(length: number): BarColumns {
  const random = seededRandom(7);
  let close = 1.1;
  return barColumns(Array.from({ length }, (_, index) => {
    const open = close;
    close += (random() - 0.5) * 0.001;
    return {
      brokerMs: brokerMs(index * 60_000),
      open,
      high: Math.max(open, close) + random() * 0.0002,
      low: Math.min(open, close) - random() * 0.0002,
      close,
      tickVolume: 100,
      realVolume: 0,
      spreadPoints: 7,
    };
  }));
}
