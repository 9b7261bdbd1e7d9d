/**
 * What is told to the price actor, so that a slow one costs neither memory nor order: ticks that wait are
 * merged, too many of them are dropped (oldest first, counted, and told as a gap), and the socket is left alone for a
 * moment while it catches up.
 */

import type { TerminalId, TickBatch, UnixMs } from "../../src/models/mod.ts";
import { mergeBatches, tickCount } from "../../src/mt5/tick_merge.ts";
import type { Coalesce, Peer } from "../../src/runtime/actor.ts";
import { type Clock, sleep } from "../../src/runtime/clock.ts";
import type { PriceEvent, PriceProtocol } from "../price/protocol.ts";

/** Messages waiting at the price actor from which on the socket is left alone; TCP then holds the terminal back. */
const holdAbove = 16;
/** So long at most: then the price actor is away rather than slow, and heartbeats must be heard. */
const holdMaxMs = 1_000;
const holdStepMs = 1;

/** Messages waiting from which on closed bars are not told any more but counted as a gap: the price actor will fetch them. */
const awayAbove = 1_000;

type BarsClosed = Extract<PriceEvent, { type: "bars_closed" }>;
type TicksReceived = Extract<PriceEvent, { type: "ticks_received" }>;
type StreamGap = Extract<PriceEvent, { type: "stream_gap" }>;

export interface Ticks {
  readonly terminal: TerminalId;
  readonly batches: readonly TickBatch[];
  readonly utcOffsetMs: number;
  readonly receivedMs: UnixMs;
}

export class PriceFeed {
  readonly #price: Peer<PriceProtocol>;
  readonly #clock: Clock;
  #isPatient = true;
  #ticks = 0;
  #droppedTicks = 0;

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
    this.#ticks += tickCount(ticks.batches);
    let dropped = 0;
    const coalesce: Coalesce<PriceEvent> = {
      key: `ticks:${ticks.terminal}:${ticks.utcOffsetMs}`,
      merge: (earlier, later) => {
        const [first, second] = [earlier as TicksReceived, later as TicksReceived];
        const merged = mergeBatches(first.batches, second.batches);
        dropped = merged.droppedTicks;
        return { ...second, batches: merged.batches };
      },
    };
    this.#price.tell({ type: "ticks_received", ...ticks }, coalesce);
    if (dropped === 0) return;
    this.#droppedTicks += dropped;
    this.tellGap(ticks.terminal, dropped);
  }

  tellGap(terminal: TerminalId, missed: number): void {
    this.#price.tell({ type: "stream_gap", terminal, missed }, {
      key: `gap:${terminal}`,
      merge: (earlier, later) => {
        const [first, second] = [earlier as StreamGap, later as StreamGap];
        return { ...second, missed: first.missed + second.missed };
      },
    });
  }

  /** Resolves when more may be told without merging, or when waiting for that has been long enough. */
  async ready(): Promise<void> {
    const { steadyMs } = this.#clock;
    const deadlineMs = steadyMs() + (this.#isPatient ? holdMaxMs : 0);
    while (this.#price.waiting > holdAbove && steadyMs() < deadlineMs) {
      await sleep(this.#clock, holdStepMs);
    }
    this.#isPatient = this.#price.waiting <= holdAbove;
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
