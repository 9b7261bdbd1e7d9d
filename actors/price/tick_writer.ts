/**
 * Writes accepted ticks to the store: collected for a moment, one write at a time, retried until it
 * succeeds (a repeated write changes nothing). While the store is away, ticks are queued up to the
 * limits of `TickBuffer`.
 */

import type { AcceptedTicks, TerminalId } from "../../src/models/mod.ts";
import type { Logger } from "../../src/models/logger.ts";
import { gatherDelayMs, type GatherPace } from "../../src/price/gather_pace.ts";
import { TickBuffer, type TickLoad } from "../../src/price/tick_buffer.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Backoff } from "../../src/runtime/backoff.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";
import type { Random } from "../../src/runtime/random.ts";
import { retry } from "../../src/runtime/retry.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";

/** Bounds what a crash of this actor makes refetch, and saves transactions. */
const pace: GatherPace = { gatherMs: 50, everyMs: 500 };
/** Enough to write without collecting more. */
const gatherTicksMax = 5_000;
/** About 20 ms of the store's time. */
const ticksPerWrite = 20_000;
/** About 30 MB, and 100 s of a very busy terminal (5,000 ticks a second). */
const waitingTicksMax = 500_000;
/** Fetching old ticks pauses while more than this are queued. */
const roomyTicks = 50_000;
/** Retries are limited by the queue, not by their number. */
const storeBackoff: Backoff = { firstMs: 50, factor: 2, maxMs: 2_000, jitter: 0.2 };

export interface TickWriterOptions {
  readonly database: Peer<DatabaseProtocol>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export class TickWriter {
  readonly #options: TickWriterOptions;
  readonly #buffer = new TickBuffer(waitingTicksMax);
  #timer: TimerId | undefined;
  #writing: Promise<void> | null = null;
  /** When the last write began. */
  #beganMs = -Infinity;
  #underWay = 0;
  #stored = 0;
  #failingSinceMs: number | null = null;
  #droppedBefore = 0;
  readonly #stopping = new AbortController();
  #waitingForRoom: (() => void)[] = [];

  constructor(options: TickWriterOptions) {
    this.#options = options;
  }

  get counts() {
    return {
      stored: this.#stored,
      dropped: this.#buffer.dropped,
      waiting: this.#buffer.size + this.#underWay,
      waitingMax: waitingTicksMax,
    };
  }

  /** The last write failed and is being retried. */
  get isFailing(): boolean {
    return this.#failingSinceMs !== null;
  }

  push(terminal: TerminalId, accepted: AcceptedTicks): void {
    const dropped = this.#buffer.dropped;
    this.#buffer.push(terminal, accepted);
    if (dropped === this.#droppedBefore && this.#buffer.dropped > dropped) {
      this.#options.log.error("ticks_dropped");
    }
    if (this.#buffer.size >= gatherTicksMax) this.#write();
    else this.#gather();
  }

  /** Resolves when few enough ticks are queued to fetch more. */
  room(): Promise<void> {
    if (this.#buffer.size < roomyTicks) return Promise.resolve();
    return new Promise((resolve) => this.#waitingForRoom.push(resolve));
  }

  /** Resolves when what is queued now is stored, which takes as long as the store is away. */
  async flush(): Promise<void> {
    await this.#writing;
    if (this.#buffer.size > 0) this.#write();
    await this.#writing;
  }

  /**
   * Writes the queue once; what cannot be written is dropped, because the terminal still has it.
   */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#write();
    await this.#writing;
  }

  #gather(): void {
    if (this.#timer !== undefined || this.#writing !== null) return;
    const { clock } = this.#options;
    const delayMs = gatherDelayMs(pace, clock.steadyMs() - this.#beganMs);
    this.#timer = clock.setTimeout(() => this.#write(), delayMs);
  }

  #write(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#beganMs = this.#options.clock.steadyMs();
    this.#writing ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    do {
      const load = this.#buffer.take(ticksPerWrite);
      if (load === null) break;
      this.#underWay = load.ticks;
      const isStored = await this.#store(load);
      this.#underWay = 0;
      if (!isStored) break;
      this.#stored += load.ticks;
      this.#announceRoom();
    } while (this.#buffer.size >= gatherTicksMax || this.#stopping.signal.aborted);
    this.#writing = null;
    if (this.#buffer.size > 0 && !this.#stopping.signal.aborted) this.#gather();
  }

  async #store({ terminal, batches }: TickLoad): Promise<boolean> {
    const { database, clock, random } = this.#options;
    const timeout = { timeoutMs: storeTimeoutMs };
    const stored = await retry(
      () => database.ask("store_ticks", { terminal, batches }, timeout),
      {
        clock,
        random,
        backoff: storeBackoff,
        signal: this.#stopping.signal,
        onFailure: ({ code }) => this.#noteFailure(code),
      },
    );
    if (stored.ok) this.#noteSuccess();
    return stored.ok;
  }

  #noteFailure(error: string): void {
    if (this.#failingSinceMs !== null) return;
    this.#failingSinceMs = this.#options.clock.steadyMs();
    this.#options.log.warning("ticks_unsaved", { error });
  }

  #noteSuccess(): void {
    if (this.#failingSinceMs === null) return;
    const downMs = Math.round(this.#options.clock.steadyMs() - this.#failingSinceMs);
    const dropped = this.#buffer.dropped - this.#droppedBefore;
    this.#options.log.info("ticks_saved", { downMs, dropped });
    this.#failingSinceMs = null;
    this.#droppedBefore = this.#buffer.dropped;
  }

  #announceRoom(): void {
    if (this.#buffer.size >= roomyTicks) return;
    const resolvers = this.#waitingForRoom;
    this.#waitingForRoom = [];
    for (const resolve of resolvers) resolve();
  }
}
