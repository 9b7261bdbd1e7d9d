/**
 * The simulated server clock. The clock of a generated market runs from the wall clock's time at
 * `speed` times its pace; a wall clock that is set, or a computer that sleeps, does not move it.
 * The clock of a replay waits before the first row until a bridge follows it, then runs at `speed`
 * times real time or, with `max`, jumps from row to row without waiting. It never goes back, not
 * even when daylight saving time ends.
 */

import { type BrokerMs, brokerMs, type UnixMs, unixMs } from "../models/mod.ts";
import type { Clock } from "../runtime/clock.ts";
import type { ReplayMarket } from "./replay/replay_feed.ts";
import { serverOffsetMs } from "./server_time.ts";

export interface Playback {
  readonly nowMs: BrokerMs;
  /** Server time minus UTC. */
  readonly offsetMs: number;
  /** Nothing more will happen. */
  readonly isFinished: boolean;
  /**
   * Advances the clock. `longestBarMs` is the longest subscribed period; 0 when no bridge follows.
   */
  advance(longestBarMs: number): void;
}

export interface MarketTime {
  /** 1 is real time. */
  readonly speed: number;
  /**
   * The moment (UTC) at which simulated and real time are equal; null for now. Keep it across
   * restarts.
   */
  readonly anchor: { readonly realUtcMs: number; readonly simulatedUtcMs: number } | null;
}

export class MarketPlayback implements Playback {
  readonly isFinished = false;
  readonly #clock: Clock;
  readonly #time: MarketTime;
  readonly #startUtcMs: number;
  readonly #startSteadyMs: number;
  #nowMs = brokerMs(0);

  constructor(time: MarketTime, clock: Clock) {
    this.#clock = clock;
    this.#time = time;
    const nowMs = clock.nowMs();
    const { realUtcMs, simulatedUtcMs } = time.anchor ??
      { realUtcMs: nowMs, simulatedUtcMs: nowMs };
    this.#startUtcMs = simulatedUtcMs + (nowMs - realUtcMs) * time.speed;
    this.#startSteadyMs = clock.steadyMs();
    this.advance();
  }

  get nowMs(): BrokerMs {
    return this.#nowMs;
  }

  get offsetMs(): number {
    return serverOffsetMs(this.#utcMs());
  }

  advance(): void {
    const utcMs = this.#utcMs();
    this.#nowMs = brokerMs(Math.max(this.#nowMs, utcMs + serverOffsetMs(utcMs)));
  }

  #utcMs(): UnixMs {
    const passedMs = this.#clock.steadyMs() - this.#startSteadyMs;
    return unixMs(Math.floor(this.#startUtcMs + passedMs * this.#time.speed));
  }
}

export type ReplaySpeed = number | "max";

export interface ReplayTime {
  readonly feed: ReplayMarket;
  readonly speed: ReplaySpeed;
  /** Server time minus UTC, for a given server time. */
  readonly offsetAt: (serverMs: BrokerMs) => number;
  /**
   * At full speed no step goes beyond the first tick that closes a bar of this length, so that what
   * is decided on the bar meets that tick.
   */
  readonly stepMs?: number;
  /**
   * An interrupted run goes on with the first tick from here on; one that has played everything
   * begins again.
   */
  readonly startMs?: BrokerMs;
}

/** The number of ticks in one step at full speed: a message of about 50 kB. */
const ticksPerStep = 1_000;

/** A gap in the data that would take longer than this to play is skipped. */
const holeRealMsMax = 10_000;

export class ReplayPlayback implements Playback {
  readonly #time: ReplayTime;
  readonly #clock: Clock;
  #nowMs: BrokerMs;
  /** Includes fractions of a millisecond, which matter at low speeds. */
  #exactMs: number;
  #lastSteadyMs: number | null = null;
  #endMs: number;

  constructor(time: ReplayTime, clock: Clock) {
    this.#time = time;
    this.#clock = clock;
    const { feed, startMs } = time;
    const beginMs = startMs === undefined ? null : feed.timeAfter(brokerMs(startMs - 1), 1);
    // That tick is played again, alone: without a first price nothing goes on.
    this.#nowMs = brokerMs((beginMs ?? feed.firstMs) - 1);
    this.#exactMs = this.#nowMs;
    this.#endMs = time.feed.lastMs;
  }

  get nowMs(): BrokerMs {
    return this.#nowMs;
  }

  get offsetMs(): number {
    return this.#time.offsetAt(this.#nowMs);
  }

  get isFinished(): boolean {
    return this.#nowMs >= this.#endMs;
  }

  advance(longestBarMs: number): void {
    const { speed, feed } = this.#time;
    const hasSubscribers = longestBarMs > 0;
    if (!hasSubscribers && (speed === "max" || this.#lastSteadyMs === null)) return;
    if (hasSubscribers) this.#endMs = endOfData(feed, longestBarMs);
    if (this.isFinished) return;
    const nextMs = speed === "max" ? this.#step(this.#endMs) : this.#run(speed, this.#endMs);
    this.#exactMs = Math.min(this.#endMs, nextMs);
    this.#nowMs = brokerMs(Math.floor(this.#exactMs));
  }

  #step(endMs: number): number {
    const { feed, stepMs } = this.#time;
    const manyMs = feed.timeAfter(this.#nowMs, ticksPerStep) ?? endMs;
    if (stepMs === undefined) return manyMs;
    if (this.#nowMs < feed.firstMs) return feed.firstMs;
    const openEndMs = Math.floor(this.#nowMs / stepMs) * stepMs + stepMs;
    return Math.min(manyMs, feed.timeAfter(brokerMs(openEndMs - 1), 1) ?? endMs);
  }

  #run(speed: number, endMs: number): number {
    const steadyMs = this.#clock.steadyMs();
    const passedMs = steadyMs - (this.#lastSteadyMs ?? steadyMs);
    this.#lastSteadyMs = steadyMs;
    const { feed } = this.#time;
    const nextRowMs = feed.timeAfter(this.#nowMs, 1) ?? endMs;
    const gapMs = nextRowMs - this.#nowMs;
    const isHole = gapMs > feed.usualGapMs && gapMs / speed > holeRealMsMax;
    const runMs = this.#exactMs + passedMs * speed;
    return isHole ? Math.max(runMs, nextRowMs) : runMs;
  }
}

/** When the last bar of the longest period has closed as well. */
function endOfData(feed: ReplayMarket, longestBarMs: number): number {
  return Math.max(feed.lastMs, Math.ceil(feed.lastMs / longestBarMs) * longestBarMs);
}
