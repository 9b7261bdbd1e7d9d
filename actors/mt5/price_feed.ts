/**
 * Sends terminal streams to the price actor with backpressure: queued ticks are merged, excess
 * ticks are dropped and counted, and reading from the socket pauses briefly. Where messages are
 * missing, a `stream_gap` separates the ticks, and nothing is merged across it.
 */

import type { BrokerMs, TerminalId, TickBatch, UnixMs } from "../../src/models/mod.ts";
import { tickCount, waitingTicksMax } from "../../src/mt5/tick_merge.ts";
import type { Coalesce, Peer } from "../../src/runtime/actor.ts";
import { type Clock, sleep } from "../../src/runtime/clock.ts";
import type { PriceEvent, PriceProtocol } from "../price/protocol.ts";

/**
 * With more messages queued at the price actor, reading from the socket pauses; TCP then slows the
 * terminal down.
 */
const holdAbove = 16;
/**
 * Longest pause: after that the price actor is away rather than slow, and heartbeats must be read.
 */
const holdMaxMs = 1_000;
const holdStepMs = 1;

/**
 * With more messages queued, closed bars are counted as a gap instead of sent: the price actor will
 * fetch them.
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
  readonly believedToMs: BrokerMs;
}

export class PriceFeed {
  readonly #price: Peer<PriceProtocol>;
  readonly #clock: Clock;
  #mayHold = true;
  #ticks = 0;
  #droppedTicks = 0;
  /** Changes with each gap that follows ticks; part of every key. */
  #stretch = 0;
  #isGapLast = false;
  /** Dropped ticks of terminals whose ticks the price actor cannot take at present. */
  readonly #overrun = new Map<TerminalId, number>();

  constructor(price: Peer<PriceProtocol>, clock: Clock) {
    this.#price = price;
    this.#clock = clock;
  }

  /** Always delivered: a terminal has connected or is lost, or its broker has. */
  tell(
    event: Extract<PriceEvent, { type: "terminal_synced" | "terminal_lost" | "broker_settled" }>,
  ): void {
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
   * Merges up to a limit: the queued message stays complete, and new ticks are dropped until there
   * is room again.
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
   * Resolves when messages can be sent without merging, after the longest pause, or when
   * `isUrgent`.
   */
  async ready(isUrgent: () => boolean): Promise<void> {
    const { steadyMs } = this.#clock;
    const deadlineMs = steadyMs() + (this.#mayHold ? holdMaxMs : 0);
    while (this.#price.waiting > holdAbove && steadyMs() < deadlineMs && !isUrgent()) {
      await sleep(this.#clock, holdStepMs);
    }
    this.#mayHold = this.#price.waiting <= holdAbove;
  }

  /** Ticks received so far. */
  get ticks(): number {
    return this.#ticks;
  }

  /** Ticks among them that were dropped because the price actor was too slow. */
  get droppedTicks(): number {
    return this.#droppedTicks;
  }
}
