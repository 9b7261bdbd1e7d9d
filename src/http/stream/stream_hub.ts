/**
 * The hub of the stream: receives states and events, and passes them to every client. Events are
 * sent immediately. State changes are collected for a moment, so that a thousand price changes
 * become one message, built once for all clients with the same subscription.
 */

import type { Clock, TimerId } from "../../runtime/clock.ts";
import { RateLimit, type Rates } from "../../runtime/rate_limit.ts";
import { EventRing } from "./event_ring.ts";
import { LatestStates } from "./latest_states.ts";
import { scopeOf, type StreamHello, type StreamMessage, withChanges } from "./messages.ts";
import { StreamClient, type StreamSocket } from "./stream_client.ts";
import type { StateChange, StreamTopic, Subscription } from "./topics.ts";

/** Where a client's previous connection ended. */
export interface ResumePoint {
  readonly stream: string;
  readonly seq: number;
}

export interface JoinRequest {
  readonly subscription: Subscription;
  /** Null for a client that connects for the first time. */
  readonly resume: ResumePoint | null;
}

/**
 * How long changes are collected: twenty messages a second look smooth, and cost little however
 * many prices change.
 */
const gatherMs = 50;
/**
 * How often clients without a right token, all of them together, are sent every state again because
 * they subscribe: far more than pages and programs of one trader do.
 */
const strangerAnswers: Rates = { burst: 50, perSecond: 50 };
/** Shows clients that the connection is alive. */
export const heartbeatMs = 10_000;

export class StreamHub {
  readonly #clock: Clock;
  /** Identifies this run of the stream: sequence numbers of another run mean nothing here. */
  readonly #stream: string;
  readonly #ring = new EventRing();
  readonly #states = new LatestStates();
  /** The one whose subscription was answered last is last. */
  readonly #clients = new Set<StreamClient>();
  readonly #answers = new RateLimit(strangerAnswers);
  /** The last text of each state that is published only when it differs. */
  readonly #sent = new Map<string, string>();
  readonly #counts = { streamEvents: 0, streamTooSlow: 0 };
  #seq = 0;
  #flush: { readonly timer: TimerId | undefined; readonly isSoon: boolean } | null = null;
  #heartbeat: TimerId | undefined;

  constructor(clock: Clock, stream: string) {
    this.#clock = clock;
    this.#stream = stream;
  }

  get clients(): number {
    return this.#clients.size;
  }

  get counters(): Readonly<Record<string, number>> {
    return this.#counts;
  }

