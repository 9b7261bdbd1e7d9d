/** Random bars of several symbols: trends, gaps, missing minutes, a weekend, ticks of any size. */

import { emptyPointBars, type PointBars } from "../../src/backtest/ticks/point_bars.ts";
import type { Random } from "../../src/runtime/random.ts";
import type { World } from "./worlds.ts";

/** A Friday, 20:00 on the broker's clock. */
const startMinute = Date.UTC(2026, 0, 9, 20) / 60_000;
const weekendMinute = Date.UTC(2026, 0, 10) / 60_000;
const mondayMinute = Date.UTC(2026, 0, 12) / 60_000;

/** Before the first bar. */
export const marketStartMs = startMinute * 60_000 - 1_000;

/** So many minutes for each symbol; one in five is missing, so that symbols differ. */
export function randomBars(world: World, count: number, random: Random): PointBars[] {
  return world.symbols.map(({ tickSize, digits }, symbol) => {
    const step = Math.max(1, Math.round(tickSize * 10 ** digits));
    const bars = emptyPointBars(count);
    let price = world.startPoints[symbol]!;
    let minute = startMinute;
    const draw = (most: number) => Math.floor(random() * (most + 1)) * step;
    for (let at = 0; at < count; at++) {
      minute += random() < 0.2 ? 2 : 1;
      if (minute >= weekendMinute && minute < mondayMinute) minute += mondayMinute - weekendMinute;
      if (random() < 0.01) price += draw(600) - 300 * step;
      const wild = random() < 0.1 ? 120 : 12;
      price = Math.max(1_000 * step, price);
      const open = price + draw(4) - 2 * step;
      const close = open + draw(wild) - Math.floor(wild / 2) * step;
      bars.minute[at] = minute;
      bars.open[at] = open;
      bars.close[at] = close;
      bars.high[at] = Math.max(open, close) + draw(wild);
      bars.low[at] = Math.min(open, close) - draw(wild);
      bars.tickVolume[at] = Math.floor(random() * 30);
      bars.spread[at] = draw(15);
      price = close;
    }
    return bars;
  });
}
