/**
 * One end of the channel between two actors: tells through a mailbox, asks with deadlines. It
 * outlives the channel: when the peer restarts, the supervisor passes a new port to `connect`.
 */

import { err } from "../models/result.ts";
import type { AskOptions, Coalesce, Peer } from "./actor.ts";
import { type Answer, answerOf } from "./answer.ts";
import type { Clock, TimerId } from "./clock.ts";
import { Mailbox } from "./mailbox.ts";
import type { Protocol, Question, ReplyOf, RequestOf } from "./protocol.ts";

type Envelope =
  | { readonly kind: "tell"; readonly seq: number; readonly message: unknown }
  | { readonly kind: "taken"; readonly seq: number }
  | {
    readonly kind: "ask";
    readonly id: number;
    readonly question: string;
    readonly request: unknown;
  }
  | { readonly kind: "answer"; readonly id: number; readonly reply: unknown }
  | { readonly kind: "failed"; readonly id: number; readonly message: string };

/** A message from the peer, for the owner's inbox. */
export type Incoming =
  | { readonly kind: "tell"; readonly message: unknown; taken(): void }
  | {
    readonly kind: "ask";
    readonly question: string;
    readonly request: unknown;
    answer(reply: unknown): void;
    fail(message: string): void;
  };

interface PendingAsk {
  readonly timer: TimerId;
  readonly settle: (answer: Answer<unknown>) => void;
}

export interface PeerLinkOptions {
  /** The peer's name. */
  readonly peer: string;
  readonly clock: Clock;
  readonly receive: (incoming: Incoming) => void;
}

export class PeerLink<P extends Protocol> implements Peer<P> {
  readonly #options: PeerLinkOptions;
  readonly #mailbox = new Mailbox<P["tell"]>();
  readonly #asks = new Map<number, PendingAsk>();
  #port: MessagePort | null = null;
  #nextAsk = 1;
  #takenSeq = 0;
  #waitingForRoom: (() => void)[] = [];

  constructor(options: PeerLinkOptions) {
    this.#options = options;
  }

  /** Starts using a port to the restarted peer and posts waiting messages. */
  connect(port: MessagePort): void {
    this.disconnect(0);
    this.#port = port;
    this.#takenSeq = 0;
    port.onmessage = (event: MessageEvent<Envelope>) => {
      if (this.#port === port) this.#onEnvelope(port, event.data);
    };
    this.#post();
  }

  /**
   * The peer has ended: pending asks fail at once, and tells wait for its restart, except those up
   * to `takenSeq`, which the peer had taken although their receipts may be lost.
   */
  disconnect(takenSeq: number): void {
    this.#port?.close();
    this.#port = null;
    this.#mailbox.acknowledge(takenSeq);
    this.#mailbox.rewind();
    for (const { timer, settle } of this.#asks.values()) {
      this.#options.clock.clearTimeout(timer);
      settle(err({ code: "peer_restarted", peer: this.#options.peer }));
    }
    this.#asks.clear();
  }

  tell(message: P["tell"], coalesce?: Coalesce<P["tell"]>): void {
    this.#mailbox.add(message, coalesce);
    this.#post();
  }

  ask<Q extends Question<P>>(
    question: Q,
    request: RequestOf<P, Q>,
    { timeoutMs }: AskOptions,
  ): Promise<Answer<ReplyOf<P, Q>>> {
    const port = this.#port;
    const { clock, peer } = this.#options;
    if (port === null) return Promise.resolve(err({ code: "peer_unavailable", peer }));
    return new Promise((resolve) => {
      const id = this.#nextAsk++;
      const timer = clock.setTimeout(() => {
        this.#asks.delete(id);
        resolve(err({ code: "ask_timeout", peer, timeoutMs }));
      }, timeoutMs);
      this.#asks.set(id, {
        timer,
        settle: resolve as PendingAsk["settle"], // the protocol guarantees the reply's type
      });
      port.postMessage({ kind: "ask", id, question, request } satisfies Envelope);
    });
  }

  drained(): Promise<void> {
    if (this.#mailbox.hasRoom) return Promise.resolve();
    return new Promise((resolve) => this.#waitingForRoom.push(resolve));
  }

  /** The last message taken from the peer since its last start; 0 before the first. */
  get takenSeq(): number {
    return this.#takenSeq;
  }

  get waiting(): number {
    return this.#mailbox.waiting;
  }

  get mailbox(): { readonly waiting: number; readonly coalesced: number } {
    return { waiting: this.#mailbox.waiting, coalesced: this.#mailbox.coalesced };
  }

  #post(): void {
    if (this.#port === null) return;
    for (const { seq, message } of this.#mailbox.takePostable()) {
      this.#port.postMessage({ kind: "tell", seq, message } satisfies Envelope);
    }
    if (!this.#mailbox.hasRoom || this.#waitingForRoom.length === 0) return;
    const resolvers = this.#waitingForRoom;
    this.#waitingForRoom = [];
    for (const resolve of resolvers) resolve();
  }

  #onEnvelope(port: MessagePort, envelope: Envelope): void {
    switch (envelope.kind) {
      case "taken":
        this.#mailbox.acknowledge(envelope.seq);
        return this.#post();
      case "answer":
        return this.#settle(envelope.id, answerOf(envelope.reply));
      case "failed": {
        const { message } = envelope;
        return this.#settle(
          envelope.id,
          err({ code: "peer_failed", peer: this.#options.peer, message }),
        );
      }
      case "tell": {
        const { seq, message } = envelope;
        const taken = () => this.#onTaken(port, seq);
        return this.#options.receive({ kind: "tell", message, taken });
      }
      case "ask":
        return this.#receiveAsk(port, envelope);
    }
  }

  #onTaken(port: MessagePort, seq: number): void {
    if (this.#port === port) this.#takenSeq = seq;
    this.#replyTo(port, { kind: "taken", seq });
  }

  #receiveAsk(port: MessagePort, ask: Extract<Envelope, { kind: "ask" }>): void {
    const { id, question, request } = ask;
    this.#options.receive({
      kind: "ask",
      question,
      request,
      answer: (reply) => this.#replyTo(port, { kind: "answer", id, reply }),
      fail: (message) => this.#replyTo(port, { kind: "failed", id, message }),
    });
  }

  /** Replies only to the peer instance that asked, never to a restarted one. */
  #replyTo(port: MessagePort, envelope: Envelope): void {
    if (this.#port === port) port.postMessage(envelope);
  }

  #settle(id: number, answer: Answer<unknown>): void {
    const pending = this.#asks.get(id);
    if (pending === undefined) return; // its deadline has passed
    this.#asks.delete(id);
    this.#options.clock.clearTimeout(pending.timer);
    pending.settle(answer);
  }
}
