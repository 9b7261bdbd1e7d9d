/**
 * Sends values and messages to Redis, one pipeline at a time: data that arrives in the meantime is
 * collected, so a slow server leads to larger batches instead of longer queues. Without a
 * connection, values stay in memory, latest-only messages are dropped, and events are queued up to
 * a limit.
 */

import { LatestValues } from "../../src/redis/latest_values.ts";
import { type Message, MessageQueue } from "../../src/redis/message_queue.ts";
import { type KeyOptions, publishCommand, writeCommands } from "../../src/redis/redis_commands.ts";
import type { RedisConnection } from "../../src/redis/redis_connection.ts";
import type { RedisFailure } from "../../src/redis/redis_failure.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";

/**
 * Prices are collected this long: too short for a person to notice, and a hundredth of the traffic
 * of a busy market.
 */
const gatherMs = 5;
/**
 * The most of each kind in one pipeline: at most a few hundred KB, and a few ms of the server's
 * time.
 */
const itemsPerBatch = 500;
/**
 * Events queued while Redis is away: hours of a busy trader, some MB. The store has all of them.
 */
const eventsMax = 5_000;

export interface PublisherOptions {
  readonly clock: Clock;
  readonly keys: KeyOptions;
  readonly onFailed: (failure: RedisFailure) => void;
  /** All values known at the time are written to the current connection. */
  readonly onRefreshed: () => void;
}

export class Publisher {
  readonly values = new LatestValues();
  readonly messages = new MessageQueue(eventsMax);
  readonly #options: PublisherOptions;
  readonly #counts = { published: 0, written: 0, batches: 0 };
  #connection: RedisConnection | null = null;
  #isRefreshing = false;
  #timer: TimerId | undefined;
  #running: Promise<void> | null = null;
  #lastRoundTripMs: number | null = null;
  #lastPublishedMs: number | null = null;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** All values are written to the new connection before it counts as refreshed. */
  connected(connection: RedisConnection): void {
    this.#connection = connection;
    this.#isRefreshing = true;
    this.values.touchAll();
    this.notify();
  }

  disconnected(): void {
    this.#connection = null;
    this.messages.clearLatest();
  }

  /** Call when there is something new to send. */
  notify(): void {
    if (this.#connection === null) return this.messages.clearLatest();
    if (this.#timer !== undefined || this.#running !== null) return;
    this.#timer = this.#options.clock.setTimeout(() => this.#start(), gatherMs);
  }

  /** Sends the queue once; called at the end. */
  async flush(): Promise<void> {
    await this.#running;
    this.#start();
    await this.#running;
  }

  get counts() {
    return { ...this.#counts, ...this.messages.counts };
  }

  get lastRoundTripMs(): number | null {
    return this.#lastRoundTripMs;
  }

  get lastPublishedMs(): number | null {
    return this.#lastPublishedMs;
  }

  #start(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    const connection = this.#connection;
    if (connection === null || this.#running !== null) return;
    this.#running = this.#bring(connection).finally(() => this.#running = null)
      .then(() => this.#goOn());
  }

  /** Sends one batch: values before messages, so that a subscriber finds a new price at its key. */
  async #bring(connection: RedisConnection): Promise<void> {
    const { clock, keys, onFailed } = this.#options;
    const values = this.values.takeChanged(itemsPerBatch);
    const events = this.messages.takeEvents(itemsPerBatch);
    const messages: Message[] = [...this.messages.takeLatest(itemsPerBatch), ...events];
    const commands = [
      ...values.flatMap((value) => writeCommands(value, keys)),
      ...messages.map((message) => publishCommand(message, keys)),
    ];
    if (commands.length > 0) {
      const startMs = clock.steadyMs();
      const ran = await connection.run(commands);
      if (!ran.ok) {
        this.messages.giveBack(events);
        if (this.#connection === connection) onFailed(ran.error);
        return;
      }
      this.#lastRoundTripMs = clock.steadyMs() - startMs;
      this.#lastPublishedMs = clock.nowMs();
      this.#counts.batches += 1;
      this.#counts.written += values.length;
      this.#counts.published += messages.length;
    }
    if (this.#isRefreshing && this.#connection === connection && this.values.changed === 0) {
      this.#isRefreshing = false;
      this.#options.onRefreshed();
    }
  }

  #goOn(): void {
    const { latest, events } = this.messages.counts;
    if (this.values.changed + latest + events > 0) this.notify();
  }
}
