/**
 * Bars for tests, written as closes or as `[high, low, close]`; by default a minute apart, in
 * points of five digits.
 */

import { type BarColumns, type BrokerMs, brokerMs, symbolName } from "../../src/models/mod.ts";
import type { Window } from "../../src/strategy/contract/strategy.ts";

export const firstBarMs = brokerMs(Date.UTC(2026, 0, 5));
const minuteMs = 60_000;

export function openMs(index: number): BrokerMs {
  return brokerMs(firstBarMs + index * minuteMs);
}

type Shape = readonly [high: number, low: number, close: number];

/** Columns of bars with prices in points of `10 ** -digits`. */
export function barsOfPoints(shapes: readonly (Shape | number)[], digits = 5): BarColumns {
  const full = shapes.map((shape): Shape =>
    typeof shape === "number" ? [shape, shape, shape] : shape
  );
  const price = (points: number) => Number((points / 10 ** digits).toFixed(digits));
  const close = Float64Array.from(full, (shape) => price(shape[2]));
  const ones = new Float64Array(full.length).fill(1);
  return {
    brokerMs: Float64Array.from(full, (_, index) => openMs(index)),
    open: close.slice(),
    high: Float64Array.from(full, (shape) => price(shape[0])),
    low: Float64Array.from(full, (shape) => price(shape[1])),
    close,
    tickVolume: ones,
    realVolume: ones.slice(),
    spreadPoints: ones.slice(),
  };
}

export function windowOf(bars: BarColumns, digits = 5): Window {
  return { symbol: symbolName("EURUSD"), timeframe: "M1", digits, bars };
}

/** A seeded random walk in whole points, with ranges around its closes. */
export function randomWalk(random: () => number, length: number): Shape[] {
  let close = 110_000;
  return Array.from({ length }, () => {
    close += Math.round((random() - 0.5) * 60);
    return [close + Math.round(random() * 20), close - Math.round(random() * 20), close];
  });
}
