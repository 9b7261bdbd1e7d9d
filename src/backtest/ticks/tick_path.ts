/**
 * The ticks that a bar is played as, in whole points. Generated ticks are the open and at most 11
 * reference points: 3 on the way to the first extreme, 5 from there to the other one, 3 to the
 * close. A rising bar has its low first, a falling one its high; a bar that closes where it opened
 * goes the other way than the bar before it. No bar has more ticks than its tick volume, unless the
 * volume is too small for its four prices, which cannot be true. A volume of 0 is unknown.
 */

import { turnTimesMs } from "../../simulation/replay/tick_series.ts";
import type { PointBars } from "./point_bars.ts";

/** MetaTrader's ways to play a bar. `real` needs ticks, and generates them where there are none. */
export const tickModels = ["real", "generated", "ohlc", "open"] as const;
export type TickModel = typeof tickModels[number];

/** The reference points besides the open, and how they are shared out. */
const pointsMax = 11;
const shadowExtra = 2;
const bodyExtra = 4;

/** The most ticks of one bar. */
export const pathTicksMax = pointsMax + 1;

export class TickPath {
  /** Only the first `count` are valid. */
  count = 0;
  readonly bid = new Int32Array(pathTicksMax);
  /** Milliseconds since the start of the bar; they rise, and the first is 0. */
  readonly offsetMs = new Int32Array(pathTicksMax);
  /** The direction of the bar before the first one: 1 or -1. */
  before = -1;
  readonly #periodMs: number;

  constructor(periodMinutes: number) {
    this.#periodMs = periodMinutes * 60_000;
  }

  /** Plays the bar at `index`. */
  play(bars: PointBars, index: number, model: Exclude<TickModel, "real">): void {
    const open = bars.open[index]!;
    const close = bars.close[index]!;
    this.count = 0;
    this.#add(open);
    if (model === "open") return this.#setTimes();
    const isRising = barDirection(bars, index, this.before) > 0;
    const first = isRising ? bars.low[index]! : bars.high[index]!;
    const second = isRising ? bars.high[index]! : bars.low[index]!;
    if (model === "ohlc") return this.#playTurns(first, second, close);
    const extra = this.#extraPoints(bars.tickVolume[index]!, [open, first, second, close]);
    const body = Math.min(extra, bodyExtra);
    const opening = first === open ? 0 : Math.min(extra - body, shadowExtra);
    const closing = second === close ? 0 : Math.min(extra - body - opening, shadowExtra);
    this.#wave(open, first, 1 + opening);
    this.#wave(first, second, 1 + extra - opening - closing);
    this.#wave(second, close, 1 + closing);
    this.#setTimes();
  }

  /** At the times at which a replay plays them. */
  #playTurns(first: number, second: number, close: number): void {
    const [openMs, firstMs, secondMs, closeMs] = turnTimesMs(this.#periodMs);
    this.offsetMs[0] = openMs;
    this.#addAt(first, firstMs);
    this.#addAt(second, secondMs);
    this.#addAt(close, closeMs);
  }

  #addAt(bid: number, offsetMs: number): void {
    const { count } = this;
    this.#add(bid);
    if (this.count > count) this.offsetMs[count] = offsetMs;
  }

  /** What is left of the tick volume after the open and the end of each part. */
  #extraPoints(
    tickVolume: number,
    [open, first, second, close]: readonly [number, number, number, number],
  ): number {
    const needed = (first === open ? 0 : 1) + (second === first ? 0 : 1) +
      (close === second ? 0 : 1);
    const wanted = tickVolume === 0 ? pointsMax : Math.min(pointsMax, tickVolume - 1);
    return second === first ? 0 : Math.max(0, wanted - needed);
  }

  /** So many points from one price to another, each second one a step back. */
  #wave(from: number, to: number, points: number): void {
    if (from === to) return;
    for (let at = 1; at < points; at++) {
      const part = at % 2 === 1 ? at + 1 : at - 1;
      this.#add(from + Math.trunc((to - from) * part / (points + 1)));
    }
    this.#add(to);
  }

  /** A price that does not change is no tick. */
  #add(bid: number): void {
    if (this.count > 0 && this.bid[this.count - 1] === bid) return;
    this.bid[this.count++] = bid;
  }

  #setTimes(): void {
    for (let at = 0; at < this.count; at++) {
      this.offsetMs[at] = Math.floor(this.#periodMs * at / this.count);
    }
  }
}

/**
 * 1 for a rising bar, -1 for a falling one; a bar without direction has the opposite of the bar
 * before it, the first bar that of `before`.
 */
export function barDirection(bars: PointBars, index: number, before: number): number {
  let sign = 1;
  for (let at = index; at >= 0; at--) {
    const risen = bars.close[at]! - bars.open[at]!;
    if (risen !== 0) return risen > 0 ? sign : 0 - sign;
    sign = 0 - sign;
  }
  return sign * before;
}
