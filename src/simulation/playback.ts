/**
 * The simulated server clock. A market's runs with the wall clock, at `speed` times its pace; a replay's stands before
 * the first row until somebody follows it, then runs at `speed` times real time or, at `max`, from row to row
 * without waiting. It never goes back, not even when daylight saving ends.
 */

import { type BrokerMs, brokerMs, type UnixMs, unixMs } from "../models/mod.ts";
import type { Clock } from "../runtime/clock.ts";
import type { ReplayFeed } from "./replay/replay_feed.ts";
import { serverOffsetMs } from "./server_time.ts";

export interface Playback {
  readonly nowMs: BrokerMs;
  /** Server time minus UTC. */
  readonly offsetMs: number;
  /** Nothing will happen any more. */
  readonly isFinished: boolean;
  /** Lets time pass. `longestBarMs` is the longest period somebody waits for; 0 when nobody follows. */
  advance(longestBarMs: number): void;
}

export interface MarketTime {
  /** 1 is real time. */
  readonly speed: number;
  /** Where simulated and real time meet (UTC); null: here and now are the same. Keep it over restarts. */
  readonly anchor: { readonly realUtcMs: number; readonly simulatedUtcMs: number } | null;
}

export class MarketPlayback implements Playback {
  readonly isFinished = false;
  readonly #clock: Clock;
  readonly #time: MarketTime;
  readonly #anchor: NonNullable<MarketTime["anchor"]>;
  #nowMs = brokerMs(0);

  constructor(time: MarketTime, clock: Clock) {
    this.#clock = clock;
    this.#time = time;
    const nowMs = clock.nowMs();
    this.#anchor = time.anchor ?? { realUtcMs: nowMs, simulatedUtcMs: nowMs };
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
    const { realUtcMs, simulatedUtcMs } = this.#anchor;
    return unixMs(
      Math.floor(simulatedUtcMs + (this.#clock.nowMs() - realUtcMs) * this.#time.speed),
    );
  }
}

export type ReplaySpeed = number | "max";

export interface ReplayTime {
  readonly feed: ReplayFeed;
  readonly speed: ReplaySpeed;
  /** Server time minus UTC at a server time. */
  readonly offsetAt: (serverMs: BrokerMs) => number;
}

/** Ticks of one step at full speed: a message of some 50 kB. */
const ticksPerStep = 1_000;

/** A hole in the data that would take longer than this to play is jumped over. */
const holeRealMsMax = 10_000;

export class ReplayPlayback implements Playback {
  readonly #time: ReplayTime;
  readonly #clock: Clock;
  #nowMs: BrokerMs;
  /** Fractions of a millisecond matter at low speeds. */
  #exactMs: number;
  #lastSteadyMs: number | null = null;
  #endMs: number;

  constructor(time: ReplayTime, clock: Clock) {
    this.#time = time;
    this.#clock = clock;
    this.#nowMs = brokerMs(time.feed.firstMs - 1);
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
    const isHeard = longestBarMs > 0;
    if (!isHeard && (speed === "max" || this.#lastSteadyMs === null)) return;
    if (isHeard) this.#endMs = endOfData(feed, longestBarMs);
    if (this.isFinished) return;
    const nextMs = speed === "max" ? this.#step(this.#endMs) : this.#run(speed, this.#endMs);
    this.#exactMs = Math.min(this.#endMs, nextMs);
    this.#nowMs = brokerMs(Math.floor(this.#exactMs));
  }

  #step(endMs: number): number {
    return this.#time.feed.timeAfter(this.#nowMs, ticksPerStep) ?? endMs;
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

/** When the last bar of the longest period has closed too. */
function endOfData(feed: ReplayFeed, longestBarMs: number): number {
  return Math.max(feed.lastMs, Math.ceil(feed.lastMs / longestBarMs) * longestBarMs);
}
