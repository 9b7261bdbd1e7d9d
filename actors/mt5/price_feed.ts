/**
 * What is told to the price actor, so that a slow one costs neither memory nor order: ticks that
 * wait are merged, too many of them are dropped and counted, and the socket is left alone for a
 * moment while it catches up. Between ticks that do not follow each other there is always a
 * `stream_gap`: nothing merges across one.
 */

import type { BrokerMs, TerminalId, TickBatch, UnixMs } from "../../src/models/mod.ts";
import { tickCount, waitingTicksMax } from "../../src/mt5/tick_merge.ts";
import type { Coalesce, Peer } from "../../src/runtime/actor.ts";
import { type Clock, sleep } from "../../src/runtime/clock.ts";
import type { PriceEvent, PriceProtocol } from "../price/protocol.ts";

/**
 * Messages waiting at the price actor from which on the socket is left alone; TCP then holds the
 * terminal back.
 */
const holdAbove = 16;
/** So long at most: then the price actor is away rather than slow, and heartbeats must be heard. */
const holdMaxMs = 1_000;
const holdStepMs = 1;

/**
 * Messages waiting from which on closed bars are not told any more but counted as a gap: the price
 * actor will fetch them.
 */
const awayAbove = 1_000;

type BarsClosed = Extract<PriceEvent, { type: "bars_closed" }>;
type TicksReceived = Extract<PriceEvent, { type: "ticks_received" }>;
type StreamGap = Extract<PriceEvent, { type: "stream_gap" }>;

export interface Ticks {
  readonly terminal: TerminalId;
  readonly batches: readonly TickBatch[];
  readonly utcOffsetMs: number;
  readonly receivedMs: UnixMs;
  readonly serverNowMs: BrokerMs;
}

export class PriceFeed {
  readonly #price: Peer<PriceProtocol>;
  readonly #clock: Clock;
  #mayHold = true;
  #ticks = 0;
  #droppedTicks = 0;
  /** Changes with each gap that is told after ticks; part of every key. */
  #stretch = 0;
  #isGapLast = false;
  /** Ticks dropped of terminals whose ticks the price actor cannot take at present. */
  readonly #overrun = new Map<TerminalId, number>();

  constructor(price: Peer<PriceProtocol>, clock: Clock) {
    this.#price = price;
    this.#clock = clock;
  }

  /** A terminal has come or gone: always delivered. */
  tell(event: Extract<PriceEvent, { type: "terminal_synced" | "terminal_lost" }>): void {
    this.#price.tell(event);
  }

  tellBars(event: BarsClosed): void {
    if (this.#price.waiting > awayAbove) this.tellGap(event.terminal, 1);
    else this.#price.tell(event);
  }

  tellTicks(ticks: Ticks): void {
    if (ticks.batches.length === 0) return;
    const { terminal } = ticks;
    const count = tickCount(ticks.batches);
    this.#ticks += count;
    const overrun = this.#overrun.get(terminal);
    if (overrun !== undefined) {
      if (this.#price.waiting > holdAbove) return this.#drop(terminal, count);
      this.#overrun.delete(terminal);
      this.tellGap(terminal, overrun);
    }
    this.#isGapLast = false;
    this.#price.tell({ type: "ticks_received", ...ticks }, this.#mergeTicks(ticks, count));
  }

  tellGap(terminal: TerminalId, missed: number): void {
    if (!this.#isGapLast) this.#stretch++;
    this.#isGapLast = true;
    this.#price.tell({ type: "stream_gap", terminal, missed }, {
      key: `gap:${this.#stretch}:${terminal}`,
      merge: (earlier, later) => {
        const [first, second] = [earlier as StreamGap, later as StreamGap];
        return { ...second, missed: first.missed + second.missed };
      },
    });
  }

  /**
   * Too many are not merged: what waits stays whole, and what comes is dropped until there is room
   * again.
   */
  #mergeTicks({ terminal, utcOffsetMs }: Ticks, count: number): Coalesce<PriceEvent> {
    return {
      key: `ticks:${this.#stretch}:${terminal}:${utcOffsetMs}`,
      merge: (earlier, later) => {
        const [first, second] = [earlier as TicksReceived, later as TicksReceived];
        const isFull = tickCount(first.batches) + count > waitingTicksMax;
        if (isFull) {
          this.#drop(terminal, count);
          return first;
        }
        return { ...second, batches: [...first.batches, ...second.batches] };
      },
    };
  }

  #drop(terminal: TerminalId, count: number): void {
    this.#droppedTicks += count;
    this.#overrun.set(terminal, (this.#overrun.get(terminal) ?? 0) + count);
  }

  /**
   * Resolves when more may be told without merging, when waiting for that has been long enough, or
   * when it `isUrgent` to go on.
   */
  async ready(isUrgent: () => boolean): Promise<void> {
    const { steadyMs } = this.#clock;
    const deadlineMs = steadyMs() + (this.#mayHold ? holdMaxMs : 0);
    while (this.#price.waiting > holdAbove && steadyMs() < deadlineMs && !isUrgent()) {
      await sleep(this.#clock, holdStepMs);
    }
    this.#mayHold = this.#price.waiting <= holdAbove;
  }

  /** Ticks told so far. */
  get ticks(): number {
    return this.#ticks;
  }

  /** Ticks among them that were dropped because the price actor did not keep up. */
  get droppedTicks(): number {
    return this.#droppedTicks;
  }
}
