/**
 * One client: what it has been sent, and what to send next. Only a limited amount waits in its
 * socket; the rest stays in the ring (events) or is replaced by newer values (states). A client
 * that does not take its messages is closed with a reason.
 */

import type { EventRing } from "./event_ring.ts";
import { scopeOf, type StreamMessage, withChanges } from "./messages.ts";
import { type Subscription, subscriptionKey } from "./topics.ts";

/** The connection to a client. */
export interface StreamSocket {
  /** Never blocks: data that cannot be sent immediately waits in the socket. */
  send(text: string): void;
  /** The amount of data that waits to be sent. */
  readonly bufferedBytes: number;
  close(code: number, reason: string): void;
}

/** Builds the message with the state changes after `seq`; null when there are none. */
export type ChangesAfter = (seq: number, wanted: Subscription, key: string) => string | null;

export interface Delivery {
  readonly ring: EventRing;
  readonly changes: ChangesAfter;
  /** Every wanted state: objects as JSON, separated by commas. */
  readonly states: (wanted: Subscription, key: string) => string;
  /** Whether this client's `subscribe` is answered now. */
  readonly mayAnswer: (client: StreamClient) => boolean;
  /** The number of the newest event or change. */
  readonly newestSeq: number;
  readonly steadyMs: number;
}

/**
 * While more than this waits in its socket, a client is sent nothing. It is the size of two
 * messages in a busy market.
 */
const waitingBytesMax = 262_144;
/** A client that takes nothing for this long is treated as gone. */
const stuckTimeoutMs = 20_000;

export const closeCodes = {
  badMessage: 4400,
  noToken: 4401,
  gaveWay: 4403,
  tooSlow: 4408,
  tooMuch: 4429,
} as const;

export class StreamClient {
  /** It has sent a right token. */
  isKnown = false;
  readonly #socket: StreamSocket;
  /** The newest `subscribe` that has no answer yet. */
  #wanted: Subscription | null = null;
  #subscription: Subscription;
  #key: string;
  /** All events up to this number have been sent. */
  #eventSeq: number;
  /** All state changes up to this number have been sent. */
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

  /** Takes effect with the answer, in a later delivery: the newest replaces those before it. */
  subscribe(subscription: Subscription): void {
    this.#wanted = subscription;
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

  /**
   * Sends as much as the socket takes. `behind`: there is more to send; `too_slow`: the client was
   * closed because of that.
   */
  deliver(delivery: Delivery): "done" | "behind" | "too_slow" {
    if (this.#isClosed) return "done";
    if (this.#isFull(delivery.steadyMs)) {
      if (delivery.steadyMs - (this.#stuckSinceMs ?? 0) < stuckTimeoutMs) return "behind";
      return this.#closeSlow("it takes no more messages");
    }
    if (this.#wanted !== null && delivery.mayAnswer(this)) this.#answer(this.#wanted, delivery);
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
    return this.#wanted !== null || this.#stateSeq < delivery.newestSeq ? "behind" : "done";
  }

  /** A client that changes nothing has its states already. */
  #answer(subscription: Subscription, { states, newestSeq }: Delivery): void {
    const key = subscriptionKey(subscription);
    const isChanged = key !== this.#key;
    this.#wanted = null;
    this.#subscription = subscription;
    this.#key = key;
    const head = { type: "subscribed", ...scopeOf(subscription) } as const;
    this.#socket.send(withChanges(head, isChanged ? states(subscription, key) : ""));
    if (isChanged) this.#stateSeq = newestSeq;
  }

  #closeSlow(why: string): "too_slow" {
    this.close(closeCodes.tooSlow, `Too slow: ${why}. Reconnect and read what was missed.`);
    return "too_slow";
  }

  #isFull(steadyMs: number): boolean {
    const isFull = this.#socket.bufferedBytes > waitingBytesMax;
    this.#stuckSinceMs = isFull ? this.#stuckSinceMs ?? steadyMs : null;
    return isFull;
  }
}