  hears(topic: StreamTopic): boolean {
    return [...this.#clients].some(({ subscription }) => subscription.topics.has(topic));
  }

  /** Sets the newest value of the state that `key` names. */
  setState(
    change: StateChange & { readonly key: string },
    value: Readonly<Record<string, unknown>>,
  ): void {
    this.#seq += 1;
    this.#states.set(change, this.#seq, value);
    this.#flushWithin(gatherMs);
  }

  /** As `setState`, but an unchanged value is not a change. */
  setIfDiffers(
    topic: StreamTopic,
    key: string,
    value: Readonly<Record<string, unknown>>,
  ): void {
    const text = JSON.stringify(value);
    const id = `${topic}/${key}`;
    if (this.#sent.get(id) === text) return;
    this.#sent.set(id, text);
    this.setState({ topic, key, symbol: null }, value);
  }

  /** Sends the event once to every subscriber of its topic. */
  publish(topic: StreamTopic, event: Readonly<Record<string, unknown>>): void {
    this.#seq += 1;
    this.#counts.streamEvents += 1;
    const message: StreamMessage = { type: "event", seq: this.#seq, topic, event };
    this.#ring.add({ seq: this.#seq, topic, text: JSON.stringify(message) });
    this.#flushWithin(0);
  }

  /**
   * Called when there has been no client for a while: events of that time were not recorded, so
   * nobody can resume from before it.
   */
  forget(): void {
    this.#seq += 1;
    this.#ring.forget(this.#seq);
  }

  /**
   * Adds a client. It receives all states it wants, and the events since it left if they are still
   * available.
   */
  join(socket: StreamSocket, { subscription, resume }: JoinRequest): StreamClient {
    const isResumed = resume !== null && resume.stream === this.#stream &&
      resume.seq <= this.#seq && this.#ring.after(resume.seq) !== null;
    const eventSeq = isResumed ? resume.seq : this.#seq;
    const client = new StreamClient(socket, subscription, { eventSeq, stateSeq: this.#seq });
    const hello: StreamHello = {
      type: "hello",
      stream: this.#stream,
      seq: eventSeq,
      resumed: isResumed,
      nowMs: this.#clock.nowMs(),
      heartbeatMs,
      ...scopeOf(subscription),
    };
    socket.send(withChanges(hello, this.#states.changesAfter(0, subscription)));
    this.#clients.add(client);
    this.#beat();
    this.#flushWithin(0);
    return client;
  }

  /**
   * Changes the subscription; the answer has the states that the client now sees. Clients without a
   * right token share a budget of answers, and those that were answered last come last.
   */
  subscribe(client: StreamClient, subscription: Subscription): void {
    client.subscribe(subscription);
    this.#flushWithin(client.isKnown ? 0 : gatherMs);
  }

  leave(client: StreamClient): void {
    this.#clients.delete(client);
    if (this.#clients.size > 0) return;
    this.#clock.clearTimeout(this.#heartbeat);
    this.#heartbeat = undefined;
  }

  /** Closes every client. */
  stop(reason: string): void {
    this.#clock.clearTimeout(this.#flush?.timer);
    for (const client of this.#clients) {
      client.close(1001, reason);
      this.leave(client);
    }
  }

  #flushWithin(delayMs: number): void {
    const isSoon = delayMs === 0;
    if (this.#clients.size === 0 || (this.#flush !== null && (this.#flush.isSoon || !isSoon))) {
      return;
    }
    this.#clock.clearTimeout(this.#flush?.timer);
    if (isSoon) {
      this.#flush = { timer: undefined, isSoon };
      return this.#clock.nextTurn(() => this.#deliver());
    }
    this.#flush = { timer: this.#clock.setTimeout(() => this.#deliver(), delayMs), isSoon };
  }

  #deliver(): void {
    this.#flush = null;
    const steadyMs = this.#clock.steadyMs();
    const messages = new Map<string, string | null>();
    const lists = new Map<string, string>();
    const answered = new Set<StreamClient>();
    const states = (wanted: Subscription, key: string) => {
      const list = lists.get(key) ?? this.#states.changesAfter(0, wanted);
      lists.set(key, list);
      return list;
    };
    const mayAnswer = (client: StreamClient) => {
      const isAllowed = client.isKnown || this.#answers.take(steadyMs);
      if (isAllowed) answered.add(client);
      return isAllowed;
    };
    const changes = (seq: number, wanted: Subscription, key: string) => {
      const id = `${seq}/${key}`;
      let message = messages.get(id);
      if (message === undefined) {
        const list = this.#states.changesAfter(seq, wanted);
        message = list === "" ? null : `{"type":"changes","seq":${this.#seq},"changes":[${list}]}`;
        messages.set(id, message);
      }
      return message;
    };
    const delivery = {
      ring: this.#ring,
      changes,
      states,
      mayAnswer,
      newestSeq: this.#seq,
      steadyMs,
    };
    let isBehind = false;
    for (const client of this.#clients) {
      const outcome = client.deliver(delivery);
      if (outcome === "behind") isBehind = true;
      if (outcome !== "too_slow") continue;
      this.#counts.streamTooSlow += 1;
      this.leave(client);
    }
    for (const client of answered) {
      if (this.#clients.delete(client)) this.#clients.add(client);
    }
    if (isBehind) this.#flushWithin(gatherMs);
  }

  #beat(): void {
    this.#heartbeat ??= this.#clock.setTimeout(() => {
      this.#heartbeat = undefined;
      const nowMs = this.#clock.nowMs();
      for (const client of this.#clients) client.tell({ type: "heartbeat", nowMs });
      if (this.#clients.size > 0) this.#beat();
    }, heartbeatMs);
  }
}
