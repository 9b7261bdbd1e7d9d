/**
 * The ticks inside a minute bar: they start at its open, touch its low and its high, and end at its
 * close. They come in bursts, and their number is the bar's tick volume. Each tick depends on its
 * index alone.
 */

import { hashAt, unitAt } from "./noise.ts";

/**
 * One minute of one symbol, in whole steps of its tick size. `tickCount` is at least
 * `minuteTicksMin`.
 */
export interface MinuteSteps {
  readonly minute: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly tickCount: number;
  /** The smallest spread in the minute, used by its first tick. */
  readonly spread: number;
}

/** One tick each for open, high, low and close. */
export const minuteTicksMin = 4;

const slots = 12;
const slotMs = 60_000 / slots;

/** The ticks of one minute by index. Times never decrease from one index to the next. */
export class MinuteTicks {
  readonly count: number;
  readonly #bar: MinuteSteps;
  readonly #seed: number;
  readonly #firstTurn: number;
  readonly #secondTurn: number;
  readonly #turns: readonly [number, number];
  /** The number of ticks before each five-second slot. */
  readonly #before: Float64Array;

  constructor(bar: MinuteSteps, symbolSeed: number) {
    this.#bar = bar;
    this.count = bar.tickCount;
    this.#seed = hashAt(symbolSeed, bar.minute);
    this.#firstTurn = 1 + Math.floor(unitAt(this.#seed, -1) * (bar.tickCount - 3));
    const roomAfter = bar.tickCount - 2 - this.#firstTurn;
    this.#secondTurn = this.#firstTurn + 1 + Math.floor(unitAt(this.#seed, -2) * roomAfter);
    this.#turns = bar.close >= bar.open ? [bar.low, bar.high] : [bar.high, bar.low];
    this.#before = burstsOf(this.#seed, bar.tickCount);
  }

  timeMs(index: number): number {
    let slot = 0;
    while (this.#before[slot + 1]! <= index) slot++;
    const inSlot = this.#before[slot + 1]! - this.#before[slot]!;
    const share = (index - this.#before[slot]! + unitAt(this.#seed, index)) / inSlot;
    return this.#bar.minute * 60_000 + slot * slotMs + Math.floor(slotMs * share);
  }

  bidSteps(index: number): number {
    const last = this.count - 1;
    if (index === 0) return this.#bar.open;
    if (index === last) return this.#bar.close;
    const [first, second] = this.#turns;
    if (index === this.#firstTurn) return first;
    if (index === this.#secondTurn) return second;
    if (index < this.#firstTurn) return this.#between(index, 0, this.#firstTurn);
    if (index < this.#secondTurn) return this.#between(index, this.#firstTurn, this.#secondTurn);
    return this.#between(index, this.#secondTurn, last);
  }

  spreadSteps(index: number): number {
    if (index === 0) return this.#bar.spread;
    const unit = unitAt(this.#seed, index ^ 0x40000000);
    return this.#bar.spread + Math.floor(unit * unit * (this.#bar.spread / 2 + 1));
  }

  /** The index of the first tick at or after a time; `count` when there is none. */
  indexFrom(timeMs: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.timeMs(middle) < timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A price between two fixed ticks with some noise, never outside the bar. */
  #between(index: number, left: number, right: number): number {
    const { high, low } = this.#bar;
    const from = this.bidSteps(left);
    const share = (index - left) / (right - left);
    const noise = (unitAt(this.#seed, index ^ 0x20000000) - 0.5) * 0.3 * (high - low);
    const steps = Math.round(from + (this.bidSteps(right) - from) * share + noise);
    return Math.min(high, Math.max(low, steps));
  }
}

/**
 * Distributes the ticks of a minute among its slots; some slots get several times as many as
 * others.
 */
function burstsOf(seed: number, count: number): Float64Array {
  const weights = Array.from({ length: slots }, (_, slot) => 0.2 + unitAt(seed, -10 - slot) ** 2);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const before = new Float64Array(slots + 1);
  let weight = 0;
  for (let slot = 0; slot < slots; slot++) {
    weight += weights[slot]!;
    before[slot + 1] = Math.round(count * weight / sum);
  }
  before[slots] = count;
  return before;
}
