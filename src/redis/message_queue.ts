/**
 * Messages for channels until they are published. The latest message of a key (a price) replaces the one before it;
 * events (a signal, an order) are each kept, in order, up to a bound: then the oldest goes and is counted.
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

  /** Of `eventsMax` events, the newest are kept. */
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

  /** Takes up to `limit` latest messages, the oldest first. */
  takeLatest(limit: number): Message[] {
    const taken: Message[] = [];
    for (const [key, message] of this.#latest) {
      if (taken.length === limit) break;
      this.#latest.delete(key);
      taken.push(message);
    }
    return taken;
  }

  /** Prices of a time without Redis are not sent when it is back. */
  clearLatest(): void {
    this.#latest.clear();
  }

  /** Takes up to `limit` events; give them back when they were not published. */
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
