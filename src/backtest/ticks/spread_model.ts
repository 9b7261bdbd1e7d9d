/** The spread of each bar or tick: that of the data, a fixed one, or one for each hour. */

import type { PointBars, PointTicks } from "./point_bars.ts";

export type SpreadModel =
  | { readonly kind: "data" }
  | { readonly kind: "fixed"; readonly points: number }
  /** By the hour of the broker's day, starting with midnight: 24 numbers. */
  | { readonly kind: "by_hour"; readonly points: readonly number[] };

/** The bars with the spreads of the model. */
export function withSpread(bars: PointBars, model: SpreadModel): PointBars {
  if (model.kind === "data") return bars;
  const spread = new Int32Array(bars.length);
  for (let at = 0; at < bars.length; at++) spread[at] = spreadAt(model, bars.minute[at]! * 60_000);
  return { ...bars, spread };
}

/** The ticks with the asks of the model. */
export function withTickSpread(ticks: PointTicks, model: SpreadModel): PointTicks {
  if (model.kind === "data") return ticks;
  const ask = new Int32Array(ticks.length);
  for (let at = 0; at < ticks.length; at++) {
    ask[at] = ticks.bid[at]! + spreadAt(model, ticks.brokerMs[at]!);
  }
  return { ...ticks, ask };
}

function spreadAt(model: Exclude<SpreadModel, { kind: "data" }>, brokerMs: number): number {
  if (model.kind === "fixed") return model.points;
  const points = model.points[Math.floor(brokerMs / 3_600_000) % 24];
  if (points === undefined) throw new RangeError("A spread by hour needs 24 numbers");
  return points;
}
