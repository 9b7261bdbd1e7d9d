/**
 * Messages that wait to be published. A newer message with the same key (a price) replaces the
 * older one; events (a signal, an order) are all kept in order, up to a limit, beyond which the
 * oldest is dropped and counted.
 */

import type { RedisChannel } from "./redis_names.ts";
import type { RedisRecord } from "./redis_records.ts";

export interface Message {
  readonly channel: RedisChannel;
  readonly record: RedisRecord;
}

export class MessageQueue {
  readonly #eventsMax: number;
  readonly #latest = new Map<string, Message>();
  #events: Message[] = [];
  #dropped = 0;

  /** Keeps the newest `eventsMax` events. */
  constructor(eventsMax: number) {
    this.#eventsMax = eventsMax;
  }

  addLatest(key: string, message: Message): void {
    this.#latest.set(key, message);
  }

  addEvent(message: Message): void {
    this.#events.push(message);
    if (this.#events.length <= this.#eventsMax) return;
    this.#events.shift();
    this.#dropped += 1;
  }

  /** Takes up to `limit` replaceable messages, the oldest first. */
  takeLatest(limit: number): Message[] {
    const taken: Message[] = [];
    for (const [key, message] of this.#latest) {
      if (taken.length === limit) break;
      this.#latest.delete(key);
      taken.push(message);
    }
    return taken;
  }

  /** Drops prices from a time without Redis: they are outdated when it is back. */
  clearLatest(): void {
    this.#latest.clear();
  }

  /** Takes up to `limit` events; put them back when publishing failed. */
  takeEvents(limit: number): Message[] {
    return this.#events.splice(0, limit);
  }

  giveBack(events: readonly Message[]): void {
    this.#events = [...events, ...this.#events];
    const excess = this.#events.length - this.#eventsMax;
    if (excess <= 0) return;
    this.#events = this.#events.slice(excess);
    this.#dropped += excess;
  }

  get counts(): { readonly latest: number; readonly events: number; readonly dropped: number } {
    return { latest: this.#latest.size, events: this.#events.length, dropped: this.#dropped };
  }
}
