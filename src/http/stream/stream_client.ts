/**
 * One client: how far it has come, and what it is sent next. Only so much waits in its socket; the rest stays in the ring
 * (events) or is overtaken by newer values (states). A client that does not take what it is sent is closed with a reason.
 */

import type { EventRing } from "./event_ring.ts";
import type { StreamMessage } from "./messages.ts";
import { type Subscription, subscriptionKey } from "./topics.ts";

/** The way to a client's other end. */
export interface StreamSocket {
  /** Never blocks: what cannot be sent at once waits in the socket. */
  send(text: string): void;
  /** What waits. */
  readonly bufferedBytes: number;
  close(code: number, reason: string): void;
}

/** Makes the message with the state changes after `seq`; null when there are none. */
export type ChangesAfter = (seq: number, wanted: Subscription, key: string) => string | null;

export interface Delivery {
  readonly ring: EventRing;
  readonly changes: ChangesAfter;
  /** Of the newest event or change. */
  readonly newestSeq: number;
  readonly steadyMs: number;
}

/** More than this waiting in its socket, and a client is sent nothing: two frames of a busy market. */
const waitingBytesMax = 262_144;
/** A client that takes nothing for so long is gone. */
const stuckTimeoutMs = 20_000;

export const closeCodes = {
  badMessage: 4400,
  noToken: 4401,
  tooSlow: 4408,
  tooMuch: 4429,
} as const;

export class StreamClient {
  readonly #socket: StreamSocket;
  #subscription: Subscription;
  #key: string;
  /** Up to here it has been sent all events. */
  #eventSeq: number;
  /** Up to here it has been sent all changes of states. */
  #stateSeq: number;
  #stuckSinceMs: number | null = null;
  #isClosed = false;

  constructor(
    socket: StreamSocket,
    subscription: Subscription,
    from: { readonly eventSeq: number; readonly stateSeq: number },
  ) {
    this.#socket = socket;
    this.#subscription = subscription;
    this.#key = subscriptionKey(subscription);
    this.#eventSeq = from.eventSeq;
    this.#stateSeq = from.stateSeq;
  }

  get subscription(): Subscription {
    return this.#subscription;
  }

  /** From now on; states that were not wanted before are to be sent by the caller. */
  subscribe(subscription: Subscription): void {
    this.#subscription = subscription;
    this.#key = subscriptionKey(subscription);
  }

  /** A message outside of the order of events. */
  tell(message: StreamMessage): void {
    if (!this.#isClosed) this.#socket.send(JSON.stringify(message));
  }

  close(code: number, reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.close(code, reason);
  }

  /** Sends what the socket takes. `behind`: there is more; `too_slow`: it has been closed for it. */
  deliver(delivery: Delivery): "done" | "behind" | "too_slow" {
    if (this.#isClosed) return "done";
    if (this.#isFull(delivery.steadyMs)) {
      if (delivery.steadyMs - (this.#stuckSinceMs ?? 0) < stuckTimeoutMs) return "behind";
      return this.#closeSlow("it takes no more messages");
    }
    const events = delivery.ring.after(this.#eventSeq);
    if (events === null) return this.#closeSlow("events were lost to it");
    for (const { seq, topic, text } of events) {
      if (this.#subscription.topics.has(topic)) {
        if (this.#isFull(delivery.steadyMs)) return "behind";
        this.#socket.send(text);
      }
      this.#eventSeq = seq;
    }
    if (this.#stateSeq < delivery.newestSeq && !this.#isFull(delivery.steadyMs)) {
      const message = delivery.changes(this.#stateSeq, this.#subscription, this.#key);
      this.#stateSeq = delivery.newestSeq;
      if (message !== null) this.#socket.send(message);
    }
    return this.#stateSeq < delivery.newestSeq ? "behind" : "done";
  }

  #closeSlow(why: string): "too_slow" {
    this.close(closeCodes.tooSlow, `Too slow: ${why}. Reconnect, and read what is missing.`);
    return "too_slow";
  }

  #isFull(steadyMs: number): boolean {
    const isFull = this.#socket.bufferedBytes > waitingBytesMax;
    this.#stuckSinceMs = isFull ? this.#stuckSinceMs ?? steadyMs : null;
    return isFull;
  }
}
