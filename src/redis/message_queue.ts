/**
 * Messages for channels until they are published. News of a key (a price) gives way to later news of the same key;
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
  readonly #news = new Map<string, Message>();
  #events: Message[] = [];
  #dropped = 0;

  /** Of `eventsMax` events, the newest are kept. */
  constructor(eventsMax: number) {
    this.#eventsMax = eventsMax;
  }

  addNews(key: string, message: Message): void {
    this.#news.set(key, message);
  }

  addEvent(message: Message): void {
    this.#events.push(message);
    if (this.#events.length <= this.#eventsMax) return;
    this.#events.shift();
    this.#dropped += 1;
  }

  /** Takes up to `limit` news, the oldest first. */
  takeNews(limit: number): Message[] {
    const taken: Message[] = [];
    for (const [key, message] of this.#news) {
      if (taken.length === limit) break;
      this.#news.delete(key);
      taken.push(message);
    }
    return taken;
  }

  /** Prices of a time without Redis are no news when it is back. */
  clearNews(): void {
    this.#news.clear();
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

  get counts(): { readonly news: number; readonly events: number; readonly dropped: number } {
    return { news: this.#news.size, events: this.#events.length, dropped: this.#dropped };
  }
}
