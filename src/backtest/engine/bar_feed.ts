/**
 * The ticks of one symbol, bar by bar: those that were recorded, or those that the bar is played
 * as. A bar without recorded ticks is played; ticks outside any bar are ignored.
 */

import type { PointBars, PointTicks } from "../ticks/point_bars.ts";
import { emptyPointBars } from "../ticks/point_bars.ts";
import { barDirection, type TickModel, TickPath } from "../ticks/tick_path.ts";

/** A piece of one symbol's data, such as a day or a month. */
export interface FeedBlock {
  readonly bars: PointBars;
  /** Only the model `real` reads them. */
  readonly ticks?: PointTicks;
}

export class BarFeed {
  /** The open time of the next bar in minutes; -1 when the block is at its end. */
  minute = -1;
  /** Whether the bar that is being played has one more tick. */
  hasTick = false;
  tickMs = 0;
  tickBid = 0;
  tickAsk = 0;
  bars: PointBars = emptyPointBars(0);
  /** The index of the bar in `bars`. */
  at = 0;
  readonly #path: TickPath;
  readonly #periodMs: number;
  readonly #model: TickModel;
  #ticks: PointTicks | null = null;
  #fromTick = 0;
  #toTick = 0;
  #tick = 0;

  constructor(model: TickModel, periodMinutes: number) {
    this.#model = model;
    this.#path = new TickPath(periodMinutes);
    this.#periodMs = periodMinutes * 60_000;
  }

  load({ bars, ticks }: FeedBlock): void {
    const last = this.bars.length - 1;
    this.#path.before = barDirection(this.bars, last, this.#path.before);
    this.bars = bars;
    this.at = 0;
    this.minute = bars.length > 0 ? bars.minute[0]! : -1;
    this.#ticks = this.#model === "real" ? ticks ?? null : null;
    this.#toTick = 0;
  }

  /** Prepares the ticks of the bar; the first one is then the next. */
  startBar(at: number): void {
    const { bars } = this;
    this.at = at;
    this.minute = bars.minute[at]!;
    this.hasTick = true;
    this.#tick = 0;
    if (this.#ticks === null || !this.#findTicks(this.#ticks)) {
      this.#fromTick = this.#toTick;
      this.#path.play(bars, at, this.#model === "real" ? "generated" : this.#model);
    }
    this.#readTick();
  }

  /** Whether the next tick is the first of its bar. */
  get isFirstTick(): boolean {
    return this.#tick === 0;
  }

  /** Whether the price has been everywhere between the tick before and this one. */
  get isOnTheWay(): boolean {
    return this.#tick > 0 && this.#toTick === this.#fromTick;
  }

  nextTick(): void {
    this.#tick++;
    this.#readTick();
  }

  /** Goes on to the next bar. */
  endBar(): void {
    this.at++;
    this.minute = this.at < this.bars.length ? this.bars.minute[this.at]! : -1;
  }

  /** Whether the bar has its low before its high. */
  isRising(at: number): boolean {
    return barDirection(this.bars, at, this.#path.before) > 0;
  }

  /** All bars were played, by index. */
  endBlock(): void {
    this.at = this.bars.length;
    this.minute = -1;
  }

  /** Whether the recorded ticks have any within the bar. */
  #findTicks(ticks: PointTicks): boolean {
    const startMs = this.minute * 60_000;
    let at = this.#toTick;
    while (at < ticks.length && ticks.brokerMs[at]! < startMs) at++;
    this.#fromTick = at;
    while (at < ticks.length && ticks.brokerMs[at]! < startMs + this.#periodMs) at++;
    this.#toTick = at;
    return at > this.#fromTick;
  }

  #readTick(): void {
    const recorded = this.#fromTick + this.#tick;
    if (this.#ticks !== null && this.#toTick > this.#fromTick) {
      if (recorded >= this.#toTick) return this.#endTicks();
      this.tickMs = this.#ticks.brokerMs[recorded]!;
      this.tickBid = this.#ticks.bid[recorded]!;
      this.tickAsk = this.#ticks.ask[recorded]!;
      return;
    }
    const path = this.#path;
    if (this.#tick >= path.count) return this.#endTicks();
    this.tickMs = this.minute * 60_000 + path.offsetMs[this.#tick]!;
    this.tickBid = path.bid[this.#tick]!;
    this.tickAsk = this.tickBid + this.bars.spread[this.at]!;
  }

  #endTicks(): void {
    this.hasTick = false;
  }
}
