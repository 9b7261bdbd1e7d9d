/** Hourly bars of whole points for tests: random ones, and parts of them. */

import fc from "fast-check";
import type { BarSeries } from "../../src/indicators/mod.ts";
import { hourMs } from "../../src/models/mod.ts";

/** Steps of a price: how far it opens and closes, how far it goes beyond, and the volume. */
type Step = readonly [
  gap: number,
  change: number,
  above: number,
  below: number,
  volume: number,
];

/** Starts on a Monday at midnight of the broker's clock. */
const firstMs = Date.UTC(2026, 0, 5);

export function barsOfSteps(steps: readonly Step[]): BarSeries {
  const column = () => new Float64Array(steps.length);
  const bars = {
    brokerMs: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  let price = 100_000;
  steps.forEach(([gap, change, above, below, volume], index) => {
    const open = price + gap;
    const close = open + change;
    bars.brokerMs[index] = firstMs + index * hourMs;
    bars.open[index] = open;
    bars.high[index] = Math.max(open, close) + above;
    bars.low[index] = Math.min(open, close) - below;
    bars.close[index] = close;
    bars.volume[index] = volume;
    price = close;
  });
  return bars;
}

/** Open, high, low and close. */
export type Candle = readonly [open: number, high: number, low: number, close: number];

/** Bars as rows: the broker's time, then a candle, then the volume. */
export function seriesOf(
  rows: readonly (readonly [brokerMs: number, ...candle: Candle, volume: number])[],
): BarSeries {
  const column = (place: number) => Float64Array.from(rows, (row) => row[place]!);
  return {
    brokerMs: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  };
}

/** A walk with ties and flat bars, long enough for every indicator's warm-up. */
export const anyBars: fc.Arbitrary<BarSeries> = fc.array(
  fc.tuple(
    fc.oneof(fc.constant(0), fc.integer({ min: -5, max: 5 })),
    fc.integer({ min: -30, max: 30 }),
    fc.integer({ min: 0, max: 20 }),
    fc.integer({ min: 0, max: 20 }),
    fc.integer({ min: 1, max: 1000 }),
  ),
  { minLength: 150, maxLength: 220, size: "max" },
).map(barsOfSteps);

/** A walk on which every bar has a body, a range and shadows, and volume. */
export const movingBars: fc.Arbitrary<BarSeries> = fc.array(
  fc.tuple(
    fc.integer({ min: -5, max: 5 }),
    fc.oneof(fc.integer({ min: -30, max: -1 }), fc.integer({ min: 1, max: 30 })),
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 1000 }),
  ),
  { minLength: 150, maxLength: 220, size: "max" },
).map(barsOfSteps);

/** Every bar opens, trades and closes at the same price. */
export function flatBars(count: number): BarSeries {
  return barsOfSteps(Array.from({ length: count }, () => [0, 0, 0, 0, 1]));
}

/** All columns, each changed in the same way. */
export function mapSeries(
  bars: BarSeries,
  map: (column: Float64Array, name: keyof BarSeries) => Float64Array,
): BarSeries {
  return {
    brokerMs: map(bars.brokerMs, "brokerMs"),
    open: map(bars.open, "open"),
    high: map(bars.high, "high"),
    low: map(bars.low, "low"),
    close: map(bars.close, "close"),
    volume: map(bars.volume, "volume"),
  };
}

/** The bars from `from` to before `to`, copied. */
export function cutBars(bars: BarSeries, from: number, to: number): BarSeries {
  return mapSeries(bars, (column) => column.slice(from, to));
}
