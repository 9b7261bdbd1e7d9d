/** The newest events, ready to be sent to clients that were slow or away for a moment. Bounded. */

import type { StreamTopic } from "./topics.ts";

export interface StreamEvent {
  readonly seq: number;
  readonly topic: StreamTopic;
  /** The complete message, as it is sent. */
  readonly text: string;
}

/** The events of a quiet trading day, or of one minute during a storm of log lines. */
const eventsMax = 10_000;
/** A second limit, because events can be long. */
const charactersMax = 8_000_000;

export class EventRing {
  #events: StreamEvent[] = [];
  #characters = 0;
  /** Events up to this number have been dropped. */
  #floorSeq = 0;

  add(event: StreamEvent): void {
    this.#events.push(event);
    this.#characters += event.text.length;
    if (this.#events.length > 2 * eventsMax || this.#characters > 2 * charactersMax) this.#cut();
  }

  /** The events after `seq`, oldest first; null when some of them have been dropped. */
  after(seq: number): readonly StreamEvent[] | null {
    if (seq < this.#floorSeq) return null;
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#events[middle]!.seq <= seq) low = middle + 1;
      else high = middle;
    }
    return low === this.#events.length ? [] : this.#events.slice(low);
  }

  /** Drops all events up to `seq`. */
  forget(seq: number): void {
    this.#events = [];
    this.#characters = 0;
    this.#floorSeq = seq;
  }

  /**
   * Cuts back to the limits once twice as much is held: cutting events one by one would be slow.
   */
  #cut(): void {
    let kept = 0;
    let at = this.#events.length;
    while (at > 0 && this.#events.length - at < eventsMax && kept < charactersMax) {
      at -= 1;
      kept += this.#events[at]!.text.length;
    }
    this.#floorSeq = this.#events[at - 1]?.seq ?? this.#floorSeq;
    this.#events = this.#events.slice(at);
    this.#characters = kept;
  }
}
