/**
 * Builds the bars of one series from accepted ticks (bid). The bars do not depend on how ticks are
 * split into batches; a period without a tick has no bar. A bar is `whole` when the stream was
 * unbroken since a tick of an earlier bar and none of its ticks was refused. Otherwise the
 * terminal's bar, built from every tick, may differ, and the two are not compared.
 */

import {
  type Bar,
  type BrokerMs,
  fromPoints,
  type TickBatch,
  type Timeframe,
  timeframeMs,
  toPoints,
} from "../models/mod.ts";

export interface BuiltBar {
  readonly bar: Bar;
  readonly isWhole: boolean;
}

export class BarBuilder {
  readonly #lengthMs: number;
  readonly #pointFactor: number;
  readonly #digits: number;
  #openMs = -1;
  #open = 0;
  #high = 0;
  #low = 0;
  #last = 0;
  #ticks = 0;
  #spread = 0;
  #isWhole = false;
  /** No break since the last tick, so that the next bar is seen from its start. */
  #isUnbroken = false;
  /** Open times of bars with a refused tick, none older than the current bar. */
  readonly #doubted = new Set<number>();

  constructor(timeframe: Timeframe, digits: number) {
    this.#lengthMs = timeframeMs(timeframe);
    this.#digits = digits;
    this.#pointFactor = 10 ** digits;
  }

  /** The stream was interrupted: neither the current bar nor the next one is whole. */
  interrupt(): void {
    if (this.#openMs >= 0) this.#isWhole = false;
    this.#isUnbroken = false;
  }

  /** A tick at `ms` was refused for its prices. Must be called before later ticks are added. */
  doubt(ms: number): void {
    this.#doubted.add(Math.floor(ms / this.#lengthMs) * this.#lengthMs);
  }

  /** Takes ticks in order of time; returns the bars that they closed, oldest first. */
  add(ticks: TickBatch): BuiltBar[] {
    const closed: BuiltBar[] = [];
    let endMs = this.#openMs < 0 ? -1 : this.#openMs + this.#lengthMs;
    for (let at = 0; at < ticks.brokerMs.length; at++) {
      const ms = ticks.brokerMs[at]!;
      const bid = ticks.bid[at]!;
      if (ms >= endMs) {
        if (endMs >= 0) closed.push(this.#close());
        endMs = this.#start(ms, bid);
      }
      if (bid > this.#high) this.#high = bid;
      if (bid < this.#low) this.#low = bid;
      this.#last = bid;
      this.#ticks++;
      this.#spread = ticks.ask[at]! - bid;
    }
    return closed;
  }

  #close(): BuiltBar {
    const isWhole = this.#isWhole && !this.#doubted.has(this.#openMs);
    for (const openMs of this.#doubted) {
      if (openMs <= this.#openMs) this.#doubted.delete(openMs);
    }
    return { bar: this.#bar(), isWhole };
  }

  #start(ms: number, bid: number): number {
    this.#openMs = Math.floor(ms / this.#lengthMs) * this.#lengthMs;
    this.#isWhole = this.#isUnbroken;
    this.#isUnbroken = true;
    this.#open = this.#high = this.#low = bid;
    this.#ticks = 0;
    return this.#openMs + this.#lengthMs;
  }

  #bar(): Bar {
    const price = (value: number) => fromPoints(toPoints(value, this.#digits), this.#digits);
    return {
      brokerMs: this.#openMs as BrokerMs,
      open: price(this.#open),
      high: price(this.#high),
      low: price(this.#low),
      close: price(this.#last),
      tickVolume: this.#ticks,
      realVolume: 0,
      spreadPoints: Math.round(this.#spread * this.#pointFactor),
    };
  }
}
